"""The rules that the labels of an annotation keep (CRITERIA, CONTRACT)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from voltag.annotations import Annotation
from voltag.types import Code, Objective, Polarity, Reference

CONTRIBUTION: dict[str, Any] = {
    "id": "en-000001",
    "document": "en-d001",
    "language": "en",
    "text": "Volunteers rebuilt 300 homes.",
    "reference": "contribution",
    "objectives": ["ownership"],
    "codes": ["a3"],
    "b4_kind": None,
    "implicit": False,
    "polarity": "positive",
    "annotator": "A1",
    "date": "2026-11-24",
    "origin": "written",
    "note": "",
}
BARE: dict[str, Any] = CONTRIBUTION | {
    "reference": "bare",
    "objectives": [],
    "codes": [],
    "polarity": "neutral",
}


def test_a_line_of_the_contract_is_read_whole() -> None:
    read = Annotation.model_validate(CONTRIBUTION)
    assert read.model_dump(mode="json", by_alias=True) == CONTRIBUTION | {"source": None}


@pytest.mark.parametrize(
    "changes",
    [
        {"objectives": [], "codes": []},
        {"polarity": "negative"},
        {"implicit": True},
        {"objectives": ["integration"], "codes": ["b4"], "b4_kind": "long_term"},
        {"objectives": ["integration"], "codes": ["b4"], "b4_kind": None},
        {"objectives": ["ownership", "integration", "measurement"], "codes": ["a3", "b4", "c1"]},
        {"reference": "none", "objectives": [], "codes": [], "polarity": "neutral"},
        {"origin": "reviewed", "date": None},
        {"language": "fra"},
        {"text": "志愿者"},
        {"something_new": 1},
    ],
)
def test_labels_that_agree_are_taken(changes: dict[str, Any]) -> None:
    Annotation.model_validate(CONTRIBUTION | changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"objectives": []}, "the codes give ownership"),
        ({"codes": []}, "the codes give none"),
        ({"codes": ["a3", "b2"]}, "the codes give integration, ownership"),
        ({"codes": ["a3", "a3"]}, "names a label twice"),
        ({"codes": ["a9"]}, "Input should be 'a1'"),
        ({"b4_kind": "new"}, "b4_kind goes with code b4 only"),
        ({"b4_kind": "old", "codes": ["b4"], "objectives": ["integration"]}, "long_term"),
        ({"reference": "maybe"}, "Input should be 'none'"),
        ({"text": ""}, "at least 1 character"),
        ({"text": "… —"}, "no letter or digit"),
        ({"text": "v" * 20_001}, "at most 20000 characters"),
        ({"language": "English"}, "pattern"),
        ({"id": ""}, "at least 1 character"),
        ({"date": "yesterday"}, "date"),
        ({"origin": "dreamt"}, "'written'"),
    ],
)
def test_labels_that_disagree_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Annotation.model_validate(CONTRIBUTION | changes)


@pytest.mark.parametrize("reference", ["none", "bare"])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"objectives": ["ownership"], "codes": ["a3"]}, "no objectives and no codes"),
        ({"polarity": "positive"}, "is neutral"),
        ({"implicit": True}, "is not implicit"),
    ],
)
def test_only_a_contribution_shows_anything(
    reference: str, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        Annotation.model_validate(BARE | {"reference": reference} | changes)


@given(st.lists(st.sampled_from(Code), unique=True), st.randoms())
def test_labels_come_out_in_the_order_of_the_criteria(codes: list[Code], random: Any) -> None:  # noqa: ANN401
    objectives = list({code.objective for code in codes})
    random.shuffle(objectives)
    read = Annotation.model_validate(CONTRIBUTION | {"codes": codes, "objectives": objectives})
    assert list(read.codes) == [code for code in Code if code in codes]
    assert list(read.objectives) == [o for o in Objective if o in objectives]


@given(
    st.builds(
        dict,
        reference=st.sampled_from(Reference),
        polarity=st.sampled_from(Polarity),
        codes=st.lists(st.sampled_from(Code), max_size=3, unique=True),
        b4_kind=st.sampled_from([None, "long_term", "new"]),
        implicit=st.booleans(),
    )
)
def test_what_is_taken_is_written_and_read_back(changes: dict[str, Any]) -> None:
    changes["objectives"] = sorted({code.objective for code in changes["codes"]})
    try:
        first = Annotation.model_validate(CONTRIBUTION | changes)
    except ValidationError:
        contribution = changes["reference"] is Reference.CONTRIBUTION
        assert not contribution or changes["b4_kind"] is not None
        return
    assert Annotation.model_validate_json(first.model_dump_json(by_alias=True)) == first
