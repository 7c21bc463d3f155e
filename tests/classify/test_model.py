"""Labels that the default model gives, and rules they keep for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voltag.annotations import default_annotation_paths, read_annotations
from voltag.classify.features import Signs
from voltag.classify.model import Model, labels_from
from voltag.classify.persist import find_model, load_model
from voltag.settings import load_settings
from voltag.types import QUESTIONS, Code, Labels, Objective, Polarity, Reference

SETTINGS = load_settings()


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(find_model("default"))


def _one(model: Model, text: str, language: str = "en") -> Labels:
    return model.label([(text, language)], SETTINGS)[0]


@pytest.mark.parametrize(
    ("text", "language", "reference", "objectives"),
    [
        (
            "After the cyclone, volunteers of the youth league rebuilt the school roof.",
            "en",
            Reference.CONTRIBUTION,
            {Objective.OWNERSHIP},
        ),
        (
            "The Labour Force Survey of 2021 found that 18 per cent of adults had volunteered in"
            " the four weeks before the interview.",
            "en",
            Reference.CONTRIBUTION,
            {Objective.MEASUREMENT},
        ),
        ("Our third voluntary national review was prepared.", "en", Reference.NONE, set()),
        ("UNDP, UNICEF, UNFPA, UNV and WHO attended.", "en", Reference.BARE, set()),
        ("台风过后，志愿者为村民修复了房屋。", "zh", Reference.CONTRIBUTION, {Objective.OWNERSHIP}),
        ("颱風過後，志工為村民修復了房屋。", "zh", Reference.CONTRIBUTION, {Objective.OWNERSHIP}),
        ("我国提交了第二次自愿国别评估报告。", "zh", Reference.NONE, set()),
    ],
)
def test_plain_cases(
    model: Model, text: str, language: str, reference: Reference, objectives: set[Objective]
) -> None:
    labels = _one(model, text, language)
    assert labels.reference is reference
    assert objectives <= set(labels.objectives)


def test_a_language_without_training_is_not_judged(model: Model) -> None:
    labels = _one(model, "Les volontaires ont aidé; volunteers helped.", "fr")
    assert labels.reference is Reference.NONE
    assert labels.scores.contribution == 0.0


def test_labels_do_not_depend_on_the_company(model: Model) -> None:
    texts = [(a.text, a.language) for a in read_annotations(default_annotation_paths()[:1])[:40]]
    together = model.label(texts, SETTINGS)
    alone = [model.label([text], SETTINGS)[0] for text in texts]
    assert together == alone


def test_terms_point_at_the_text(model: Model) -> None:
    text = "In Nukuʻalofa “volunteers” and UN Volunteers met."
    for start, end, _ in _one(model, text).terms:
        assert "olunteer" in text[start:end] or "UN" in text[start:end]


_CHANCES = st.fixed_dictionaries(
    {
        name: st.floats(0, 1)
        for name in [
            "contribution",
            "bare",
            *Objective,
            *Code,
            "b4 long_term",
            "b4 new",
            "positive",
            "negative",
        ]
    }
)


@given(_CHANCES)
@settings(max_examples=200)
def test_labels_are_consistent_whatever_the_heads_say(chances: dict[str, float]) -> None:
    from voltag.classify.features import signs

    labels = labels_from(signs("Volunteers helped.", "en"), chances, SETTINGS)
    assert {code.objective for code in labels.codes} == set(labels.objectives)
    if labels.reference is not Reference.CONTRIBUTION:
        assert labels.codes == ()
        assert labels.polarity is Polarity.NEUTRAL
        assert not labels.implicit
    if labels.b4_kind is not None:
        assert Code.B4 in labels.codes
    for question in QUESTIONS:
        assert labels.scores.of(question) <= labels.scores.contribution
        bounds = SETTINGS.thresholds(question)
        between = bounds.lower <= labels.scores.of(question) < bounds.upper
        assert (question in labels.in_doubt) is between


def test_without_a_sign_nothing_is_volunteering() -> None:
    chances = {"contribution": 1.0, "bare": 1.0}
    assert labels_from(Signs((), ()), chances, SETTINGS).reference is Reference.NONE
