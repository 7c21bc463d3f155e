"""``voltag annotations``: validate, stats, export and import."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import click
import pytest

from tests.cli.running import lines, voltag
from tests.ingest.typesetting import BIRDS, typeset
from voltag.annotations import read_annotations
from voltag.annotations.formats import FORMATS
from voltag.annotations.formats.exporting import MAY_BE_LEFT_OUT
from voltag.annotations.model import Origin
from voltag.cli import annotations as module

ONE: dict[str, object] = {
    "id": "en-1",
    "document": "d1",
    "language": "en",
    "text": "Village volunteers took vaccines to the islands.",
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
TWO = ONE | {
    "id": "zh-1",
    "language": "zh",
    "text": "经济增长了百分之四。",
    "reference": "none",
    "objectives": [],
    "codes": [],
    "polarity": "neutral",
}


def write(path: Path, *objects: Mapping[str, object] | str) -> Path:
    texts = [o if isinstance(o, str) else json.dumps(o, ensure_ascii=False) for o in objects]
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "a.jsonl", ONE, TWO)


# --- the group ----------------------------------------------------------------------


def test_choices_of_options_are_those_of_the_library() -> None:
    assert tuple(FORMATS) == module.FORMATS
    assert get_args(Origin) == module.ORIGINS
    assert tuple(MAY_BE_LEFT_OUT) == module.LEAVE_OUT


@pytest.mark.parametrize("name", ["validate", "stats", "export", "import", "agreement"])
def test_every_subcommand_says_what_it_does_and_shows_an_example(name: str) -> None:
    text = voltag("annotations", name, "--help").stdout
    assert f"    voltag annotations {name}" in text
    for parameter in module.command.commands[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name} has no help"


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "--format", "xlsx", "-o", "x"],
        ["export", "--format", "csv"],
        ["export", "-o", "x"],
        ["import", "no-such-file.csv", "--format", "csv", "-o", "x.jsonl"],
        ["import", __file__, "--format", "csv", "-o", "x.jsonl", "--date", "today"],
        ["import", __file__, "--format", "csv", "-o", "x.jsonl", "--language", "English"],
        ["import", __file__, "--format", "csv", "-o", "x.jsonl", "--origin", "dreamt"],
        ["validate", "--similarity", "0"],
        ["validate", "--similarity", "1.1"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    result = voltag("annotations", *arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


# --- validate -----------------------------------------------------------------------


def test_valid_files_pass(file: Path) -> None:
    result = voltag("annotations", "validate", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "valid passages: 2, faults: 0, warnings: 0\n"


def test_every_fault_is_named(tmp_path: Path) -> None:
    broken = [ONE | {"id": str(n), "reference": "maybe"} for n in range(30)]
    file = write(tmp_path / "a.jsonl", ONE, "{", *broken)
    result = voltag("annotations", "validate", tmp_path)
    found = result.stdout.splitlines()
    assert result.exit_code == 1
    assert len(found) == 31
    assert found[0].startswith(f"{file}:2: line: Invalid JSON")
    assert found[30].startswith(f"{file}:32: reference: Input should be 'none'")
    assert result.stderr == "valid passages: 1, faults: 31, warnings: 0\n"


def test_near_duplicates_are_warnings_and_with_strict_faults(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", TWO)
    second = write(tmp_path / "b.jsonl", "{", TWO | {"id": "zh-2", "text": "經濟增長了百分之四"})
    warning = (
        f"{second}:2: text: warning: zh-2 is nearly the same as zh-1 ({first}:1),"
        " 100% of their runs\n"
    )
    result = voltag("annotations", "validate", first, second)
    assert result.exit_code == 1, "the broken line"
    assert result.stdout.endswith(warning)
    write(second, "", TWO | {"id": "zh-2", "text": "經濟增長了百分之四"})
    result = voltag("annotations", "validate", first, second)
    assert (result.exit_code, result.stdout) == (0, warning)
    result = voltag("annotations", "validate", first, second, "--strict", "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (1, warning, "")
    result = voltag("annotations", "validate", first, second, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_similarity_can_be_set(tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.jsonl", ONE, ONE | {"id": "2", "text": "Village volunteers went home."}
    )
    assert voltag("annotations", "validate", file).stdout == ""
    assert "is nearly" in voltag("annotations", "validate", file, "--similarity", "0.2").stdout


def test_an_id_of_two_files_is_a_warning(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", ONE)
    second = write(tmp_path / "b.jsonl", ONE)
    result = voltag("annotations", "validate", first, second)
    assert result.stdout == f"{second}:1: id: warning: en-1 replaces that of {first}:1\n"
    result = voltag("annotations", "validate", write(tmp_path / "c.jsonl", ONE, ONE))
    assert result.stdout == f"{tmp_path / 'c.jsonl'}:2: id: en-1 stands on line 1 already\n"


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    result = voltag("annotations", "validate", tmp_path / "none.jsonl")
    assert result.exit_code == 1
    assert "none.jsonl: no annotation file" in result.stderr


def test_what_a_file_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    evil = "\x1b[2J\n"
    file = write(tmp_path / "a.jsonl", ONE | {"id": evil}, ONE | {"id": "2", "annotator": evil})
    assert "\x1b" not in voltag("annotations", "validate", file).stdout
    assert "\x1b" not in voltag("annotations", "stats", file).stdout


# --- stats --------------------------------------------------------------------------


def test_stats_are_a_table_or_json(file: Path) -> None:
    text = voltag("annotations", "stats", file).stdout
    rows = {tuple(row.rsplit(maxsplit=2)) for row in text.splitlines()}
    assert (" reference contribution", "1", "0") in rows
    assert (" code a3", "1", "0") in rows
    assert (" characters, median", "48", "10") in rows
    found = json.loads(voltag("annotations", "stats", file, "--json").stdout)
    assert found["zh"]["reference"] == {"none": 1, "bare": 0, "contribution": 0}


def test_stats_of_the_shipped_annotations() -> None:
    assert set(json.loads(voltag("annotations", "stats", "--json").stdout)) == {"en", "fr", "zh"}


def test_stats_name_faults(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", "{")
    result = voltag("annotations", "stats", file)
    assert result.exit_code == 1
    assert f"{file}:1: line: " in result.stderr


# --- export and import --------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_there_and_back(name: str, file: Path, tmp_path: Path) -> None:
    there, back = tmp_path / "there", tmp_path / "back.jsonl"
    result = voltag("annotations", "export", "--format", name, "-o", there, file)
    assert result.exit_code == 0
    assert result.stderr == f"{there}: 2 passages as {name}, with all their fields\n"
    result = voltag("annotations", "import", "--format", name, there, "-o", back)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{back}: 2 passages\n"
    assert lines(back) == [ONE, TWO]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "back.jsonl", "there"]


def test_what_is_lost_is_listed(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", ONE | {"licence": "CC0"}, TWO)
    out = tmp_path / "a.csv"
    arguments = ("annotations", "export", "--format", "csv", "-o", out, file)
    result = voltag(*arguments, "--leave-out", "annotator")
    assert result.stderr == (
        f"{out}: 2 passages as csv; not in it:\n"
        "  annotator: lost for 2 passages\n"
        "  licence: lost for 1 passage\n"
    )
    assert voltag(*arguments, "--force", "--quiet").stderr == ""


def test_import_fills_and_reports(tmp_path: Path) -> None:
    file = write(
        tmp_path / "all.jsonl",
        {"id": 3, "text": "Nothing.", "label": ["reference:none"], "Comments": []},
        {"id": 4, "text": "Nothing yet.", "label": []},
    )
    out = tmp_path / "new.jsonl"
    result = voltag(
        *("annotations", "import", "--format", "doccano", file, "-o", out),
        *("--annotator", "A2", "--date", "2026-11-24", "--origin", "reviewed"),
        *("--language", "en", "--id-prefix", "new-"),
    )
    assert result.exit_code == 0
    (annotation,) = read_annotations([out])
    assert (annotation.id, annotation.annotator, annotation.origin) == (
        *("new-000001", "A2", "reviewed"),
    )
    assert result.stderr.splitlines() == [
        f"{out}: 1 passage",
        "  annotator: filled from the options for 1 passage",
        "  date: filled from the options for 1 passage",
        "  origin: filled from the options for 1 passage",
        "  language: filled from the options for 1 passage",
        "  id: filled from the options for 1 passage",
        "  polarity: not given, so neutral, as all that is no contribution: 1 passage",
        "  document: not given for 1 passage",
        "  id: not taken, 1 passage",
        "  Comments: not taken, 1 passage",
        "  left out, no label yet: 1 passage",
    ]


def test_import_names_every_fault_and_writes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "all.jsonl", *["{"] * 25)
    out = tmp_path / "new.jsonl"
    result = voltag("annotations", "import", "--format", "prodigy", file, "-o", out)
    found = result.stderr.splitlines()
    assert result.exit_code == 1
    assert len(found) == 26
    assert found[24].startswith(f"{file}:25: line: is not JSON")
    assert found[25] == f"voltag: {file}: nothing was written; faults: 25"
    assert not out.exists()


def test_import_of_nothing_writes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "all.jsonl", {"text": "x", "label": []})
    out = tmp_path / "new.jsonl"
    result = voltag("annotations", "import", "--format", "doccano", file, "-o", out)
    assert result.exit_code == 1
    assert "left out, no label yet: 1 passage" in result.stderr
    assert "has no labelled passage" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("verb", ["export", "import"])
def test_a_file_that_is_there_is_replaced_only_when_told(verb: str, file: Path) -> None:
    before = file.read_bytes()
    arguments = ("annotations", verb, "--format", "jsonl", file, "-o", file)
    result = voltag(*arguments)
    assert result.exit_code == 1
    assert "is there already; replace it with --force" in result.stderr
    assert file.read_bytes() == before
    assert voltag(*arguments, "--force").exit_code == 0
    assert lines(file) == [ONE, TWO]


def test_a_file_that_is_too_big_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "big.csv"
    file.write_bytes(b"text\n" + b"x" * (1 << 20))
    settings = tmp_path / "small.toml"
    settings.write_text("[limits]\nfile_mib = 1\n")
    result = voltag(
        *("annotations", "import", "--format", "csv", file, "-o", tmp_path / "x.jsonl"),
        *("--settings", settings),
    )
    assert result.exit_code == 1
    assert "has more than 1 MiB; see limits.file_mib" in result.stderr


def test_a_place_that_cannot_be_written_is_named(file: Path, tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    out = tmp_path / "full" / "x.csv"
    result = voltag("annotations", "export", "--format", "csv", file, "-o", out)
    assert result.exit_code == 1
    assert f"{out}: cannot be written (File exists)" in result.stderr


# --- passages stored without their text ---------------------------------------------


def test_texts_are_left_out_and_read_from_the_pdfs_again(tmp_path: Path) -> None:
    pdfs = tmp_path / "pdfs"
    pdfs.mkdir()
    text = "Village volunteers took vaccines to the islands, and stayed for a year."
    (pdfs / "review.pdf").write_bytes(typeset(f"= Health\n\n{text}\n\n{BIRDS}"))
    full = write(tmp_path / "full.jsonl", ONE | {"text": text})
    bare, back = tmp_path / "bare.jsonl", tmp_path / "back.jsonl"
    to_jsonl = ("annotations", "export", "--format", "jsonl")

    result = voltag(*to_jsonl, "--without-text", "--pdfs", pdfs, "-o", bare, full)
    assert result.exit_code == 0, result.stderr
    assert "lost" not in result.stderr
    (stored,) = lines(bare)
    assert "text" not in stored
    assert set(stored["source"]) == {"document_id", "spans", "text_sha256"}

    (pdfs / "review.pdf").rename(pdfs / "moved.pdf")
    assert voltag("annotations", "validate", bare, "--pdfs", pdfs).exit_code == 0
    assert voltag(*to_jsonl, "--pdfs", pdfs, "-o", back, bare).exit_code == 0
    (again,) = lines(back)
    assert again == ONE | {"text": text, "source": stored["source"]}

    for command in (
        ("annotations", "validate", bare),
        ("train", "-o", tmp_path / "model", "--annotations", bare),
        ("evaluate", bare),
        ("evaluate", "--model", "default", bare),
    ):
        missing = voltag(*command)
        assert missing.exit_code == 1
        assert stored["source"]["document_id"] in missing.output
        assert f"{bare}:1: text: " in missing.output

    (pdfs / "moved.pdf").unlink()
    missing = voltag("evaluate", bare, "--pdfs", pdfs)
    assert missing.exit_code == 1
    assert f"no PDF in {pdfs} is {stored['source']['document_id']}" in missing.output


def test_a_text_without_a_source_is_not_left_out(tmp_path: Path, file: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = voltag("annotations", "export", "--format", "jsonl", "--without-text", "-o", out, file)
    assert result.exit_code == 1
    assert "en-1: has no source, and no PDF of --pdfs has its text" in result.output
    assert not out.exists()
    result = voltag("annotations", "export", "--format", "csv", "--without-text", "-o", out, file)
    assert result.exit_code == 2
