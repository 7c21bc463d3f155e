"""Figures, workbook and JSON as files."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.report.folders import NO, document, out
from tests.results import passage
from voltag import extras
from voltag.batch.whole_files import OutputError, write_file
from voltag.extras import ExtraError, Use, check_extra
from voltag.report.corpus import CorpusReport, corpus_json, corpus_report
from voltag.report.figure_files import write_figures
from voltag.report.figure_plots import png, svg
from voltag.report.reading import read_results
from voltag.report.workbook import write_workbook
from voltag.settings import load_settings
from voltag.types import Kind

FORMULA = '=HYPERLINK("x")'


@pytest.fixture
def report(tmp_path: Path) -> CorpusReport:
    folder = out(
        tmp_path / "out",
        document(1, passage(text="-1 Volunteers\x01 helped."), title=FORMULA),
        document(2, year=2018, **NO),
        document(3, kind=Kind.FRAMEWORK, country="UGA", rules=("F1",)),
        document(4, kind=Kind.OTHER),
    )
    return corpus_report(read_results([folder]), load_settings().report)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_every_figure_is_a_drawing_a_picture_and_a_table(
    tmp_path: Path, report: CorpusReport
) -> None:
    write_figures(tmp_path / "f", report.figures)
    for figure in report.figures.figures:
        assert len(rows(tmp_path / "f" / f"{figure.name}.csv")) == len(figure.rows)
        svg = (tmp_path / "f" / f"{figure.name}.svg").read_text("utf-8")
        assert svg.startswith("<svg")
        assert 'xmlns="http://www.w3.org/2000/svg"' in svg
        png = (tmp_path / "f" / f"{figure.name}.png").read_bytes()
        assert png.startswith(b"\x89PNG")
    row = rows(tmp_path / "f" / "positive-contribution.csv")[0]
    assert (row["group"], row["count"], row["denominator"]) == ("2018–2020", "1", "2")
    assert (row["share"], row["low"], row["high"]) == ("0.5", "0.0945", "0.9055")
    country = rows(tmp_path / "f" / "frameworks-by-country.csv")[0]
    assert (country["country"], country["rules"], country["named"]) == ("Uganda", "F1", "true")
    left = rows(tmp_path / "f" / "left-out.csv")
    assert {"reviews/4.pdf", "vnr/KEN/2020"} == {one["unit"].split()[0] for one in left}


def test_the_same_figure_gives_the_same_bytes(report: CorpusReport) -> None:
    figure = report.figures.figures[1]
    assert png(figure) == png(figure)
    assert svg(figure) == svg(figure)


def test_a_figure_without_rows_cannot_be_drawn(report: CorpusReport) -> None:
    with pytest.raises(ValueError, match="has no rows"):
        svg(replace(report.figures.figures[0], rows=()))


def test_workbook_has_verdicts_evidence_and_figures(tmp_path: Path, report: CorpusReport) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(path, report)
    book = load_workbook(path)
    assert book.sheetnames == ["verdicts", "evidence", "figures", "frameworks", "left out"]
    verdicts = list(book["verdicts"].values)
    head, first = verdicts[0], dict(zip(verdicts[0], verdicts[1], strict=True))
    assert "references_volunteering" in head
    assert len(verdicts) == 1 + len(report.documents)
    assert (first["references_volunteering"], first["year"]) == ("yes", 2020)
    evidence = list(book["evidence"].values)
    found = dict(zip(evidence[0], evidence[1], strict=True))
    assert found["citation"] == f"{FORMULA}, p. 7 (printed v)"
    assert found["evidence_for"] == "references, ownership"
    assert len(list(book["figures"].values)) == 1 + sum(
        len(figure.rows) for figure in report.figures.figures
    )


def test_no_cell_of_the_workbook_is_a_formula(tmp_path: Path, report: CorpusReport) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(path, report)
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == FORMULA for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
    assert any("-1 Volunteers" in str(cell.value) for cell in cells)


def test_the_same_report_gives_the_same_workbook(tmp_path: Path, report: CorpusReport) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, report)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert b"1980-01-01" not in (tmp_path / "a.xlsx").read_bytes()  # compressed, not stored


def test_json_has_everything(report: CorpusReport) -> None:
    found = json.loads(corpus_json(report))
    assert [one["verdict"]["path"] for one in found["documents"]] == [
        f"reviews/{n}.pdf" for n in range(1, 5)
    ]
    assert found["documents"][1]["receipt"]["audit"]["needed"] == 0
    assert found["figures"]["figures"][0]["rows"][0]["value"]["denominator"] == 2
    assert found["comparison"] is None


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "report.html", tmp_path / "folder"):
        with pytest.raises(OutputError, match="cannot be written"):
            write_file(path, b"")
    assert {path.name for path in tmp_path.iterdir()} == {"file", "folder"}, "nothing is left"


@pytest.mark.parametrize(
    ("use", "extra"), [("figures", "plots"), ("workbook", "xlsx"), ("review", "review")]
)
def test_a_missing_extra_is_named_with_the_command(
    use: Use, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_extra(use)
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(ExtraError, match=rf"pip install 'voltag\[{extra}\]'"):
        check_extra(use)
