"""Reading annotation files: each fault is named by file, line and field."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from voltag.annotations import (
    AnnotationError,
    default_annotation_paths,
    read_annotations,
    stored_sources,
)
from voltag.annotations.places import placed_annotations
from voltag.annotations.read import annotation_files


def line(identifier: str, **changes: Any) -> str:  # noqa: ANN401
    return json.dumps(
        {"id": identifier, "language": "en", "text": f"Of {identifier}.", "reference": "none"}
        | changes,
        ensure_ascii=False,
    )


def write(path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def faults(*paths: Path) -> list[str]:
    with pytest.raises(AnnotationError) as error:
        read_annotations(paths)
    return error.value.faults


def test_lines_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    second = write(tmp_path / "b.jsonl", line("b1"))
    first = write(tmp_path / "a.jsonl", line("a1"), "", line("a2"))
    assert [a.id for a in read_annotations([second, first])] == ["b1", "a1", "a2"]
    assert [a.id for a in read_annotations([tmp_path])] == ["a1", "a2", "b1"]


@pytest.mark.parametrize(
    ("encoding", "end"), [("utf-8", "\n"), ("utf-8", "\r\n"), ("utf-8-sig", "\r\n")]
)
def test_files_from_any_editor_are_read(tmp_path: Path, encoding: str, end: str) -> None:
    file = write(tmp_path / "a.jsonl", line("1"), line("2"), encoding=encoding, end=end)
    assert len(read_annotations([file])) == 2


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", line("1", text="one\u2028two\x85three"))
    assert read_annotations([file])[0].text == "one\u2028two\x85three"


def test_a_later_file_replaces_an_annotation_and_an_id_stands_once_in_a_file(
    tmp_path: Path,
) -> None:
    first = write(tmp_path / "a.jsonl", line("1"), line("2"))
    second = write(tmp_path / "b.jsonl", line("1", reference="bare"))
    read = read_annotations([first, second])
    assert {a.id: a.reference.value for a in read} == {"1": "bare", "2": "none"}
    third = write(tmp_path / "c.jsonl", line("1"), line("2"), line("1"))
    assert faults(third) == [f"{third}:3: id: 1 stands on line 1 already"]


def test_a_later_decision_on_the_same_text_replaces_an_earlier_under_another_id(
    tmp_path: Path,
) -> None:
    before = write(tmp_path / "a.jsonl", line("a1", text="One  passage."), line("a2"))
    after = write(tmp_path / "b.jsonl", line("b1", text="One passage.", reference="bare"))
    assert [(a.id, a.reference) for a in read_annotations([before, after])] == [
        ("a2", "none"),
        ("b1", "bare"),
    ]
    assert [a.id for a in read_annotations([after, before])] == ["a1", "a2"]


def test_one_text_in_another_language_is_another_passage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", line("a1", text="UNV"))
    other = write(tmp_path / "b.jsonl", line("b1", text="UNV", language="zh"))
    assert len(read_annotations([path, other])) == 2


def test_every_fault_is_named_by_file_line_and_field(tmp_path: Path) -> None:
    first = write(
        tmp_path / "a.jsonl",
        line("1"),
        "{not json",
        line("3", reference="maybe", language="EN"),
        "[]",
    )
    second = write(tmp_path / "b.jsonl", line("1", polarity="positive"))
    third = tmp_path / "c.jsonl"
    third.write_bytes(b'{"id": "\xff"}')
    found = faults(first, second, third)
    heads = [
        f"{first}:2: line: Invalid JSON",
        f"{first}:3: language: ",
        f"{first}:3: reference: ",
        f"{first}:4: line: ",
        f"{second}:1: line: a none passage is neutral",
        f"{third}: is not UTF-8 text (invalid start byte); convert it first",
    ]
    assert len(found) == len(heads)
    for fault, head in zip(found, heads, strict=True):
        assert fault.startswith(head)


def test_the_message_stays_readable_with_many_faults(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", *["{"] * 50)
    with pytest.raises(AnnotationError) as error:
        read_annotations([file])
    assert len(error.value.faults) == 50
    assert str(error.value).splitlines()[-1] == "... and 30 more"


def test_files_that_are_not_there_are_all_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    missing = tmp_path / "missing.jsonl"
    found = faults(missing, empty)
    assert [fault.split(": ")[0] for fault in found] == [str(missing), str(empty)]


def test_only_annotation_files_of_a_folder_are_read(tmp_path: Path) -> None:
    write(tmp_path / "CODEBOOK.md", "# not an annotation")
    file = write(tmp_path / "a.jsonl", line("1"))
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert annotation_files([tmp_path]) == [file]


def test_the_shipped_annotations_are_valid_and_none_is_published_text() -> None:
    shipped = read_annotations(default_annotation_paths())
    assert {a.language for a in shipped} == {"en", "fr", "zh"}
    assert {a.origin for a in shipped} <= {"written", "reviewed"}


def test_the_real_passages_are_read_as_published_text(real: Path) -> None:
    files = sorted(real.glob("passages-*.jsonl"))
    read = read_annotations(files)
    assert len(read) == 223
    assert {a.origin for a in read} == {"published"}


SOURCE = {
    "document_id": "sha256:" + "a" * 64,
    "spans": [{"page": 3, "boxes": [[72.0, 90.0, 300.0, 102.0]], "start": 0, "end": 8}],
    "text_sha256": hashlib.sha256(b"Of dunes").hexdigest(),
}


def without_text(identifier: str, **changes: Any) -> str:  # noqa: ANN401
    values = json.loads(line(identifier, source=SOURCE | changes))
    del values["text"]
    return json.dumps(values)


def test_a_text_that_is_not_stored_is_asked_for(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", line("1"), without_text("2"))
    (source,) = stored_sources([file])
    assert source.document_id == SOURCE["document_id"]
    _, read = read_annotations([file], {source: "Of dunes"}.__getitem__)
    assert (read.text, read.source) == ("Of dunes", source)
    assert [p.place for p in placed_annotations([file])] == [f"{file}:1"]


def test_a_text_that_cannot_be_had_is_a_fault_of_its_line(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", without_text("1"))
    (fault,) = faults(file)
    assert fault.startswith(f"{file}:1: text: is stored without its text, which is in the PDF sha")
    assert "--pdfs" in fault


def test_a_text_must_be_that_of_its_source(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", line("1", text="Of reeds", source=SOURCE))
    assert faults(file) == [
        f"{file}:1: line: the text is not the one that source.text_sha256 is the hash of"
    ]
    kept = write(tmp_path / "b.jsonl", line("1", text="Of dunes", source=SOURCE))
    assert (
        read_annotations([kept])[0].source
        == stored_sources([write(tmp_path / "c.jsonl", without_text("1"))])[0]
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"document_id": "report.pdf"}, "source.document_id: String should match pattern"),
        ({"text_sha256": "abc"}, "source.text_sha256: String should match pattern"),
        ({"spans": []}, "source.spans: Tuple should have at least 1 item"),
    ],
)
def test_faults_of_a_source_are_named(
    tmp_path: Path, changes: dict[str, object], fault: str
) -> None:
    file = write(tmp_path / "a.jsonl", without_text("1", **changes))
    assert stored_sources([file]) == []
    (found,) = faults(file)
    assert found.startswith(f"{file}:1: {fault}")


def test_a_line_that_is_nested_without_end_is_a_fault(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", line("1"), '{"source": ' + "[" * 100_000)
    assert stored_sources([file]) == []
    assert faults(file) == [f"{file}:2: line: lists and objects are nested too deep"]
