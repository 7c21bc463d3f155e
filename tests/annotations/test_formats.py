"""Other tools' formats: what is written comes back, and what cannot be read is named."""

import csv
import io
import json
import zlib
from collections import Counter
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

from tests.annotations.values import PHRASES, annotation_lists
from voltag.annotations import Annotation, AnnotationError
from voltag.annotations.formats import (
    FORMATS,
    Fill,
    Imported,
    export_annotations,
    import_annotations,
    unknown_fields,
)
from voltag.annotations.formats.choices import CHOICES, from_choices, to_choices
from voltag.annotations.formats.msgpack import unpack
from voltag.annotations.formats.names import format_named
from voltag.annotations.formats.record import FIELDS, Fault

srsly: Any = import_module("srsly")  # has no types

LIMIT = 1 << 24

FULL = Annotation.model_validate(
    {
        "id": "zh-000007",
        "document": "zh-d001",
        "language": "zh",
        "text": "依照防灾规划，志愿者消防队重建了三百所房屋。",
        "reference": "contribution",
        "objectives": ["ownership", "integration"],
        "codes": ["a3", "b4"],
        "b4_kind": "long_term",
        "implicit": True,
        "polarity": "positive",
        "annotator": "A1",
        "date": "2026-11-24",
        "origin": "written",
        "note": "=both sides",
    }
)
CONTRIBUTION = ["reference:contribution", "polarity:positive", "objective:ownership", "code:a3"]


def read(content: bytes | str, format_name: str, fill: Fill | None = None) -> Imported:
    content = content.encode() if isinstance(content, str) else content
    return import_annotations(content, format_name, "file", fill or Fill(), LIMIT)


def faults(content: bytes | str, format_name: str, fill: Fill | None = None) -> list[str]:
    with pytest.raises(AnnotationError) as error:
        read(content, format_name, fill)
    return error.value.faults


def faults_if_any(content: bytes, format_name: str) -> list[str]:
    try:
        read(content, format_name)
    except AnnotationError as error:
        return error.faults
    return []


def lines(*objects: object) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in objects)


# --- every format -------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
@given(annotations=annotation_lists())
def test_round_trip(name: str, annotations: list[Annotation]) -> None:
    exported = export_annotations(annotations, name)
    back = read(exported.content, name)
    assert back.annotations == annotations
    assert exported.losses == Counter()
    assert (back.filled, back.not_taken, back.left_out) == (Counter(), Counter(), Counter())
    assert set(back.left_empty) <= {"document", "annotator", "date"}
    assert back.by_rule == Counter()


@pytest.mark.parametrize("name", FORMATS)
def test_same_annotations_give_the_same_bytes(name: str) -> None:
    assert export_annotations([FULL], name) == export_annotations([FULL], name)


@pytest.mark.parametrize("name", FORMATS)
def test_options_change_nothing_that_the_file_says(name: str) -> None:
    content = export_annotations([FULL], name).content
    fill = Fill("B", date(2030, 1, 1), "published", "en", "n-")
    back = read(content, name, fill)
    assert back.annotations == [FULL]
    assert back.report() == []


@pytest.mark.parametrize("name", FORMATS)
@given(content=st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    assert all(fault.startswith("file:") for fault in faults_if_any(content, name))


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
def test_damaged_files_are_read_or_refused(name: str, data: st.DataObject) -> None:
    content = bytearray(format_named(name).write([FULL]))
    if name == "docbin":
        content = bytearray(zlib.decompress(bytes(content)))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = zlib.compress(bytes(content)) if name == "docbin" else bytes(content)
    assert all(fault.startswith("file:") for fault in faults_if_any(damaged, name))


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"docbin"}))
def test_bytes_that_are_not_utf_8_are_named_with_their_line(name: str) -> None:
    assert faults(b"\n\n\xff", name) == [
        "file:3: line: is not UTF-8 text (invalid start byte); convert the file first"
    ]


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"docbin"}))
def test_a_byte_order_mark_is_passed_over(name: str) -> None:
    content = export_annotations([FULL], name).content.removeprefix(b"\xef\xbb\xbf")
    assert read(b"\xef\xbb\xbf" + content, name).annotations == [FULL]


@pytest.mark.parametrize("name", ["jsonl", "prodigy", "doccano", "label-studio"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("[" * 100_000, "nested more than 32 levels"),
        ('{"a":' * 100_000, "nested more than 32 levels"),
        ('{"id": NaN}', "NaN is not JSON"),
        ('{"id": 1, "id": 2}', "names 'id' twice"),
        ('{"id": ' + "9" * 5000 + "}", ""),
        ('{"id": "' + "\\" * 3, "is not JSON"),
        ("17", "is not a JSON object"),
    ],
    ids=range(7),
)
def test_hostile_json_is_refused(name: str, value: str, said: str) -> None:
    content = f"[\n{value}\n]" if name == "label-studio" else f"\n{value}\n"
    assert len(found := faults(content, name)) >= 1
    assert found[0].startswith(("file:2: ", "file:1: line: lists and objects"))
    assert said in found[0]


def test_brackets_inside_a_text_are_not_nesting() -> None:
    content = lines(json.loads(FULL.model_dump_json(by_alias=True)) | {"text": 'a\\"' + "[" * 99})
    assert read(content, "jsonl").annotations[0].text == 'a\\"' + "[" * 99


def test_half_a_character_is_refused() -> None:
    content = FULL.model_dump_json(by_alias=True).replace("=both", "\\ud83d")
    assert faults(content, "jsonl") == [
        "file:1: note: has half a character in it (a lone surrogate)"
    ]


# --- filling ------------------------------------------------------------------------

BARE_LINE = {"id": "1", "text": "UNV and WHO met.", "language": "en", "reference": "bare"}


def test_what_is_missing_is_filled_from_the_options_only_and_named() -> None:
    content = lines(BARE_LINE | {"annotator": "A1"}, {"text": "Nothing.", "reference": "none"})
    result = read(content, "jsonl", Fill("A2", date(2026, 11, 24), "written", "en", "new-"))
    first, second = result.annotations
    assert (first.id, first.annotator, first.day, first.origin) == (
        "1",
        "A1",
        date(2026, 11, 24),
        "written",
    )
    assert (second.id, second.annotator, second.language) == ("new-000002", "A2", "en")
    assert result.filled == {"annotator": 1, "date": 2, "origin": 2, "language": 1, "id": 1}
    assert result.report() == [
        "date: filled from the options for 2 passages",
        "origin: filled from the options for 2 passages",
        "annotator: filled from the options for 1 passage",
        "language: filled from the options for 1 passage",
        "id: filled from the options for 1 passage",
        "polarity: not given, so neutral, as all that is no contribution: 2 passages",
        "implicit: not given, so false: 2 passages",
        "document: not given for 2 passages",
    ]


def test_what_is_left_empty_is_named() -> None:
    result = read(lines(BARE_LINE | {"polarity": "neutral", "implicit": False}), "jsonl")
    assert result.left_empty == {"document": 1, "annotator": 1, "date": 1}
    assert result.report() == [
        "origin: not given, so published, which is for testing only: 1 passage",
        "document: not given for 1 passage",
        "annotator: not given for 1 passage",
        "date: not given for 1 passage",
    ]


def test_what_has_no_place_is_named() -> None:
    result = read(lines(BARE_LINE | {"licence": "CC0", "source": "x"}), "jsonl")
    assert result.not_taken == {"licence": 1, "source": 1}
    assert "licence: not taken, 1 passage" in result.report()


def test_file_stands_for_document() -> None:
    result = read(lines(BARE_LINE | {"file": "LAO.txt"}), "jsonl")
    assert result.annotations[0].document == "LAO.txt"
    assert result.not_taken == {}


def test_a_contribution_needs_a_polarity() -> None:
    content = lines(BARE_LINE | {"reference": "contribution"})
    assert faults(content, "jsonl") == [
        "file:1: polarity: polarity is missing; a contribution needs one"
    ]


def test_objectives_follow_from_codes_where_none_is_given() -> None:
    labels = {"reference": "contribution", "polarity": "neutral", "codes": ["c1", "a3"]}
    result = read(lines(BARE_LINE | labels), "jsonl")
    assert [str(o) for o in result.annotations[0].objectives] == ["ownership", "measurement"]
    assert "objectives: not given, so those of the codes: 1 passage" in result.report()


def test_missing_fields_are_faults_with_their_remedy() -> None:
    assert faults(lines({}), "jsonl") == [
        "file:1: id: is missing; number the passages with --id-prefix",
        "file:1: language: is missing; give it with --language",
        "file:1: text: is missing",
        "file:1: reference: is missing",
    ]


def test_an_id_stands_once() -> None:
    assert faults(lines(BARE_LINE, BARE_LINE), "jsonl") == [
        "file:2: id: 1 stands at file:1 already"
    ]


def test_all_faults_are_listed() -> None:
    content = lines(BARE_LINE, BARE_LINE | {"id": 7, "origin": "dreamt", "date": 0}, 3)
    assert [fault.split(": ")[:2] for fault in faults(content, "jsonl")] == [
        ["file:2", "date"],
        ["file:3", "line"],
    ]
    content = lines(BARE_LINE | {"id": 7, "origin": "dreamt", "codes": [1]})
    assert [fault.split(": ")[:2] for fault in faults(content, "jsonl")] == [
        ["file:1", "id"],
        ["file:1", "codes.0"],
        ["file:1", "origin"],
    ]


def test_what_annotations_have_no_field_for_is_counted_before_export(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(lines(BARE_LINE | {"licence": "CC0"}, BARE_LINE | {"id": "2", "file": "x"}))
    assert unknown_fields([tmp_path]) == {"licence": 1}


def test_a_field_that_does_not_come_back_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    # No format loses anything today; one that did could not hide it.
    import voltag.annotations.formats.json_lines as module

    write = module.write
    monkeypatch.setattr(
        module,
        "write",
        lambda found: write(a.model_copy(update={"note": "", "implicit": False}) for a in found),
    )
    assert export_annotations([FULL], "jsonl").losses == {"note": 1, "implicit": 1}


def test_fields_left_out_are_lost_and_named() -> None:
    exported = export_annotations([FULL], "doccano", leave_out=["annotator", "date"])
    assert exported.losses == {"annotator": 1, "date": 1}
    result = read(exported.content, "doccano", Fill("A2", date(2026, 12, 1)))
    assert (result.annotations[0].annotator, result.annotations[0].day) == ("A2", date(2026, 12, 1))


# --- choices ------------------------------------------------------------------------


def test_choices_are_those_of_the_labels() -> None:
    assert to_choices(FULL) == [
        "reference:contribution",
        "polarity:positive",
        "objective:ownership",
        "objective:integration",
        "code:a3",
        "code:b4",
        "b4:long_term",
        "implicit",
    ]
    assert len(set(CHOICES)) == len(CHOICES) == 3 + 3 + 3 + 16 + 2 + 1


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (["code:z9"], "'code:z9' is not a choice; they are: reference:none"),
        ([["code:a3"]], "is not a choice"),
        (["implicit", "implicit"], "implicit stands twice"),
        (["reference:none", "reference:bare"], "reference:none and reference:bare exclude"),
    ],
)
def test_choices_that_cannot_be_are_refused(choices: list[object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_choices(choices)


# --- CSV ----------------------------------------------------------------------------


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_table_has_a_header_and_lists_joined_by_spaces() -> None:
    content = export_annotations([FULL], "csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    header, row = table(content)
    assert tuple(header) == FIELDS
    cells = dict(zip(header, row, strict=True))
    assert cells["objectives"] == "ownership integration"
    assert cells["codes"] == "a3 b4"
    assert cells["implicit"] == "true"
    assert cells["note"] == "'=both sides"


@given(PHRASES)
def test_no_cell_is_a_formula(text: str) -> None:
    annotation = FULL.model_copy(update={"note": text})
    cell = dict(zip(*table(format_named("csv").write([annotation])), strict=True))["note"]
    assert cell.lstrip()[:1] not in {*"=+-@＝＋－＠"} - {""}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_spreadsheets_everywhere_are_read(delimiter: str) -> None:
    content = f"id{delimiter} text {delimiter}reference{delimiter}mine\r\n\r\n1{delimiter}"
    content += f"'Tis nothing{delimiter}none{delimiter}x\r\n2{delimiter}Words\r\n"
    fill = Fill(language="en")
    assert faults(content, "csv", fill) == ["file:4: reference: is missing"]
    result = read(content.replace("Words", f"Words{delimiter}none"), "csv", fill)
    assert [a.text for a in result.annotations] == ["'Tis nothing", "Words"]
    assert result.not_taken == {"mine": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,reference\n1,none\n", "file:1: header: has no column text; columns are: id, "),
        ("id,text,id\n", "file:1: header: names id twice"),
        ("id,text\n1,a,b\n", "file:2: row: has 3 cells, the header names 2 columns"),
        ('id,text\n1,"a\nb" c\n', "file:2: row: is not CSV"),
        ('id,text\n1,"a\nb"\n2,"c', "file:4: row: is not CSV"),
        ("id,text,implicit\n1,a,maybe\n", "file:2: implicit: 'maybe' is neither true nor false"),
        ("id,text\n1,a\n", "file:2: reference: is missing"),
    ],
)
def test_faults_of_a_table_are_named_by_line_and_column(content: str, said: str) -> None:
    assert faults(content, "csv")[-1].startswith(said)


def test_line_of_a_row_is_where_it_begins() -> None:
    content = 'id,text,language,reference\n1,"a\n\nb",en,none\n2,c,en,maybe\n'
    assert faults(content, "csv")[0].startswith("file:5: reference: Input should be 'none'")


# --- Prodigy ------------------------------------------------------------------------


def test_prodigy_task_is_one_of_the_choice_interface() -> None:
    task = json.loads(export_annotations([FULL], "prodigy").content)
    assert task["text"] == FULL.text
    assert task["accept"] == to_choices(FULL)
    assert [option["id"] for option in task["options"]] == list(CHOICES)
    assert task["answer"] == "accept"
    assert task["meta"] == {
        "id": "zh-000007",
        "document": "zh-d001",
        "language": "zh",
        "annotator": "A1",
        "date": "2026-11-24",
        "origin": "written",
        "note": "=both sides",
    }


def prodigy(**changes: Any) -> str:  # noqa: ANN401
    task = {"text": "Volunteers came.", "accept": CONTRIBUTION, "answer": "accept"}
    return lines(task | {"meta": {"id": "1", "language": "en"}} | changes)


def test_prodigys_own_keys_are_named_as_not_taken() -> None:
    result = read(
        prodigy(
            _input_hash=1, _task_hash=2, _timestamp=3, meta={"id": "1", "language": "en", "x": 1}
        ),
        "prodigy",
    )
    assert result.not_taken == {"meta.x": 1, "_input_hash": 1, "_task_hash": 1, "_timestamp": 1}


def test_only_accepted_tasks_are_taken() -> None:
    content = prodigy(answer="reject") + prodigy(answer="ignore") * 2 + prodigy(answer=None)
    result = read(content, "prodigy")
    assert result.annotations == []
    assert result.report() == [
        "left out, answer: reject: 1 passage",
        "left out, answer: ignore: 2 passages",
        "left out, no answer yet: 1 passage",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accept": None}, "accept: is not a list of choices"),
        ({"accept": ["POSITIVE"]}, "accept: 'POSITIVE' is not a choice"),
        ({"accept": []}, "accept: is missing"),
        ({"accept": ["reference:contribution"]}, "accept: polarity is missing"),
        ({"accept": ["reference:none", "code:a3"]}, "labels: a none passage has no objectives"),
        ({"answer": "yes"}, "answer: 'yes' is none of accept"),
        ({"meta": []}, "meta: is not an object"),
        ({"meta": {"id": "1", "language": "English"}}, "meta.language: String should match"),
        ({"text": 3}, "text: Input should be a valid string"),
    ],
)
def test_faults_of_prodigy_are_named_in_its_words(changes: dict[str, Any], said: str) -> None:
    assert faults("\n" + prodigy(**changes), "prodigy")[0].startswith(f"file:2: {said}")


# --- doccano ------------------------------------------------------------------------


def test_doccano_line_has_labels_and_columns() -> None:
    line = json.loads(export_annotations([FULL], "doccano").content)
    assert line["text"] == FULL.text
    assert line["label"] == to_choices(FULL)
    assert line["annotation_id"] == "zh-000007"
    assert "id" not in line, "doccano's own number of the text"


@pytest.mark.parametrize("text", ["text", "data"])
def test_doccano_export_is_read(text: str) -> None:
    line = {"id": 12, text: "Volunteers came.", "label": sorted(CONTRIBUTION), "Comments": []}
    fill = Fill("A2", date(2026, 11, 24), "written", "en", "n-")
    result = read(lines(line), "doccano", fill)
    assert result.annotations[0].id == "n-000001"
    assert result.annotations[0].text == "Volunteers came."
    assert result.not_taken == {"id": 1, "Comments": 1}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"label": "positive"}, "label: is not a list of choices"),
        ({"label": [[0, 3, "ORG"]]}, "label: [0, 3, 'ORG'] is not a choice"),
        ({"label": ["implicit"], "annotation_id": "1"}, "language: is missing"),
        ({"label": ["implicit"]}, "annotation_id: is missing"),
        ({"text": "x"}, "label: is not a list of choices"),
    ],
)
def test_faults_of_doccano_are_named_in_its_words(line: dict[str, Any], said: str) -> None:
    assert faults(lines(line), "doccano")[0].startswith(f"file:1: {said}")


def test_doccano_text_without_label_is_left_out() -> None:
    assert read(lines({"text": "x", "label": []}), "doccano").left_out == {"no label yet": 1}


# --- Label Studio -------------------------------------------------------------------


def test_label_studio_task_has_data_and_a_finished_annotation() -> None:
    (task,) = json.loads(export_annotations([FULL], "label-studio").content)
    assert task["data"]["text"] == FULL.text
    assert task["data"]["id"] == "zh-000007"
    assert task["annotations"] == [
        {
            "result": [
                {
                    "from_name": "labels",
                    "to_name": "text",
                    "type": "choices",
                    "value": {"choices": to_choices(FULL)},
                }
            ]
        }
    ]


def chosen(*choices: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    results = [
        {"from_name": f"q{n}", "to_name": "text", "type": "choices", "value": {"choices": [choice]}}
        for n, choice in enumerate(choices)
    ]
    return {"id": 5, "completed_by": 3, "was_cancelled": False, "result": results} | more


def studio(*annotations: Any, **changes: Any) -> str:  # noqa: ANN401
    data = {"id": "1", "text": "Volunteers came.", "language": "en"}
    task = {"id": 9, "data": data, "annotations": list(annotations), "predictions": []}
    return json.dumps([task | changes], indent=2)


def test_several_controls_and_agreeing_people_are_taken_together() -> None:
    comment = {"type": "textarea", "value": {"text": ["?"]}}
    first = chosen(*CONTRIBUTION)
    first["result"].append(comment)
    second = chosen(*reversed(CONTRIBUTION))
    skipped = chosen(was_cancelled=True)
    result = read(studio(first, second, skipped), "label-studio")
    assert to_choices(result.annotations[0]) == CONTRIBUTION
    assert result.not_taken == {
        "annotations.result of type 'textarea'": 1,
        "annotations.completed_by": 1,
    }


def test_label_studio_task_without_annotation_is_left_out() -> None:
    content = studio()[:-1] + "," + studio(chosen(was_cancelled=True))[1:]
    assert read(content, "label-studio").left_out == {"no annotation yet": 2}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (studio(chosen(*CONTRIBUTION), chosen("reference:none")), "annotations: 2 people disagree"),
        (studio(chosen("code:z9")), "annotations.result: 'code:z9' is not a choice"),
        (studio(chosen("implicit")), "annotations.result: is missing"),
        (studio(chosen(*CONTRIBUTION), data={"text": "x y"}), "data.id: is missing"),
        (studio(data=None), "data: is not an object; export the project as JSON"),
        (studio(annotations=3), "annotations: is not a list"),
        (studio(3), "annotations: has something that is not an object"),
        (studio({"result": 3}), "annotations.result: is not a list"),
        (studio({"result": [{"type": "choices"}]}), "annotations.result: is not a list"),
    ],
)
def test_faults_of_label_studio_are_named_in_its_words(content: str, said: str) -> None:
    assert faults(content, "label-studio")[0].startswith(f"file:2: {said}")


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("", 1, "is not a JSON list"),
        ("{}", 1, "is not a JSON list"),
        ("[", 1, "is not JSON"),
        ("[]\nx", 2, "something follows the list"),
        ("[\n{}\n{}]", 3, "a comma or the end of the list is missing"),
        ('[\n{"data": {"text": "x"}, "annotations": []},\n]', 3, "is not JSON"),
        ("[\n\n{]", 3, "is not JSON"),
    ],
)
def test_lists_that_are_not_json_are_refused(content: str, line: int, said: str) -> None:
    found = faults(content, "label-studio")[-1]
    assert found.startswith(f"file:{line}: line: ")
    assert said in found


def test_an_empty_list_has_no_passages() -> None:
    assert read(" [ ] \n", "label-studio").annotations == []


# --- DocBin -------------------------------------------------------------------------


def test_docbin_is_what_spacy_trains_from() -> None:
    docs = DocBin().from_bytes(export_annotations([FULL], "docbin").content)
    (doc,) = docs.get_docs(spacy.blank("zh").vocab)
    assert doc.text == FULL.text
    assert {name for name, value in doc.cats.items() if value == 1.0} == set(to_choices(FULL))
    assert set(doc.cats) == set(CHOICES)
    assert doc.user_data["voltag"]["id"] == "zh-000007"


def packed(doc: Doc, *, user_data: bool = True) -> bytes:
    return DocBin(store_user_data=user_data, docs=[doc]).to_bytes()


def labelled(text: str = "Volunteers came.") -> Doc:
    doc = spacy.blank("en")(text)
    doc.cats = dict.fromkeys(CONTRIBUTION, 1.0)
    return doc


def test_docbin_of_other_programs_is_read() -> None:
    doc = labelled("Volunteers  came\n to the NOUN.")
    Doc.set_extension("shade", default="", force=True)
    doc._.shade = "blue"
    result = read(packed(doc), "docbin", Fill(language="en", id_prefix="n-"))
    assert result.annotations[0].text == doc.text
    assert to_choices(result.annotations[0]) == CONTRIBUTION
    assert result.not_taken == {"user_data.('._.', 'shade', None, None)": 1}
    Doc.remove_extension("shade")


def test_document_without_category_is_left_out() -> None:
    assert read(packed(spacy.blank("en")("x")), "docbin").left_out == {"no category yet": 1}


def changed(**changes: Any) -> bytes:  # noqa: ANN401
    message = srsly.msgpack_loads(zlib.decompress(packed(labelled())))
    return zlib.compress(srsly.msgpack_dumps(message | changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"strings": []}, "passage 1: DocBin: a word of the text is not among its strings"),
        ({"strings": [3]}, "DocBin: is not a DocBin: its strings"),
        ({"cats": [{"code:a3": 0.7}]}, "passage 1: cats: 'code:a3' is neither 0 nor 1"),
        ({"cats": [{"POSITIVE": 1.0}]}, "passage 1: cats: 'POSITIVE' is not a choice"),
        ({"cats": []}, "DocBin: is not a DocBin: its parts do not fit"),
        ({"lengths": b"\xff\xff\xff\xff"}, "DocBin: is not a DocBin: its parts do not fit"),
        ({"lengths": b"\xff"}, "DocBin: buffer size must be a multiple"),
        ({"tokens": b""}, "DocBin: is not a DocBin: its parts do not fit"),
        ({"attrs": [74]}, "DocBin: is not a DocBin: its parts do not fit"),
        ({"user_data": [b"\xc1"]}, "passage 1: DocBin: has an extension type"),
        ({"user_data": [b"\x01"]}, "passage 1: user_data.voltag: is not a map"),
        ({"flags": [{"has_unknown_spaces": True}]}, "passage 1: DocBin: does not say where"),
    ],
)
def test_faults_of_a_docbin_are_named_by_passage(changes: dict[str, Any], said: str) -> None:
    found = faults(changed(**changes), "docbin", Fill(language="en", id_prefix="n-"))
    place = "file:" if said.startswith("passage") else "file: "
    assert found[0].startswith(place + said)


def test_a_file_that_unpacks_without_end_is_refused() -> None:
    bomb = zlib.compress(bytes(1 << 22))
    with pytest.raises(AnnotationError, match="unpacks to more than 1000 bytes"):
        import_annotations(bomb, "docbin", "file", Fill(), 1000)
    assert faults(bomb[:-9], "docbin") == ["file: DocBin: ends too early"]
    assert faults(b"PK", "docbin") == ["file: DocBin: is not a DocBin: it is not compressed as one"]


MESSAGES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=300)
    | st.binary(max_size=300),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(), inner, max_size=20),
    max_leaves=30,
)


@given(MESSAGES)
def test_msgpack_is_read_as_spacys_library_writes_it(message: object) -> None:
    assert unpack(srsly.msgpack_dumps(message)) == message


@pytest.mark.parametrize("size", [40, 70_000])
def test_long_msgpack_values_are_read(size: int) -> None:
    for message in ("x" * size, b"x" * size, [1] * size, {str(n): n for n in range(size)}):
        assert unpack(srsly.msgpack_dumps(message)) == message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ends too early"),
        (b"\xdd\xff\xff\xff\xff", "ends too early"),
        (b"\x01\x01", "something follows"),
        (b"\x91" * 100_000, "nested more than 32 levels"),
        (b"\x82\x01\x01\x01\x01", "names the key 1 twice"),
        (b"\x81\x80\x01", "which is no key"),
        (b"\xd4\x01\x01", "extension type"),
        (b"\xa1\xff", "utf-8"),
    ],
)
def test_msgpack_of_strangers_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        unpack(content)


def test_what_looks_like_a_numpy_array_stays_a_map() -> None:
    assert isinstance(unpack(srsly.msgpack_dumps(np.zeros(3))), dict)


def test_a_fault_of_the_whole_file_has_no_line() -> None:
    assert Fault("", "DocBin: x").in_file("a.spacy") == "a.spacy: DocBin: x"
