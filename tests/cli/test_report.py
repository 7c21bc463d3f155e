"""``voltag report`` and ``voltag diff``."""

import json
from pathlib import Path

import pytest

from tests.cli.pdfs import PLAIN, VOLUNTEERS, pdf
from tests.cli.running import voltag
from tests.report.folders import NO, document, out
from tests.results import passage


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, small_model: Path) -> Path:
    """What classify writes of two reviews, one of them without volunteering."""
    folder = tmp_path_factory.mktemp("report")
    pdfs = folder / "pdfs"
    pdfs.mkdir()
    title = "Voluntary National Review of {} 2020"
    (pdfs / "kenya.pdf").write_bytes(pdf(VOLUNTEERS, PLAIN, title=title.format("Kenya")))
    review = "This voluntary national review was presented to the forum in July."
    (pdfs / "fiji.pdf").write_bytes(pdf((*PLAIN, review), title=title.format("Fiji")))
    made = folder / "out"
    assert (
        voltag("classify", pdfs, "-o", made, "--model", small_model, "--workers", 1).exit_code == 0
    )
    return made


def test_everything_is_written_from_what_classify_wrote(results: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.csv"
    gold.write_text("path,references_volunteering\nkenya.pdf,yes\nfiji.pdf,no\n")
    done = voltag(
        "report", results, "-o", tmp_path / "r.html", "--json", tmp_path / "r.json",
        "--figures", tmp_path / "figures", "--xlsx", tmp_path / "r.xlsx",
        "--cards", tmp_path / "cards", "--gold", gold,
    )  # fmt: skip
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 documents" in done.stdout
    made = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert made["comparison"]["compared"] == 2
    (receipt,) = [one["receipt"] for one in made["documents"] if one["receipt"]]
    assert receipt["read"] == 1
    (found,) = receipt["candidates"]
    assert (found["lemma"], found["vetoed_by"]) == ("voluntary", "voluntary national review")
    assert "Receipt for the “no”" in (tmp_path / "r.html").read_text("utf-8")
    (annex,) = (tmp_path / "cards").glob("kenya-*/annex.html")
    assert "data:image/png;base64," in annex.read_text("utf-8")
    assert (tmp_path / "figures" / "positive-contribution.png").is_file()
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")


def test_the_same_results_give_the_same_page(results: Path, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        assert voltag("report", results, "-o", tmp_path / name, "--quiet").stdout == ""
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_notices_go_to_standard_error(tmp_path: Path) -> None:
    folders = [out(tmp_path / name, document(1)) for name in ("a", "b")]
    done = voltag("report", *folders, "-o", tmp_path / "r.html")
    assert "stands in" in done.stderr
    assert voltag("report", *folders, "-o", tmp_path / "r.html", "--quiet").stderr == ""


def test_rows_of_a_persons_verdicts_that_name_no_document_are_told(tmp_path: Path) -> None:
    folder = out(tmp_path / "out", document(1))
    gold = tmp_path / "gold.csv"
    gold.write_text("path,references_volunteering\nother.pdf,yes\n")
    done = voltag("report", folder, "-o", tmp_path / "r.html", "--gold", gold)
    assert done.exit_code == 0
    assert done.stdout.startswith("1 document, counted as 1.")
    assert f"{gold}: 1 row names no document of these results" in done.stderr
    assert "Not among the results: other.pdf" in (tmp_path / "r.html").read_text("utf-8")


@pytest.mark.parametrize("arguments", [[], ["--pdfs", "."], ["--gold", "none.csv"]])
def test_wrong_usage_exits_with_2(tmp_path: Path, arguments: list[str]) -> None:
    folder = out(tmp_path / "out", document(1))
    page = ["-o", str(tmp_path / "r.html")] if arguments else []
    assert voltag("report", folder, *page, *arguments).exit_code == 2


@pytest.mark.parametrize("name", ["documents.jsonl", "run.json"])
def test_the_files_of_the_results_are_not_written_over(
    results: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (results / name).read_bytes()
    monkeypatch.chdir(results)
    done = voltag("report", results, "-o", name)
    assert done.exit_code == 2
    assert f"{name} is a file of the results" in done.stderr
    assert (results / name).read_bytes() == before


def test_a_folder_without_results_exits_with_1_and_says_so(tmp_path: Path) -> None:
    done = voltag("report", tmp_path, "-o", tmp_path / "r.html")
    assert done.exit_code == 1
    assert done.stderr.startswith("voltag: ")
    assert not (tmp_path / "r.html").exists()


def test_results_without_documents_exit_with_1(tmp_path: Path) -> None:
    done = voltag("report", out(tmp_path / "out"), "-o", tmp_path / "r.html")
    assert (done.exit_code, "no document" in done.stderr) == (1, True)


def test_diff_says_what_changed_and_through_what(tmp_path: Path) -> None:
    before = out(tmp_path / "a", document(1, **NO), document(2))
    after = out(
        tmp_path / "b", document(1, passage(text="x\x1b[31m" * 30)), document(3), model="m-2"
    )
    done = voltag("diff", before, after)
    assert done.exit_code == 0
    for words in (
        "1 verdict changed, 0 the same, 1 added, 1 gone",
        "model: m-1 -> m-2",
        "references: no -> yes",
        "references, p. 7: not there -> 0.98 (contribution): x",
        "added: reviews/3.pdf",
        "gone: reviews/2.pdf",
    ):
        assert words in done.stdout
    assert "\x1b" not in done.stdout
    found = json.loads(voltag("diff", before, after, "--json").stdout)
    assert found["changed"][0]["path"] == "reviews/1.pdf"


def test_diff_calls_an_answer_that_is_not_given_open(tmp_path: Path) -> None:
    before = out(tmp_path / "a", document(1, references_volunteering=None, rules=()))
    after = out(tmp_path / "b", document(1))
    text = voltag("diff", before, after).stdout
    assert "references: open -> yes" in text
    assert "rules: none -> V1" in text


def test_diff_of_equal_runs_says_so(tmp_path: Path) -> None:
    folder = out(tmp_path / "a", document(1))
    done = voltag("diff", folder, folder)
    assert done.exit_code == 0
    assert "0 verdicts changed, 1 the same" in done.stdout


def test_diff_of_what_are_no_results_exits_with_1(tmp_path: Path) -> None:
    assert voltag("diff", tmp_path, tmp_path).exit_code == 1
