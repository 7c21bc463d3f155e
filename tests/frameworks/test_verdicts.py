"""Frameworks of real length get the verdicts that they must get, and name the right pages."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.frameworks.building import page_count, page_of, typeset
from tests.frameworks.cases import CASES, Case
from tests.ingest.typesetting import FONTS
from voltag.batch.classify_document import classify_document
from voltag.batch.results import DocumentResult
from voltag.classify.persist import find_model, load_model
from voltag.ingest.framework.plumber import PlumberPage
from voltag.settings import load_settings
from voltag.types import Kind

pytestmark = pytest.mark.skipif(
    not (FONTS / "NotoSerifSC_400Regular.ttf").is_file(), reason=f"no Chinese font in {FONTS}"
)


def cases() -> list[Any]:
    """The cases, by name."""
    return [pytest.param(case, id=case.framework.name) for case in CASES]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> "Any":  # noqa: ANN401 - a function
    folder = tmp_path_factory.mktemp("frameworks")
    model, settings = load_model(find_model("default")), load_settings()

    @cache
    def result(name: str) -> DocumentResult:
        path: Path = folder / f"{name}.pdf"
        path.write_bytes(typeset(name))
        return classify_document(path, path.name, model, settings)

    return result


@pytest.mark.parametrize("case", cases())
def test_the_verdict_is_that_of_a_careful_reader(case: Case, results: Any) -> None:  # noqa: ANN401
    verdict = results(case.framework.name).verdict
    assert verdict.references_volunteering is case.answer, verdict.explanation
    assert verdict.rules == tuple(case.rules.split()), verdict.explanation
    assert verdict.review.get("references", ()) == case.reasons


@pytest.mark.parametrize("case", cases())
def test_the_explanation_names_the_pages(case: Case, results: Any) -> None:  # noqa: ANN401
    verdict = results(case.framework.name).verdict
    named = {int(number) for number in re.findall(r"p\. (\d+)", verdict.explanation)}
    assert {page_of(case.framework.name, words) for words in case.named} <= named, (
        verdict.explanation
    )
    if "F2" in case.rules:
        assert "F2: outcome" in verdict.explanation


@pytest.mark.parametrize("case", cases())
def test_who_and_when_is_told(case: Case, results: Any) -> None:  # noqa: ANN401
    verdict = results(case.framework.name).verdict
    language = case.framework.language
    country = {"en": "UGA", "zh": "MNG"}[language]
    year = 2013 if case.framework.old else 2023
    assert (verdict.kind, verdict.country, verdict.year) == (Kind.FRAMEWORK, country, year)
    assert verdict.group == f"framework/{country}/{year}"
    assert verdict.languages[0] == language


@pytest.mark.parametrize("case", cases())
def test_what_never_counts_is_left_out_and_said(case: Case, results: Any) -> None:  # noqa: ANN401
    verdict = results(case.framework.name).verdict
    for section, count in case.left_out.items():
        assert verdict.left_out[section] == count
        assert "Left out" in verdict.explanation


def test_the_documents_are_of_real_length() -> None:
    lengths = [page_count(case.framework.name) for case in CASES]
    assert len(lengths) >= 16
    assert min(lengths) >= 20
    assert max(lengths) >= 100


def test_a_results_framework_that_could_not_be_read_leaves_no_silent_no(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: PlumberPage) -> None:
        raise RecursionError

    monkeypatch.setattr(PlumberPage, "ruled", fails)
    path = tmp_path / "framework.pdf"
    path.write_bytes(typeset("en-old-summary-only"))
    model, settings = load_model(find_model("default")), load_settings()
    found = classify_document(path, path.name, model, settings)
    pages = [str(problem.page) for problem in found.problems if problem.stage == "tables"]
    assert found.verdict.references_volunteering is None
    assert found.verdict.review["references"] == ("results_framework_unread",)
    assert f"could not be read on p. {', '.join(pages)}." in found.verdict.explanation
