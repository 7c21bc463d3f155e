"""Matching the lexicon: positions, vetoes and the test for candidates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.languages import language_codes
from voltag.text.lexicon import Lexicon, Match, lexicon, supported_languages


def standing(text: str, language: str) -> list[str]:
    return [
        text[match.start : match.end]
        for match in lexicon(language).matches(text)
        if match.kind in ("term", "implicit") and match.vetoed_by is None
    ]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "The Volunteers’ hall.", "Volunteers"),
        ("en", "A VOLUNTEERING policy", "VOLUNTEERING"),
        ("zh", "全市志願服務隊", "志願服務"),
        ("zh", "ＵＮＶ的志愿者", "志愿者"),
    ],
)
def test_a_match_shows_the_text_as_it_stands(language: str, text: str, found: str) -> None:
    assert any(found in match for match in standing(text, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The second voluntary national review was presented."),
        ("en", "The country volunteered to present its review."),
        ("zh", "这是我国第二次提交自愿国别评估报告。"),
        ("zh", "這是第二次提交自願國別評估報告。"),
        ("zh", "考生可在六月底前填报志愿。"),
    ],
)
def test_a_term_inside_a_confusable_is_vetoed_by_it(language: str, text: str) -> None:
    assert standing(text, language) == []
    for match in lexicon(language).matches(text):
        if match.kind == "term":
            assert match.vetoed_by


def test_a_veto_falls_on_what_lies_inside_only() -> None:
    text = "Volunteers helped to write the voluntary national review."
    assert set(standing(text, "en")) == {"Volunteers"}


def test_of_matches_of_one_kind_and_group_the_longest_is_kept() -> None:
    found = lexicon("en").matches("The volunteer work of volunteers and volunteering days.")
    groups: dict[tuple[str, str], list[Match]] = {}
    for match in found:
        groups.setdefault((match.kind, match.group), []).append(match)
    for matches in groups.values():
        for one in matches:
            for other in matches:
                inside = other.start <= one.start and one.end <= other.end
                assert one is other or not inside


@pytest.mark.parametrize("language", ["en", "zh"])
@given(
    text=st.lists(
        st.sampled_from(
            ["volunteers ", "voluntary ", "national review ", "unpaid ", "help ", "UNV, ", "and ",
             "志愿", "服务", "者", "自愿", "国别评估", "义务", "，", "填报", "\u3000", "志願"]
        ),
        max_size=12,
    ).map("".join)
)  # fmt: skip
def test_matches_are_in_the_text_in_order_and_candidates_are_not_missed(
    language: str, text: str
) -> None:
    found = lexicon(language).matches(text)
    assert found == lexicon(language).matches(text)
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    if any(m.kind in ("term", "implicit") for m in found):
        assert lexicon(language).is_candidate(text)


def test_every_language_with_terms_is_supported_and_others_match_nothing() -> None:
    assert supported_languages() == ("en", "fr", "zh")
    assert set(supported_languages()) <= set(language_codes())
    assert lexicon("es").matches("Los voluntarios, volunteers") == []
    assert not lexicon("es").is_candidate("volunteers")
    assert Lexicon("und").entries == ()
