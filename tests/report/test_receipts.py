"""The receipt for a "no"."""

from dataclasses import replace

import pytest
from scipy.stats import beta

from tests.results import HASH, none_passage, passage
from voltag.batch.outputs import ParsedHeader
from voltag.batch.results import PageSummary
from voltag.classify.candidates import Candidate, Fate, candidates
from voltag.report.reading import Audit
from voltag.report.receipts import Receipt, audit_limit, candidate_groups, receipt, upper_limit
from voltag.settings import load_settings
from voltag.types import LabelledPassage, Metadata, PageText, Passage, Reference, Role, Scores

SETTINGS = load_settings().report


def page(number: int, text: PageText = PageText.READ, pictures: float = 0.0) -> PageSummary:
    return PageSummary(number, None, 595.0, 842.0, text, 900, pictures)


def made(
    *passages: LabelledPassage,
    pages: tuple[PageSummary, ...] = (page(1),),
    found: tuple[Candidate, ...] = (),
    audit: Audit | None = None,
) -> Receipt:
    header = ParsedHeader(HASH, "a.pdf", Metadata(), pages, candidates=found)
    return receipt(header, passages, ("en", "zh"), audit, SETTINGS)


def scored(number: int, score: float) -> LabelledPassage:
    return none_passage(passage_id=f"p{number}", scores=Scores(score, 0.0, 0.0, 0.0))


def test_every_page_is_accounted_for() -> None:
    found = made(
        pages=(
            page(1, pictures=0.9),
            page(2, PageText.BLANK),
            page(3, PageText.UNREADABLE),
            page(4, PageText.FAILED),
            page(5, pictures=0.1),
        )
    )
    assert (found.pages, found.read) == (5, 2)
    assert (found.blank, found.poor, found.failed) == ((2,), (3,), (4,))
    assert found.pictures == (1,)


def test_nearest_misses_are_the_highest_scores_above_none() -> None:
    passages = [scored(n, score) for n, score in enumerate((0.0, 0.1, 0.25, 0.02, 0.2, 0.01, 0.05))]
    found = made(*passages)
    assert [p.passage_id for p in found.misses] == ["p2", "p4", "p1", "p6", "p3"]
    assert (found.passages, found.scored) == (7, 6)


def test_languages_without_a_lexicon_are_told() -> None:
    found = made(
        none_passage(language="fr"),
        none_passage(language="fr", passage_id="p2"),
        none_passage(language="und", passage_id="p3"),
        none_passage(passage_id="p4"),
    )
    assert found.other_languages == (("fr", 2), ("und", 1))


def test_rejected_are_the_passages_that_nobody_is_shown() -> None:
    found = made(
        none_passage(),
        none_passage(passage_id="p2", in_doubt=("references",)),
        passage(passage_id="p3", reference=Reference.BARE),
    )
    assert found.audit.rejected == 1


@pytest.mark.parametrize(("rejected", "needed"), [(5000, 299), (299, 299), (298, 298), (0, 0)])
def test_how_many_to_audit(rejected: int, needed: int) -> None:
    found = audit_limit(rejected, None, 0.01)
    assert (found.needed, found.limit) == (needed, None)


def test_so_many_and_no_fewer_give_the_limit() -> None:
    assert 1 - 0.05 ** (1 / 299) <= 0.01 < 1 - 0.05 ** (1 / 298)
    assert upper_limit(0, 299) == pytest.approx(1 - 0.05 ** (1 / 299))


@pytest.mark.parametrize(("missed", "audited"), [(0, 20), (1, 20), (7, 50)])
def test_limit_of_an_audit_is_exact(missed: int, audited: int) -> None:
    known = beta.ppf(0.95, missed + 1, audited - missed)
    assert upper_limit(missed, audited) == pytest.approx(known)
    found = audit_limit(1000, Audit(HASH, audited, missed, "A. Reader", "2026-11-24"), 0.01)
    assert found.limit == pytest.approx(known)
    assert (found.audited, found.missed, found.by) == (audited, missed, "A. Reader")


def test_an_audit_of_everything_leaves_no_doubt() -> None:
    assert audit_limit(20, Audit(HASH, 20, 1), 0.01).limit == 0.05
    assert audit_limit(20, Audit(HASH, 0, 0), 0.01).limit is None


def candidate(lemma: str, fate: Fate, vetoed_by: str | None = None, page: int = 1) -> Candidate:
    return Candidate("p1", page, 0, 4, lemma.upper(), lemma, fate, vetoed_by)


def test_candidates_are_counted_by_what_became_of_them() -> None:
    groups = candidate_groups(
        [
            candidate("voluntary", "vetoed", "voluntary review", 3),
            candidate("voluntary", "vetoed", "voluntary review", 1),
            candidate("voluntary", "vetoed", "voluntary return"),
            candidate("unpaid", "without_company"),
            candidate("volunteer", "stands"),
        ]
    )
    assert [(g.lemma, g.fate, g.vetoed_by, g.count, g.pages) for g in groups] == [
        ("volunteer", "stands", None, 1, (1,)),
        ("voluntary", "vetoed", "voluntary review", 2, (1, 3)),
        ("unpaid", "without_company", None, 1, (1,)),
        ("voluntary", "vetoed", "voluntary return", 1, (1,)),
    ]
    assert groups[1].examples == ("VOLUNTARY",)


def text(words: str, language: str = "en") -> Passage:
    return Passage("p1", HASH, 4, None, (), (), False, Role.PARAGRAPH, language, words)


def test_lexicon_tells_what_vetoed_a_term() -> None:
    found = candidates([text("The voluntary national review was presented.")], ("en",))
    assert found
    assert all(c.fate == "vetoed" and c.vetoed_by and c.page == 4 for c in found)
    assert found[0].text == "voluntary"


def test_lexicon_tells_what_stood() -> None:
    words = "Volunteers helped with the voluntary national review."
    found = candidates([text(words)], ("en",))
    assert {c.fate for c in found} == {"stands", "vetoed"}
    assert all(words[c.start : c.end] == c.text for c in found)


def test_chinese_candidates_are_found_too() -> None:
    found = candidates([text("自愿国别评估已经提交。", "zh")], ("en", "zh"))
    assert [c.fate for c in found] == ["vetoed"] * len(found)
    assert found


def test_a_word_that_no_entry_speaks_of_is_accounted_for() -> None:
    found = candidates([text("The Voluntary Lane was widened.")], ("en",))
    assert [(c.text, c.lemma, c.fate) for c in found] == [("Voluntary", "voluntary", "no_term")]


@pytest.mark.parametrize("passage_", [text("The economy grew."), text("Volunteers help.", "fr")])
def test_nothing_is_found_where_nothing_is_looked_for(passage_: Passage) -> None:
    assert candidates([passage_], ("en", "zh")) == ()


def test_settings_decide_what_is_shown() -> None:
    settings = replace(SETTINGS, nearest_misses=1, picture_share=0.05)
    header = ParsedHeader(HASH, "a.pdf", Metadata(), (page(1, pictures=0.06),))
    found = receipt(header, [scored(1, 0.1), scored(2, 0.2)], ("en",), None, settings)
    assert [p.passage_id for p in found.misses] == ["p2"]
    assert found.pictures == (1,)
