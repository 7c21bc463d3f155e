"""The filter of candidates: what it keeps from the classifier has nothing for it to see."""

from pathlib import Path

import pytest

from voltag.annotations import default_annotation_paths, read_annotations
from voltag.classify.features import signs
from voltag.classify.persist import find_model, load_model
from voltag.ingest import read_document
from voltag.settings import load_settings
from voltag.text.lexicon import lexicon
from voltag.text.segment import segment

SAMPLES = sorted((Path(__file__).parents[2] / "corpus" / "samples").glob("*.pdf"))
SETTINGS = load_settings()


def _lost(texts: list[tuple[str, str]]) -> list[str]:
    """The texts that the filter keeps back and that have signs of volunteering all the same."""
    return [
        text
        for text, language in texts
        if not lexicon(language).is_candidate(text) and signs(text, language).standing
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_filter_loses_no_sign_in_the_samples(path: Path) -> None:
    passages = segment(read_document(path, path.name), SETTINGS.passages)
    assert _lost([(p.text, p.language) for p in passages if p.language in ("en", "zh")]) == []


def test_the_filter_loses_no_sign_in_the_annotations() -> None:
    annotations = [a for a in read_annotations(default_annotation_paths()) if a.text]
    assert _lost([(a.text, a.language) for a in annotations]) == []


@pytest.mark.long
def test_what_is_kept_back_would_be_labelled_none() -> None:
    model = load_model(find_model("default"))
    texts = [
        (a.text, a.language)
        for a in read_annotations(default_annotation_paths())
        if a.text and not signs(a.text, a.language).standing
    ]
    assert len(texts) > 50
    for labels in model.label(texts, SETTINGS):
        assert labels.reference == "none"
        assert labels.scores.contribution == 0.0
