"""Values survive being written as JSON and read back, and the schema describes them."""

import json
from dataclasses import fields, is_dataclass
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from voltag import types
from voltag.records import from_json, schema, to_json, to_json_lines, to_plain
from voltag.types import (
    Document,
    Kind,
    Labels,
    Metadata,
    Objective,
    Passage,
    Problem,
    Scores,
    Span,
    Verdict,
)

RECORDS: list[Any] = [
    value for value in vars(types).values() if isinstance(value, type) and is_dataclass(value)
]


@pytest.mark.parametrize("record", [Document, Passage, Labels, Verdict, Problem])
@settings(max_examples=25)
@given(data=st.data())
def test_a_record_is_read_back_as_it_was_written(record: type[Any], data: st.DataObject) -> None:
    value = data.draw(st.from_type(record))
    written = to_json(value)
    assert "\n" not in written
    assert from_json(record, written) == value
    assert to_json(from_json(record, written)) == written
    assert to_plain(value) == json.loads(written)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record.__name__))
def test_the_schema_names_every_field_of_a_record(record: type[Any]) -> None:
    described = schema(record)
    assert set(described["properties"]) == {field.name for field in fields(record)}
    assert json.dumps(described)


def test_every_record_is_frozen_and_explains_itself() -> None:
    for record in RECORDS:
        assert record.__dataclass_params__.frozen, record.__name__
        assert record.__doc__
        assert not record.__doc__.startswith(f"{record.__name__}("), record.__name__


def test_json_lines_end_each_record_and_keep_chinese_readable() -> None:
    written = to_json_lines([Metadata(title="志愿服务"), Metadata()])
    assert written.endswith("}\n")
    first, second = written.splitlines()
    assert '"title":"志愿服务"' in first
    assert json.loads(second)["title"] == ""
    assert to_json_lines([]) == ""


def test_keys_and_values_are_the_words_of_the_contract() -> None:
    labels = json.loads(to_json(Scores(1.0, 0.5, 0.25, 0.0)))
    assert labels == {
        "contribution": 1.0, "ownership": 0.5, "integration": 0.25, "measurement": 0.0,
    }  # fmt: skip
    span = Span(page=12, boxes=((1.0, 2.0, 3.0, 4.0),), start=0, end=180)
    assert to_plain(span) == {"page": 12, "boxes": [[1.0, 2.0, 3.0, 4.0]], "start": 0, "end": 180}
    assert [*Kind] == ["vnr", "framework", "other"]
    assert [*Objective] == ["ownership", "integration", "measurement"]
    assert get_args(types.Question) == ("references", *Objective)


@pytest.mark.parametrize(
    "wrong", ["", "{", "[]", "null", '{"page": 1}', '{"page":"x","boxes":[],"start":0,"end":1}']
)
def test_what_is_no_record_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        from_json(Span, wrong)


@pytest.mark.parametrize("code", types.Code)
def test_a_code_belongs_to_the_objective_of_its_letter(code: types.Code) -> None:
    assert code.objective.letter == code.value[0]
