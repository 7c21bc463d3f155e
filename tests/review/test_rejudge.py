"""Judging anew: the same labels give the same verdict, others the one that the rules ask for."""

from dataclasses import replace
from pathlib import Path

import pytest

from voltag.batch.classify_document import classify_document
from voltag.classify.model import Model
from voltag.classify.persist import load_model
from voltag.review.rejudge import rejudge
from voltag.settings import load_settings
from voltag.types import TABLES_STAGE, Reference, Scores, Verdict

SAMPLES = (
    "en-unsdcf-zambia-2023.pdf",
    "en-vnr-estonia-2020.pdf",
    "zh-vnr-palau-2023.pdf",
    "en-scan-vnr-tonga-2019.pdf",
)
SETTINGS = load_settings()


@pytest.fixture(scope="module")
def model(small_model: Path) -> Model:
    return load_model(small_model)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_verdict_is_the_rules_own(model: Model, samples: Path, name: str) -> None:
    result = classify_document(samples / name, name, model, SETTINGS)
    tables = [p.page for p in result.problems if p.stage == TABLES_STAGE and p.page]

    def again(passages: tuple = result.passages, verdict: Verdict = result.verdict) -> Verdict:  # type: ignore[type-arg]
        return rejudge(verdict, result.pages, tables, passages, SETTINGS, model.languages)

    assert again() == result.verdict
    # The verdict given says what the document is, not what its passages came to.
    wrong = replace(result.verdict, references_volunteering=None, passages=(), rules=("V9",))
    assert again(verdict=wrong) == result.verdict
    if result.verdict.references_volunteering:
        none = Scores(0.0, 0.0, 0.0, 0.0)
        emptied = tuple(replace(p, reference=Reference.NONE, scores=none) for p in result.passages)
        assert again(emptied).references_volunteering is False
