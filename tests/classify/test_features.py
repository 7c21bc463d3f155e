"""What the classifier sees: signs that stand, vetoes, and features that carry names."""

import pytest

from voltag.classify.features import features, signs


@pytest.mark.parametrize(
    ("text", "language", "stands", "explicit"),
    [
        ("Volunteers took vaccines to the islands.", "en", True, True),
        ("The voluntary national review was presented in July.", "en", False, False),
        ("The country volunteered to present its review.", "en", False, False),
        ("They cleaned the canal without pay.", "en", True, False),
        ("School meals are free of charge.", "en", False, False),  # one weak sign only
        ("The economy grew by 4 per cent.", "en", False, False),
        ("志愿者为老人送药。", "zh", True, True),
        ("志願者為長者送藥。", "zh", True, True),
        ("学生在网上填报志愿。", "zh", False, False),
        ("难民自愿遣返。", "zh", False, False),
        ("抗美援朝的志愿军。", "zh", False, False),
    ],
)
def test_signs_stand_unless_a_confusable_vetoes_them(
    text: str, language: str, stands: bool, explicit: bool
) -> None:
    found = signs(text, language)
    assert bool(found.standing) is stands
    assert found.explicit is explicit


def test_a_term_beside_a_confusable_still_stands() -> None:
    text = "The voluntary national review thanks the volunteers who went to every village."
    found = signs(text, "en")
    assert {text[m.start : m.end] for m in found.standing} == {"volunteers"}
    assert any(m.kind == "confusable" for m in found.matches)


def test_words_of_a_confusable_are_no_features() -> None:
    text = "After the voluntary national review volunteers met."
    words = features(text, "en", signs(text, "en")).words
    assert "review" not in words
    assert "met" in words


def test_words_beside_a_sign_and_in_its_sentence_are_told_apart() -> None:
    text = "The strategy was adopted. Trained volunteers rebuilt homes."
    words = features(text, "en", signs(text, "en")).words
    assert "before trained" in words
    assert "after rebuilt" in words
    assert "near homes" in words
    assert "near strategy" not in words
    assert "strategy" in words


def test_the_same_concept_has_the_same_name_in_both_languages() -> None:
    english = "The law on volunteering provides insurance for volunteers."
    chinese = "志愿服务法规定为志愿者购买保险。"
    shared = set(features(english, "en", signs(english, "en")).concepts) & set(
        features(chinese, "zh", signs(chinese, "zh")).concepts
    )
    assert any(name.startswith("near:") for name in shared)


def test_traditional_text_has_the_features_of_simplified_text() -> None:
    simplified, traditional = "志愿者参与灾害防救。", "志願者參與災害防救。"
    assert features(simplified, "zh", signs(simplified, "zh")) == features(
        traditional, "zh", signs(traditional, "zh")
    )


def test_an_item_between_commas_is_listed() -> None:
    listed = "The forum joined teachers, volunteers, traders and nurses."
    told = "The volunteers joined the forum."
    assert features(listed, "en", signs(listed, "en")).concepts["listed"] == 1.0
    assert features(told, "en", signs(told, "en")).concepts["listed"] == 0.0
