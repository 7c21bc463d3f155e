"""Explanations add up to the scores, point at the text, and say what vetoed what."""

import math
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voltag.classify.explanation import Explanation, HeadExplanation, explain
from voltag.classify.model import Model
from voltag.classify.persist import find_model, load_model
from voltag.records import from_json, to_json
from voltag.settings import load_settings
from voltag.types import Objective, Reference

SETTINGS = load_settings()
PLAN = (
    "Under the National Health Plan, some 4,000 village volunteers took vaccines to the islands;"
    " the volunteers were insured."
)
IMPLICIT = "村民互助，不计报酬，轮流为邻里独居老人做饭。"
TRADITIONAL = "颱風過後，志工為村民修復了房屋，民政部門制定志願服務條例。"
NEAR_MISS = "Ghana volunteered to pilot its voluntary national review; volunteers met."
TEXTS = [(PLAN, "en"), (NEAR_MISS, "en"), (IMPLICIT, "zh"), (TRADITIONAL, "zh")]


@cache
def model() -> Model:
    return load_model(find_model("default"))


def explained(text: str, language: str = "en") -> Explanation:
    return explain(model(), text, language, SETTINGS)


def total(head: HeadExplanation) -> float:
    rest = [head.intercept, head.vectors or 0.0, head.shift or 0.0]
    return math.fsum([*rest, *(share.log_odds for share in head.features)])


def check_sums(result: Explanation) -> None:
    for head in result.heads:
        assert head.log_odds == pytest.approx(total(head), abs=1e-9)
        by_terms = math.fsum(term.log_odds for term in head.terms)
        by_features = math.fsum(share.log_odds for share in head.features)
        assert by_terms == pytest.approx(by_features, abs=1e-9)
        assert head.probability == pytest.approx(1 / (1 + math.exp(-head.log_odds)), abs=1e-12)
        for share in head.features:
            assert share.log_odds == share.value * share.weight
        for term in head.terms:
            assert sum(part.log_odds for part in term.parts) == pytest.approx(term.log_odds)


@pytest.mark.parametrize(("text", "language"), TEXTS)
def test_the_parts_add_up_to_the_scores_that_the_model_gives(text: str, language: str) -> None:
    labels = model().label([(text, language)], SETTINGS)[0]
    result = explained(text, language)
    assert result.labels == labels
    check_sums(result)
    contribution = result.head("contribution")
    assert contribution is not None
    assert contribution.probability == pytest.approx(labels.scores.contribution, abs=5.1e-5)
    for objective in Objective:
        head = result.head(objective)
        assert head is not None
        assert head.score == labels.scores.of(objective.value)
        product = contribution.probability * head.probability
        assert product == pytest.approx(labels.scores.of(objective.value), abs=1e-4)


SOME = st.sampled_from(
    ["volunteers", "unpaid", "helpers", "the", "flood,", "2,000", "near", "after"]
)
OTHERS = st.sampled_from(
    ["voluntary review", "志愿者", "自愿国别评估", "互助", "修復", "。", "\u0130", "\x1b[31m"]
)


@given(st.lists(SOME | OTHERS, max_size=14), st.sampled_from(["en", "zh"]))
@settings(max_examples=40)
def test_any_text_is_explained_with_places_inside_it(parts: list[str], language: str) -> None:
    text = " ".join(parts)
    result = explained(text, language)
    assert result.labels == model().label([(text, language)], SETTINGS)[0]
    check_sums(result)
    for head in result.heads:
        places = [p for t in head.terms for p in t.places]
        places += [p for share in head.features for p in share.places]
        assert all(0 <= start < end <= len(text) for start, end in places)
    for sign in result.signs:
        assert text[sign.start : sign.end] == sign.text


def test_words_are_told_where_they_stand_and_near_what() -> None:
    head = explained(PLAN).head("contribution")
    assert head is not None
    volunteers = next(term for term in head.terms if term.text == "volunteers")
    assert [PLAN[a:b] for a, b in volunteers.places] == ["volunteers", "volunteers"]
    assert len({part.how for part in volunteers.parts}) == len(volunteers.parts) > 1
    meanings = {share.feature: share.meaning for share in head.features}
    assert meanings["words|before 0000"] == "word “4,000”, just before a sign of volunteering"
    assert meanings["words|near the"] == "word “the”, in a sentence with a sign of volunteering"
    assert "how many signs" in meanings["concepts|signs"]


def test_a_pair_of_words_is_not_taken_for_a_word_after_a_sign() -> None:
    text = "Volunteers rebuilt the harbour after the flood."
    head = explained(text).head("contribution")
    assert head is not None
    meanings = {share.feature: share.meaning for share in head.features}
    # "the" stands just after the sign, "after the" is a pair: one feature has both names.
    assert meanings["words|after the"] == (
        "words “after the” or word “the”, just after a sign of volunteering"
    )
    places = next(share.places for share in head.features if share.feature == "words|after the")
    assert {text[start:end] for start, end in places} == {"the", "after the"}


def test_runs_of_characters_are_told_by_the_words_they_come_from() -> None:
    head = explained(TRADITIONAL, "zh").head("contribution")
    assert head is not None
    told = {term.text: term for term in head.terms}
    assert "志工" in told
    assert any("characters" in part.how for part in told["志工"].parts)
    # A run that ends within a word counts for the whole of it.
    characters = [s for s in head.features if s.feature == "characters|志愿服"]
    assert [TRADITIONAL[a:b] for s in characters for a, b in s.places] == ["志願服"]
    assert "志願服" not in told


def test_not_naming_volunteering_shifts_the_sum() -> None:
    head = explained(IMPLICIT, "zh").head("contribution")
    assert head is not None
    assert head.shift == pytest.approx(math.log(SETTINGS.implicit.odds))
    named = explained(PLAN).head("contribution")
    assert named is not None
    assert named.shift == pytest.approx(math.log(SETTINGS.explicit.odds))


def test_the_confusable_that_vetoed_is_named_with_place_row_and_source() -> None:
    result = explained(NEAR_MISS)
    vetoed, standing = result.signs[0], result.signs[-1]
    assert (vetoed.text, vetoed.stands, standing.text, standing.stands) == (
        "volunteered",
        False,
        "volunteers",
        True,
    )
    veto = vetoed.veto
    assert veto is not None
    assert NEAR_MISS[veto.start : veto.end] == veto.text
    assert "volunteered to pilot" in veto.text
    assert veto.row == "state_act"
    assert "CRITERIA" in veto.source
    assert {c.row for c in result.confusables} == {"state_act", "review"}


def test_what_only_looks_like_volunteering_weighs_as_a_whole() -> None:
    head = explained(NEAR_MISS).head("contribution")
    assert head is not None
    told = {term.text for term in head.terms}
    assert "voluntary national review" in told
    assert not {"voluntary", "oluntary nat"} & told


def test_a_weak_sign_without_company_does_not_stand() -> None:
    result = explained("The helpers met on Monday.")
    assert result.outcome == "no_sign"
    assert [(sign.text, sign.weak, sign.stands) for sign in result.signs] == [
        ("helpers", True, False)
    ]
    assert "helpers" in result.reason
    assert "no company" in result.reason
    assert result.heads == ()
    assert result.labels.reference is Reference.NONE


@pytest.mark.parametrize(
    ("text", "language", "outcome", "reason"),
    [
        ("The economy grew.", "en", "no_sign", "nothing in the text names or implies"),
        ("The voluntary national review.", "en", "no_sign", "only looks like it"),
        ("Les bénévoles et volunteers.", "fr", "unsupported_language", "language fr"),
        ("", "en", "no_sign", "nothing in the text"),
        ("volunteers", "und", "unsupported_language", "the text has no letters"),
    ],
)
def test_what_is_not_judged_says_why(text: str, language: str, outcome: str, reason: str) -> None:
    result = explained(text, language)
    assert (result.outcome, result.heads) == (outcome, ())
    assert reason in result.reason


def test_given_and_nearly_given_codes_are_explained() -> None:
    result = explained(PLAN)
    given_ = {head.name for head in result.heads if head.given}
    assert {*result.labels.objectives, *result.labels.codes} <= given_
    codes = [head for head in result.heads if head.condition == "contribution"]
    assert len(codes) < len(model().heads)


def test_explanations_are_written_as_json_and_read_back() -> None:
    for text, language in [*TEXTS, ("The helpers met.", "en")]:
        result = explained(text, language)
        assert from_json(Explanation, to_json(result)) == result
