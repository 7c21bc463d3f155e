"""What hostile names, titles and texts come out as: no formula, no markup, no steering."""

import csv
import html.parser
import io
import json
import os
import unicodedata
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.running import voltag
from tests.hostile.files import NAMES, VISIBLE
from tests.hostile.making import CASES
from tests.hostile.structures import good

TOLD = {case.name: case.make for case in CASES if case.name.startswith(("title-", "says-"))}
del TOLD["title-long"]
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


@pytest.fixture(scope="module")
def folder(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result folder of documents whose names, titles and passages mean harm."""
    root = tmp_path_factory.mktemp("hostile")
    inputs = root / "=in<b>[red]"
    inputs.mkdir()
    for _, name, _ in NAMES:
        Path(os.fsdecode(os.fsencode(inputs) + b"/" + name)).write_bytes(good() + b"%" + name)
    for told, make in TOLD.items():
        (inputs / f"{told}.pdf").write_bytes(make())
    out = root / "out"
    options = ("--workers", 1, "--model", small_model, "--all-passages")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(root)  # so that each path begins as a formula does
        result = voltag("classify", Path(inputs.name), "-o", out, *options)
    assert result.exit_code == 0, result.stderr
    (root / "printed.txt").write_text(result.stdout + result.stderr, "utf-8")
    return out


def is_steering(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def test_nothing_that_is_printed_steers_a_terminal(folder: Path) -> None:
    printed = (folder.parent / "printed.txt").read_text("utf-8")
    assert [c for c in printed if is_steering(c)] == []
    # Markup of the terminal library in a name is printed as it is.
    assert "[red]x[bold][link=a]y.pdf" in printed.replace("\n", "")


def test_no_cell_of_the_table_is_a_formula(folder: Path) -> None:
    text = (folder / "documents.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(VISIBLE) + len(TOLD) + 1
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.lstrip("\x00\u200b \xa0").startswith(FORMULA)]
    assert sum(cell.startswith("'=in") for cell in cells) == len(rows) - 1


def test_every_line_of_json_is_json_in_utf8(folder: Path) -> None:
    for name in ("documents.jsonl", "passages.jsonl", "errors.jsonl", "run.json"):
        content = (folder / name).read_bytes().decode("utf-8")
        for line in [content] if name == "run.json" else content.split("\n")[:-1]:
            told = json.loads(line)
            json.dumps(told, ensure_ascii=False).encode("utf-8")


class Elements(html.parser.HTMLParser):
    """The elements of a page, and the attributes that could run or load something."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        for name, value in attrs:
            told = value or ""
            own = ":" not in told and not told.startswith("/") and ".." not in told
            loads = name in ("src", "href", "action") and not (
                own or told.startswith("data:image/")
            )
            if name.startswith("on") or loads or (value or "").startswith("javascript:"):
                self.strange.append(f"{tag} {name}={value}")


def elements(path: Path) -> Elements:
    found = Elements()
    found.feed(path.read_text("utf-8"))
    return found


def test_the_report_runs_and_loads_nothing_of_a_document(folder: Path, tmp_path: Path) -> None:
    own = elements(folder / "report.html")
    assert own.strange == []
    page = tmp_path / "corpus.html"
    result = voltag(
        "report", folder, "-o", page, "--cards", tmp_path / "cards", "--xlsx", tmp_path / "x.xlsx"
    )
    assert result.exit_code == 0, result.stderr
    assert elements(page).strange == []
    assert elements(page).scripts == own.scripts == 1
    cards = sorted((tmp_path / "cards").rglob("*.html"))
    assert len(cards) > len(VISIBLE)
    for card in cards:
        assert elements(card).strange == [], card
        assert elements(card).scripts == 0
        assert card.resolve().is_relative_to((tmp_path / "cards").resolve())
    book = load_workbook(tmp_path / "x.xlsx")
    formulas = [
        cell.coordinate
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas == []


def test_nothing_is_written_outside_the_folder(folder: Path) -> None:
    root = folder.parent
    assert {path.name for path in root.iterdir()} == {"=in<b>[red]", "out", "printed.txt"}
    written = [path for path in folder.rglob("*") if path.is_file()]
    names = {path.name for path in written if path.parent == folder}
    assert all(name.isascii() and name.isprintable() for name in names)
    for path in written:
        if path.parent.name == "parsed":
            assert path.name.removesuffix(".jsonl.gz").isalnum()


def test_pictures_of_a_file_with_a_strange_name_stay_in_their_folder(
    small_model: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "..%2f..\\x\x1b[2J.pdf"
    pdf.write_bytes(good())
    out = tmp_path / "pictures"
    result = voltag("draw", pdf, "-o", out, "--model", small_model)
    assert result.exit_code == 0, result.stderr
    assert [path.parent for path in out.rglob("*.png")] == [out]
    assert not [c for c in result.stdout + result.stderr if is_steering(c)]
