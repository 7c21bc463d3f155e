"""voltag from Python: what a notebook's user relies on."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import voltag as package
from tests.cli.running import lines, voltag
from voltag.api import Classification, Classifier, ClassifyError, frame, load
from voltag.extras import ExtraError
from voltag.types import Reference, Status

TEXT = "Some 4,000 village volunteers took vaccines to the islands."


@pytest.fixture(scope="module")
def judge() -> Classifier:
    return load()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the results of the samples below are kept."""
    return tmp_path_factory.mktemp("kept") / "out"


@pytest.fixture(scope="module")
def classified(judge: Classifier, samples: Path, out: Path) -> list[Classification]:
    """A scan, which cannot be read, and a review."""
    pdfs = [samples / "en-vnr-kenya-2020.pdf", samples / "en-scan-vnr-tonga-2019.pdf"]
    return judge.classify_all(pdfs, ocr="off", out=out, workers=1)


def test_the_names_of_the_interface_are_there_when_asked_for() -> None:
    assert package.load is load
    assert set(package.__all__) == set(dir(package))
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        _ = package.laod


def test_a_text_has_the_labels_that_the_command_gives_it(judge: Classifier) -> None:
    line = json.loads(voltag("tag", stdin=TEXT).stdout)
    tagged = judge.tag(TEXT)
    assert tagged.text == TEXT
    for name in ("language", "reference", "codes", "objectives", "in_doubt", "polarity"):
        value = getattr(tagged, name)
        assert (list(value) if isinstance(value, tuple) else value) == line[name]
    assert tagged.scores.contribution == line["scores"]["contribution"]


def test_texts_keep_their_order_and_a_language_can_be_given(judge: Classifier) -> None:
    texts = ["The economy grew by 4 per cent.", TEXT, "志愿者为老人送餐。"]
    tagged = judge.tag_all(texts)
    assert [t.text for t in tagged] == texts
    assert [t.language for t in tagged][1:] == ["en", "zh"]
    contribution = Reference.CONTRIBUTION
    assert [t.reference for t in tagged] == [Reference.NONE, contribution, contribution]
    assert judge.tag(TEXT, language="fr").reference is Reference.NONE
    assert judge.tag_all([]) == []


def test_classified_documents_are_those_of_the_result_files(
    judge: Classifier, classified: list[Classification], out: Path
) -> None:
    documents = lines(out / "documents.jsonl")
    assert [one.verdict.document_id for one in classified] == [d["document_id"] for d in documents]
    scan, review = classified
    assert review.verdict.model == judge.model_id
    assert [p.passage_id for p in review.passages] == [
        line["passage_id"] for line in lines(out / "passages.jsonl")
    ]
    best = [passage.passage_id for passage in review.evidence()]
    assert best[0] == review.verdict.passages[0]
    assert len(set(best)) == len(best)
    assert scan.evidence() == ()


def test_a_representation_says_what_was_found(
    judge: Classifier, classified: list[Classification]
) -> None:
    scan, review = classified
    assert "vnr, ok, references_volunteering=yes" in repr(review)
    assert "references_volunteering=open, ownership=open" in repr(scan)
    assert repr(judge.tag(TEXT)).startswith("<TaggedText contribution")
    assert judge.model_id in repr(judge)


def test_a_notebook_shows_verdict_and_marked_passages(
    judge: Classifier, classified: list[Classification]
) -> None:
    scan, review = classified
    html = review._repr_html_()
    assert "Kenya: Second Voluntary National Review" in html
    assert "<mark" in html
    assert f"p. {review.evidence()[0].page}" in html
    assert "no text" in scan._repr_html_()
    assert "<mark" in judge.tag(TEXT)._repr_html_()


def test_what_a_document_says_cannot_become_markup(
    judge: Classifier, classified: list[Classification]
) -> None:
    hostile = "<script>alert(1)</script> volunteers & <img src=x onerror=alert(2)>"
    review = classified[1]
    passage = replace(review.passages[0], text=hostile, terms=(), section=(hostile,))
    verdict = replace(review.verdict, title=hostile, path=hostile, explanation=hostile)
    shown = Classification(verdict, (passage,), ())._repr_html_() + judge.tag(hostile)._repr_html_()
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;" in shown


def test_one_document_is_one_answer(judge: Classifier, tmp_path: Path, samples: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing else")
    answer = judge.classify(broken, ocr="off")
    assert answer.verdict.status is Status.FAILED
    assert answer.verdict.references_volunteering is None
    assert answer.problems[0].message
    with pytest.raises(ClassifyError, match="use classify_all"):
        judge.classify(samples)


def test_a_folder_without_documents_is_said_to_be_one(judge: Classifier, tmp_path: Path) -> None:
    with pytest.raises(ClassifyError, match="no PDF"):
        judge.classify_all([tmp_path])


def test_no_path_at_all_is_said_in_a_sentence(judge: Classifier) -> None:
    with pytest.raises(ClassifyError, match="there is no path to classify"):
        judge.classify_all([])


def test_frames_have_a_row_a_document_a_passage_or_a_text(
    judge: Classifier, classified: list[Classification]
) -> None:
    pytest.importorskip("pandas")
    documents = frame(classified)
    assert list(documents["path"]) == [c.verdict.path for c in classified]
    assert list(documents["references_volunteering"].isna()) == [True, False]
    assert documents["ownership"].sum() == 1
    passages = frame(classified, passages=True)
    assert len(passages) == sum(len(c.passages) for c in classified)
    assert passages["score_contribution"].between(0, 1).all()
    texts = frame([judge.tag(TEXT)])
    assert texts.loc[0, "reference"] == "contribution"
    assert len(frame([])) == 0
    with pytest.raises(ValueError, match="give one"):
        frame([classified[0], judge.tag(TEXT)])


def test_without_pandas_the_message_says_what_to_install(
    classified: list[Classification], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ExtraError, match=r"pip install 'voltag\[pandas\]'"):
        frame(classified)


def test_a_result_is_a_frozen_value(judge: Classifier) -> None:
    tagged = judge.tag(TEXT)
    assert tagged == judge.tag(TEXT)
    with pytest.raises(AttributeError):
        tagged.text = "other"  # type: ignore[misc]
