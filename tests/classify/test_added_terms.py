"""A model with terms that people added: other labels, another id, a folder of its own."""

import hashlib
import json
from pathlib import Path

import pytest

from voltag.classify.candidates import candidates
from voltag.classify.explanation import explain
from voltag.classify.model import Model
from voltag.classify.persist import ADDED_TERMS, ModelError, find_model, load_model, save_model
from voltag.classify.train import model_id, with_added_terms
from voltag.settings import load_settings
from voltag.text.added_terms import AddedTerm
from voltag.types import Passage, Reference, Role

TALKOLA = AddedTerm("en", "term", "talkola", "volunteering_activity", "A1: communal work")
TEXT = "Every spring the residents hold a talkola and repair the playgrounds of their district."
SETTINGS = load_settings()


@pytest.fixture(scope="module")
def shipped() -> Model:
    return load_model(find_model("default"))


@pytest.fixture(scope="module")
def extended(shipped: Model) -> Model:
    return with_added_terms(shipped, (TALKOLA,))


def test_a_passage_that_only_an_added_term_makes_a_candidate_is_judged(
    shipped: Model, extended: Model
) -> None:
    assert shipped.label([(TEXT, "en")], SETTINGS)[0].reference is Reference.NONE
    labels = extended.label([(TEXT, "en")], SETTINGS)[0]
    assert labels.scores.contribution > 0
    assert [(TEXT[start:end], lemma) for start, end, lemma in labels.terms] == [
        ("talkola", "talkola")
    ]


def test_other_texts_keep_their_labels(shipped: Model, extended: Model) -> None:
    texts = [("Volunteers planted 300 trees.", "en"), ("志愿者植树三百棵。", "zh"), ("Rain.", "en")]
    assert shipped.label(texts, SETTINGS) == extended.label(texts, SETTINGS)


def test_terms_change_the_id_and_the_same_terms_give_the_same(
    shipped: Model, extended: Model
) -> None:
    assert extended.id != shipped.id
    assert with_added_terms(shipped, (TALKOLA, TALKOLA)).id == extended.id
    assert with_added_terms(extended, (TALKOLA,)) is extended
    assert with_added_terms(shipped, ()) is shipped
    assert model_id([], 0) != model_id([], 0, added=(TALKOLA,))


def test_the_folder_keeps_the_terms(extended: Model, shipped: Model, tmp_path: Path) -> None:
    save_model(extended, tmp_path / "m", {})
    again = load_model(tmp_path / "m")
    assert (again.id, again.added) == (extended.id, (TALKOLA,))
    assert again.label([(TEXT, "en")], SETTINGS) == extended.label([(TEXT, "en")], SETTINGS)
    save_model(shipped, tmp_path / "m", {})
    assert not (tmp_path / "m" / ADDED_TERMS).exists()
    assert load_model(tmp_path / "m").added == ()


def test_changed_terms_are_refused(extended: Model, tmp_path: Path) -> None:
    save_model(extended, tmp_path, {})
    path = tmp_path / ADDED_TERMS
    path.write_bytes(path.read_bytes().replace(b"talkola", b"parade"))
    with pytest.raises(ModelError, match="is not the file"):
        load_model(tmp_path)
    path.write_text("{}", encoding="utf-8")
    config = tmp_path / "config.json"
    plain = json.loads(config.read_text(encoding="utf-8"))
    plain["added_terms_sha256"] = hashlib.sha256(b"{}").hexdigest()
    config.write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(tmp_path)
    path.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(tmp_path)


def test_explanations_and_candidates_know_the_terms(shipped: Model, extended: Model) -> None:
    told = explain(extended, TEXT, "en", SETTINGS)
    assert [(sign.lemma, sign.stands) for sign in told.signs] == [("talkola", True)]
    state = AddedTerm("en", "confusable", "Volunteer State", "choice", "A1: a nickname")
    vetoed = with_added_terms(shipped, (state,))
    alike = explain(vetoed, "Tennessee is the Volunteer State.", "en", SETTINGS)
    assert alike.confusables[0].source == "A1: a nickname"
    passage = Passage("p", "d", 1, None, (), (), False, Role.PARAGRAPH, "en", TEXT)
    assert not candidates([passage], ["en"])
    assert [c.fate for c in candidates([passage], ["en"], extended.added)] == ["stands"]
