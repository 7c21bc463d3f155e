"""A manifest: what the user says of documents."""

from pathlib import Path

import pytest

from voltag.batch.manifest import ManifestError, match_manifest, read_manifest
from voltag.batch.paths import Found, Input
from voltag.types import Given, Kind, Problem

HEAD = "path,kind,country,year,language,title,group\n"


def manifest(folder: Path, text: str | bytes) -> Path:
    path = folder / "manifest.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def given(folder: Path, row: str) -> Given:
    (found,) = read_manifest(manifest(folder, HEAD + row))
    return found.given


def test_a_row_says_what_a_document_is(tmp_path: Path) -> None:
    row = 'a.pdf,Framework,Turkey,2016-2020,EN,"UNDCS, Turkey",turkey-2016\n'
    assert given(tmp_path, row) == Given(
        Kind.FRAMEWORK, "TUR", 2016, "en", "UNDCS, Turkey", "turkey-2016", "manifest, line 2"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [("KEN", "KEN"), ("ken", "KEN"), ("Kenya", "KEN"), ("Swaziland", "SWZ"), ("斯威士兰", "SWZ"),
     ("XKX", "XKX"), ("Kosovo", "XKX"), ("Côte d'Ivoire", "CIV"), ("Macedonia", "MKD"), ("", None)],
)  # fmt: skip
def test_a_country_is_a_code_or_a_name(tmp_path: Path, text: str, code: str | None) -> None:
    assert given(tmp_path, f"a.pdf,,{text},,,,\n").country == code


def test_columns_may_be_missing_empty_and_in_any_order(tmp_path: Path) -> None:
    path = manifest(tmp_path, "\ufeffYear,path\n\n2020,a.pdf\n,b.pdf\n2021\n".replace("2021\n", ""))
    rows = read_manifest(path)
    assert [(row.path, row.given.year, row.line) for row in rows] == [
        ("a.pdf", 2020, 3), ("b.pdf", None, 4),
    ]  # fmt: skip
    assert {row.given.kind for row in rows} == {None}


@pytest.mark.parametrize("sign", [";", "\t"])
def test_the_signs_between_cells_that_spreadsheets_write_are_read(
    tmp_path: Path, sign: str
) -> None:
    (row,) = read_manifest(manifest(tmp_path, f"path{sign}year\r\na.pdf{sign}2020\r\n"))
    assert row.given.year == 2020


def test_a_dash_as_group_says_that_the_file_stands_alone(tmp_path: Path) -> None:
    assert given(tmp_path, "a.pdf,,,,,,-\n").group == ""
    assert given(tmp_path, "a.pdf,,,,,,\n").group is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "a.pdf,report,,,,,\n", ["line 2", "column kind", "'report'", "vnr, framework"]),
        (HEAD + "\na.pdf,,Atlantis,,,,\n", ["line 3", "column country", "'Atlantis'"]),
        (HEAD + "a.pdf,,Kenya and Uganda,,,,\n", ["column country"]),
        (HEAD + "a.pdf,,,20,,,\n", ["column year", "'20'"]),
        (HEAD + "a.pdf,,,1066,,,\n", ["column year"]),
        (HEAD + "a.pdf,,,,english,,\n", ["column language", "ISO 639-1"]),
        (HEAD + ",vnr,,,,,\n", ["line 2", "column path", "empty"]),
        (HEAD + "a.pdf,vnr,,,,A title, with a comma,\n", ["line 2", "8 cells", "7 column"]),
        ("kind\nvnr\n", ["line 1", "no column path"]),
        ("url\nhttps://[host/a.pdf\n", ["line 2", "column url", "an address"]),
        ("path,land\na.pdf,x\n", ["line 1", "land", "columns are"]),
        ("path,year,Year\na.pdf,1,2\n", ["line 1", "year stands twice"]),
        ("", ["line 1", "no column path"]),
        (b"path\n\xff\xfe.pdf\n", ["UTF-8"]),
        ('path\n"a.pdf\n', ["is not CSV"]),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_line_and_column(
    tmp_path: Path, text: str | bytes, words: list[str]
) -> None:
    with pytest.raises(ManifestError) as caught:
        read_manifest(manifest(tmp_path, text))
    message = str(caught.value)
    assert [word for word in ["manifest.csv", *words] if word not in message] == [], message


def test_a_manifest_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path / "gone.csv")


def found(folder: Path, *names: str) -> Found:
    return Found(tuple(Input(folder / name, f"in/{name}") for name in names), (), ())


def matched(folder: Path, rows: str, *names: str) -> tuple[list[str], tuple[Problem, ...]]:
    told, problems = match_manifest(
        read_manifest(manifest(folder, "path\n" + rows)), found(folder, *names)
    )
    return sorted(told), problems


def test_paths_are_those_of_the_output_of_the_manifests_folder_or_bare_names(
    tmp_path: Path,
) -> None:
    rows = f"in/a.pdf\nx/b.pdf\n{tmp_path / 'c.pdf'}\nd.pdf\n"
    names = ("a.pdf", "x/b.pdf", "c.pdf", "y/d.pdf")
    assert matched(tmp_path, rows, *names) == ([f"in/{name}" for name in sorted(names)], ())


def test_a_bare_name_of_two_documents_names_none(tmp_path: Path) -> None:
    names, problems = matched(tmp_path, "d.pdf\n", "x/d.pdf", "y/d.pdf")
    assert names == []
    assert [(p.path, p.stage, p.error) for p in problems] == [
        ("d.pdf", "manifest", "unmatched_row")
    ]


def test_unknown_paths_are_problems_that_name_the_line(tmp_path: Path) -> None:
    names, problems = matched(tmp_path, "a.pdf\nother.pdf\n", "a.pdf")
    assert names == ["in/a.pdf"]
    assert "Line 3" in problems[0].message


def test_two_rows_about_one_document_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"line 3, column path.*line 2"):
        matched(tmp_path, "a.pdf\nin/a.pdf\n", "a.pdf")


def test_a_missing_file_can_be_named_too(tmp_path: Path) -> None:
    lost = Found((), (Problem("gone.pdf", None, None, "find", "missing", ""),), ())
    told, problems = match_manifest(
        read_manifest(manifest(tmp_path, "path,year\ngone.pdf,2020\n")), lost
    )
    assert told["gone.pdf"].year == 2020
    assert problems == ()
