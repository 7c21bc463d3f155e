"""Several reviewers: names, tokens, blind second review, disagreements, agreement, audits."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.report.folders import document
from tests.review.store.stores import (
    A1,
    A3,
    ACCEPT,
    ANA,
    B5,
    BO,
    CHIDI,
    KENYA,
    NOT,
    UNSURE,
    find,
    name,
    new_id,
    on,
    opened,
    rejected,
    two_documents,
)
from voltag.report.reading import read_results
from voltag.review.store import StoreError
from voltag.review.store.comparing import krippendorff_alpha
from voltag.review.store.database import JudgementError, NotFoundError
from voltag.review.store.records import Judgement, QueueQuery
from voltag.settings import load_settings
from voltag.types import Polarity, Reference


def test_a_name_is_added_once_whatever_its_capitals(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert store.add_reviewer(" ana ").name == ANA
        assert [reviewer.name for reviewer in store.reviewers()] == [ANA, BO, CHIDI]
        for wrong in ("", "   ", "x" * 81, "a\x00b"):
            with pytest.raises(StoreError):
                store.add_reviewer(wrong)


def test_decisions_need_a_reviewer_who_was_added(tmp_path: Path) -> None:
    with opened(tmp_path) as store, pytest.raises(NotFoundError, match="'Nobody'"):
        store.decide(1, ACCEPT, "Nobody", new_id())


def test_a_token_gives_access_until_it_is_revoked(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        token = store.make_token(ANA)
        found = store.reviewer_of_token(token)
        assert found is not None
        assert (found.name, found.has_token) == (ANA, True)
        second = store.make_token(ANA)
        assert store.reviewer_of_token(token) is None
        assert store.reviewer_of_token(second) is not None
        store.revoke_token(ANA)
        assert store.reviewer_of_token(second) is None
        assert store.reviewer_of_token("") is None
    kept = (tmp_path / "review.sqlite3").read_bytes()
    assert token.encode() not in kept
    assert second.encode() not in kept


def test_a_second_reviewer_does_not_see_the_first(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.set_second_review(1.0, 7, ANA)
        passage = find(store, "Four").passage
        store.decide(passage, A3, ANA, new_id())
        waiting = store.queue(QueueQuery(task="second"), BO)
        assert [(item.passage, item.state) for item in waiting.items] == [(passage, "undecided")]
        assert store.queue(QueueQuery(task="second"), ANA).total == 0
        view = store.passage(passage, BO)
        assert (view.blind, view.history, view.settled, view.own) == (True, (), None, None)
        assert view.item.state == "undecided"
        outline = {o.passage: o.state for o in store.outlines(name(1), 1, BO)}
        assert outline[passage] == "undecided"
        assert store.queue(QueueQuery(states=("corrected",)), BO).total == 0
        store.decide(passage, A3, BO, new_id())
        assert [(d.reviewer, d.purpose, d.blind) for d in store.passage(passage, BO).history] == [
            (ANA, "first", True),
            (BO, "second", True),
        ]
        assert store.queue(QueueQuery(task="second"), CHIDI).total == 0


def test_who_decides_in_sight_of_others_is_not_blind(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passage = find(store, "Four").passage
        store.decide(passage, A3, ANA, new_id())
        assert store.passage(passage, BO).history
        store.decide(passage, A1, BO, new_id())
        assert [d.blind for d in store.log()] == [True, False]
        assert store.agreement().labels[0].passages == 0


def test_the_share_is_drawn_by_the_seed_and_stays(tmp_path: Path) -> None:
    texts = [f"Passage number {number} on volunteers of the town." for number in range(80)]
    many = document(5, *(on(1 + n // 10, text, top=50.0 * n) for n, text in enumerate(texts)))
    with opened(tmp_path, [many]) as store:
        items = store.queue(QueueQuery(limit=500), ANA).items
        for number, item in enumerate(items):
            store.decide(item.passage, NOT, ANA, f"d{number}")

        def second(share: float, seed: int) -> set[int]:
            store.set_second_review(share, seed, ANA)
            queue = store.queue(QueueQuery(task="second", limit=500), BO)
            return {item.passage for item in queue.items}

        tenth = second(0.1, 3)
        assert 2 <= len(tenth) <= 18
        assert tenth < second(0.5, 3)
        assert tenth != second(0.1, 4)
        assert tenth == second(0.1, 3)


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (A3, A3, "corrected"),
        (A3, A1, "disagreement"),
        (A3, NOT, "disagreement"),
        (A3, replace(A3, polarity=Polarity.NEUTRAL), "corrected"),
        (A3, replace(A3, polarity=Polarity.NEGATIVE), "disagreement"),
        (A3, replace(A3, implicit=True), "disagreement"),
        (A3, UNSURE, "corrected"),
        (UNSURE, UNSURE, "unsure"),
        (ACCEPT, A3, "corrected"),
        (A3, ACCEPT, "accepted"),
    ],
)
def test_what_two_judgements_come_to(
    tmp_path: Path, first: Judgement, second: Judgement, state: str
) -> None:
    with opened(tmp_path) as store:
        passage = find(store, "Four").passage
        store.decide(passage, first, ANA, new_id())
        store.decide(passage, second, BO, new_id())
        assert store.passage(passage, ANA).item.state == state


def test_an_adjudication_is_a_third_record(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passage = find(store, "Four").passage
        with pytest.raises(JudgementError, match="Nobody disagrees"):
            store.adjudicate(passage, A3, CHIDI, new_id())
        store.decide(passage, A3, ANA, new_id())
        store.decide(passage, B5, BO, new_id())
        waiting = store.disagreements(CHIDI)
        assert [(d.reviewer, d.judgement) for d in waiting[0].decisions] == [(ANA, A3), (BO, B5)]
        assert waiting[0].differing == ("objectives", "codes")
        verdict = store.verdict(name(1))
        assert verdict.reviewed.references_volunteering is True
        store.adjudicate(passage, B5, CHIDI, "third")
        store.adjudicate(passage, B5, CHIDI, "third")
        view = store.passage(passage, ANA)
        assert (view.item.state, view.settled) == ("adjudicated", B5)
        assert [(d.kind, d.reviewer, d.valid) for d in view.history] == [
            ("judgement", ANA, True),
            ("judgement", BO, True),
            ("adjudication", CHIDI, True),
        ]
        assert store.disagreements(CHIDI) == ()
        store.undo(CHIDI, new_id())
        assert len(store.disagreements(CHIDI)) == 1


def test_a_disagreement_leaves_its_question_open(tmp_path: Path) -> None:
    only = document(4, on(1, "Volunteers taught the children of the valley to read."))
    with opened(tmp_path, [only]) as store:
        passage = find(store, "Volunteers").passage
        store.decide(passage, A3, ANA, new_id())
        store.decide(passage, NOT, BO, new_id())
        verdict = store.verdict(name(4)).reviewed
        assert verdict.references_volunteering is None
        assert verdict.review["references"] == ("in_doubt",)
        store.adjudicate(passage, NOT, CHIDI, new_id())
        assert store.verdict(name(4)).reviewed.references_volunteering is False


def test_agreement_by_label_and_pair(tmp_path: Path) -> None:
    texts = [f"In year {n} volunteers of ward {n} did something good." for n in range(20)]
    many = document(6, *(on(1, text, top=50.0 * n) for n, text in enumerate(texts)))
    with opened(tmp_path, [many]) as store:
        store.set_second_review(1.0, 1, ANA)
        for number, text in enumerate(texts):
            passage = find(store, text[:17]).passage
            store.decide(passage, A3 if number % 2 else NOT, ANA, new_id())
            store.decide(passage, A3 if number % 2 and number != 1 else NOT, BO, new_id())
        found = store.agreement()
        label = next(row for row in found.labels if row.label == "reference")
        assert (label.passages, label.observed) == (20, 0.95)
        # Two raters: observed disagreement 2 of 40, expected from 19 and 21 values of 40.
        assert label.alpha == pytest.approx(1 - (2 / 40) / (2 * 19 * 21 / (40 * 39)))
        pair = next(row for row in found.pairs if row.label == "reference")
        assert (pair.first, pair.second, pair.passages) == (ANA, BO, 20)
        assert pair.kappa == pytest.approx((0.95 - 0.5) / 0.5)


def test_alpha_of_the_published_worked_example() -> None:
    # Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", example C: four
    # observers, twelve units, missing values; nominal alpha is 0.743.
    nothing = None
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, nothing, nothing, nothing],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nothing, 3],
        [nothing, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nothing],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nothing],
    ]
    alpha = krippendorff_alpha([list(unit) for unit in zip(*observers, strict=True)])
    assert alpha == pytest.approx(0.743, abs=0.0005)


def test_alpha_is_undefined_where_nothing_can_differ() -> None:
    assert krippendorff_alpha([[1, 1], [1, 1]]) is None
    assert krippendorff_alpha([[1, None], [None, 2]]) is None


def test_an_own_past_passage_comes_back_unmarked(tmp_path: Path) -> None:
    settings = load_settings()
    review = replace(settings.review, retest_every=5, retest_after=3)
    texts = [f"In year {n} volunteers of ward {n} did something good." for n in range(12)]
    many = document(6, *(on(1, text, top=50.0 * n) for n, text in enumerate(texts)))
    with opened(tmp_path, [many], replace(settings, review=review)) as store:
        first = QueueQuery(task="first", limit=50)
        for _ in range(5):
            store.decide(store.queue(first, ANA).items[0].passage, A3, ANA, new_id())
        assert store.queue(first, BO).total == 7
        queue = store.queue(first, ANA)
        assert queue.total == 8
        again = next(item for item in queue.items if int(item.text.split()[2]) < 2)
        assert (again.state, again.purpose) == ("undecided", "first")
        view = store.passage(again.passage, ANA)
        assert (view.own, view.history, view.blind) == (None, (), True)
        assert again.passage not in {
            item.passage for item in store.queue(QueueQuery(task="mine"), ANA).items
        }
        store.decide(again.passage, NOT, ANA, new_id())
        view = store.passage(again.passage, ANA)
        assert view.settled == A3
        assert [d.kind for d in view.history] == ["judgement", "retest"]
        selves = {row.label: row for row in store.agreement().selves}
        assert (selves["all"].retested, selves["all"].same) == (1, 0)
        assert (selves["integration"].same, selves["references"].same) == (1, 0)
        assert selves["all"].high is not None
        assert 0.7 < selves["all"].high < 0.8
        assert store.queue(first, ANA).total == 7


def test_taking_the_first_judgement_back_ends_its_retest(tmp_path: Path) -> None:
    settings = load_settings()
    review = replace(settings.review, retest_every=1, retest_after=0)
    with opened(tmp_path, settings=replace(settings, review=review)) as store:
        passage = find(store, "Four").passage
        store.decide(passage, A3, ANA, new_id())
        store.undo(ANA, new_id())
        store.decide(passage, NOT, ANA, new_id())
        assert store.passage(passage, BO).settled == NOT


def test_a_random_audit_gives_the_upper_limit_that_the_report_shows(tmp_path: Path) -> None:
    texts = [f"Road number {number} was paved with asphalt in that year." for number in range(60)]
    quiet = document(7, *(rejected(1, text, top=20.0 * n) for n, text in enumerate(texts)))
    with opened(tmp_path, [quiet]) as store:
        audit = store.draw_audit(20, 11, ANA)
        assert (audit.drawn, audit.read, audit.upper_limit) == (20, 0, None)
        waiting = store.queue(QueueQuery(task="audit", limit=100), ANA)
        assert (waiting.total, waiting.items[0].purpose) == (20, "audit")
        for item in waiting.items[:19]:
            store.decide(item.passage, NOT, ANA, new_id())
        assert store.queue(QueueQuery(task="audit"), BO).total == 1
        assert store.audits()[0].upper_limit == pytest.approx(1 - 0.05 ** (1 / 19), abs=1e-6)
        store.decide(waiting.items[19].passage, A3, BO, new_id())
        assert (store.audits()[0].read, store.audits()[0].missed) == (20, 1)
        assert store.verdict(name(7)).reviewed.references_volunteering is True
        store.publish(tmp_path / "out")
        read = read_results([tmp_path / "out"]).documents[0].audit
        assert read is not None
        assert (read.audited, read.missed, read.by) == (20, 1, "Ana, Bo")
        another = store.draw_audit(100, 11, ANA)
        assert another.drawn == 40
        with pytest.raises(StoreError, match="no rejected passage left"):
            store.draw_audit(1, 1, ANA)


def test_a_sign_off_is_what_the_report_reads(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for start in ("Four", "After"):
            store.decide(find(store, start).passage, NOT, ANA, new_id())
        store.sign_off(name(1), BO, "signed", "No volunteers in it.")
        store.sign_off(name(1), BO, "signed", "No volunteers in it.")
        store.publish(tmp_path / "out")
        decision = read_results([tmp_path / "out"]).documents[0].decision
        assert decision is not None
        assert (decision.references_volunteering, decision.by, decision.note) == (
            False, BO, "No volunteers in it.",
        )  # fmt: skip
        row = store.document(name(1))
        assert row.signed_off is not None
        assert row.signed_off.machine.references_volunteering is True
        assert row.signed_off.reviewed.references_volunteering is False
        assert not row.signed_off.outdated
        store.undo(ANA, new_id())
        signed = store.document(name(1)).signed_off
        assert signed is not None
        assert signed.outdated
        store.withdraw_sign_off(name(1), BO, new_id(), "Ana changed her mind.")
        assert store.document(name(1)).signed_off is None
        store.publish(tmp_path / "out")
        assert read_results([tmp_path / "out"]).documents[0].decision is None


def test_what_a_person_accepts_is_sure_however_unsure_ocr_was(tmp_path: Path) -> None:
    scan = document(
        1,
        on(1, KENYA, ocr_confidence=0.4),
        references_volunteering=None,
        rules=(),
        review={"references": ("ocr",)},
    )
    with opened(tmp_path, [scan]) as store:
        passage = find(store, "Four").passage
        before = store.verdict(name(1))
        assert before.open_passages["references"] == (passage,)
        store.decide(passage, ACCEPT, ANA, new_id())
        after = store.verdict(name(1))
        assert (after.reviewed.references_volunteering, after.reviewed.rules) == (True, ("V1",))
        assert after.open_passages["references"] == ()


def test_publishing_keeps_lines_that_the_database_knows_nothing_of(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        line = (
            f'{{"document_id": "{name(2)}", "references_volunteering": true, "objectives": {{}},'
            ' "by": "Dora", "date": "2026-01-02"}\n'
        )
        (tmp_path / "out" / "reviewed.jsonl").write_text(line, encoding="utf-8")
        store.sign_off(name(1), BO, new_id())
        store.publish(tmp_path / "out")
        found = {
            d.verdict.document_id: d.decision for d in read_results([tmp_path / "out"]).documents
        }
        assert {key: value.by for key, value in found.items() if value} == {
            name(1): BO,
            name(2): "Dora",
        }


def test_a_model_is_adopted_and_rolled_back_by_name(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.adopt("m-2", ANA, "a", "Better on Chinese.")
        store.roll_back("m-1", BO, "b", "Worse on laws.")
        assert [(m.kind, m.model, m.by, m.note) for m in store.models()] == [
            ("adoption", "m-2", ANA, "Better on Chinese."),
            ("roll_back", "m-1", BO, "Worse on laws."),
        ]


def test_precedents_are_the_nearest_settled_yes_and_no(tmp_path: Path) -> None:
    texts = [
        "Village volunteers took vaccines to the islands of the lake.",
        "Village volunteers took books to the islands of the lake.",
        "The port authority took containers to the islands of the lake.",
        "A law on insurance of volunteers was adopted by the parliament.",
    ]
    one = document(8, *(on(1, text, top=50.0 * n) for n, text in enumerate(texts)))
    with opened(tmp_path, [one]) as store:
        numbers = [find(store, text[:30]).passage for text in texts]
        assert all(p.accept is p.reject is None for p in store.precedents(numbers[0]))
        store.decide(numbers[1], replace(A3, clause="a1-group"), ANA, new_id())
        store.decide(numbers[2], NOT, ANA, new_id())
        store.decide(numbers[3], B5, ANA, new_id())
        found = {p.question: p for p in store.precedents(numbers[0])}
        ownership = found["ownership"]
        assert ownership.accept is not None
        assert ownership.reject is not None
        assert (ownership.accept.passage, ownership.accept.clause) == (numbers[1], "a1-group")
        assert (ownership.reject.passage, ownership.reject.clause) == (numbers[2], "none")
        assert ownership.accept.similarity > ownership.reject.similarity
        integration = found["integration"]
        assert integration.accept is not None
        assert (integration.accept.passage, integration.accept.clause) == (numbers[3], "b5")
        store.undo(ANA, new_id())
        assert {p.question: p.accept for p in store.precedents(numbers[0])}["integration"] is None


def test_settled_documents_can_be_judged_anew(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        item = find(store, "Four")
        store.decide(item.passage, NOT, ANA, new_id())
        stored = store.stored_document(name(1))
        assert stored.settled == {item.passage_id: NOT}
        assert [p.text for p in stored.passages] == [p.text for p in two_documents()[0].passages]
        assert stored.passages[0].reference is Reference.CONTRIBUTION
