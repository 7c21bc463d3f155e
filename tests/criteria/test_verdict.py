"""The verdict: rule V1, the objectives, and answers that must never be silent."""

from dataclasses import replace
from typing import Any

import pytest

from tests.criteria.values import (
    DOUBTFUL,
    NO,
    SETTINGS,
    SURE,
    document,
    identity,
    passage,
    reading_of,
)
from voltag.criteria import Reading, cap_by_role, judge, reading
from voltag.records import from_json, to_json
from voltag.types import (
    Code,
    Kind,
    LabelledPassage,
    Labels,
    Objective,
    Polarity,
    ReadStatus,
    Reference,
    Role,
    Scores,
    Status,
    Verdict,
)

sure = passage(SURE)
doubtful = passage(DOUBTFUL)
nothing = passage(NO)
negative = passage(SURE, polarity=Polarity.NEGATIVE)
implicit = passage(SURE, implicit=True)

WHOLE = reading_of()
SCAN = reading_of(read=0, unread=10)
MOSTLY_SCAN = reading_of(read=5, unread=95)
FEW_UNREAD = reading_of(read=19, unread=1)
MANY_UNREAD = reading_of(read=5, unread=1)
FRENCH = reading_of(shares={"fr": 1.0})
FRENCH_AND_ENGLISH = reading_of(shares={"fr": 0.5, "en": 0.5})
A_FIFTH_FRENCH = reading_of(shares={"fr": 0.2, "en": 0.8})
LOCKED = reading(document(status=ReadStatus.ENCRYPTED), {}, ("en",), SETTINGS.verdict)
BROKEN = reading(document(status=ReadStatus.FAILED), {}, ("en",), SETTINGS.verdict)


def verdict(
    passages: list[LabelledPassage], read: Reading = WHOLE, kind: Kind = Kind.VNR
) -> Verdict:
    return judge(document(), identity(kind), read, passages, SETTINGS, "m")


# rule sentence; reading; kind; passages; status; answer; rules; reasons of the first question
RULES: list[tuple[str, Reading, Kind, list[LabelledPassage], str, bool | None, str, str]] = [
    ("V1: one contribution that is not negative", WHOLE, Kind.VNR, [sure], "ok", True, "V1", ""),
    ("V1: none", WHOLE, Kind.VNR, [nothing], "ok", False, "", ""),
    ("V1: a neutral contribution counts", WHOLE, Kind.VNR,
     [passage(SURE, polarity=Polarity.NEUTRAL)], "ok", True, "V1", ""),
    ("V1: a bare mention does not", WHOLE, Kind.VNR,
     [passage(0.2, reference=Reference.BARE)], "ok", False, "", ""),
    ("V1 is applied to any other document", WHOLE, Kind.OTHER, [sure], "ok", True, "V1", ""),
    ("in doubt only: null", WHOLE, Kind.VNR, [doubtful], "ok", None, "", "in_doubt"),
    ("only implicit: yes, reviewed", WHOLE, Kind.VNR, [implicit], "ok", True, "V1",
     "implicit_only"),
    ("only negative: no, reviewed", WHOLE, Kind.VNR, [negative], "ok", False, "",
     "negative_only"),
    ("a scan: no_text, not no", SCAN, Kind.VNR, [], "no_text", None, "", "no_text"),
    ("under one page in ten read: no_text, not yes", MOSTLY_SCAN, Kind.VNR, [sure], "no_text",
     None, "", "no_text"),
    ("unsupported language: not no", FRENCH, Kind.VNR, [], "unsupported_language", None, "",
     "unsupported_language"),
    ("a yes from the supported part stands", FRENCH_AND_ENGLISH, Kind.VNR, [sure],
     "unsupported_language", True, "V1", ""),
    ("a no with too little in supported languages does not", FRENCH_AND_ENGLISH, Kind.VNR,
     [nothing], "unsupported_language", None, "", "unsupported_language"),
    ("a no stands with four fifths supported", A_FIFTH_FRENCH, Kind.VNR, [nothing], "ok", False,
     "", ""),
    ("a page failed: the verdict is given, incomplete", FEW_UNREAD, Kind.VNR, [nothing],
     "incomplete", False, "", ""),
    ("a yes from the rest stands", MANY_UNREAD, Kind.VNR, [sure], "incomplete", True, "V1", ""),
    ("a no is null when more than one in ten is affected", MANY_UNREAD, Kind.VNR, [nothing],
     "incomplete", None, "", "incomplete"),
    ("only negative, and much unread: null, both said", MANY_UNREAD, Kind.VNR, [negative],
     "incomplete", None, "", "negative_only incomplete"),
    ("in doubt, and much unread: in doubt", MANY_UNREAD, Kind.VNR, [doubtful], "incomplete", None,
     "", "in_doubt"),
    ("a locked file: no answer", LOCKED, Kind.VNR, [], "encrypted", None, "", "encrypted"),
    ("a broken file: no answer", BROKEN, Kind.VNR, [], "failed", None, "", "failed"),
    ("a framework without a counting passage meets neither F1 nor F2", WHOLE, Kind.FRAMEWORK,
     [negative], "ok", False, "", "negative_only"),
    ("V1 is no rule for a framework", WHOLE, Kind.FRAMEWORK, [sure], "ok", False, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("read", "kind", "passages", "status", "references", "rules", "reasons"),
    [pytest.param(*row[1:], id=row[0]) for row in RULES],
)
def test_a_rule_of_the_criteria(
    read: Reading,
    kind: Kind,
    passages: list[LabelledPassage],
    status: str,
    references: bool | None,
    rules: str,
    reasons: str,
) -> None:
    found = verdict(passages, read, kind)
    assert found.status.value == status
    assert found.references_volunteering is references
    assert found.rules == tuple(rules.split())
    assert found.review.get("references", ()) == tuple(reasons.split())
    assert found.needs_review is bool(found.review)
    assert from_json(Verdict, to_json(found)) == found


def shows(objective: str, score: float, **changes: Any) -> LabelledPassage:  # noqa: ANN401
    scores = replace(Scores(SURE, 0.0, 0.0, 0.0), **{objective: score})
    return passage(SURE, passage_id=f"{objective}{score}", scores=scores, **changes)


@pytest.mark.parametrize("objective", Objective)
@pytest.mark.parametrize(
    ("score", "changes", "evidenced", "reasons"),
    [
        (SURE, {}, True, ()),
        (DOUBTFUL, {}, None, ("in_doubt",)),
        (NO, {}, False, ()),
        (SURE, {"implicit": True}, True, ("implicit_only",)),
        (SURE, {"polarity": Polarity.NEGATIVE}, False, ("negative_only",)),
    ],
)
def test_an_objective_is_answered_as_the_first_question_is(
    objective: Objective,
    score: float,
    changes: dict[str, object],
    evidenced: bool | None,
    reasons: tuple[str, ...],
) -> None:
    found = verdict([shows(objective.value, score, **changes)])
    assert found.objectives[objective].evidenced is evidenced
    assert found.objectives[objective].score == score
    assert found.review.get(objective.value, ()) == reasons
    others = [found.objectives[other].evidenced for other in Objective if other is not objective]
    assert others == [False, False]


def test_a_framework_that_meets_no_rule_can_evidence_an_objective() -> None:
    found = verdict([shows("integration", SURE)], kind=Kind.FRAMEWORK)
    assert found.references_volunteering is not True
    assert found.objectives[Objective.INTEGRATION].evidenced is True


def test_one_sure_passage_keeps_the_doubtful_ones_from_review() -> None:
    found = verdict([sure, doubtful, doubtful])
    assert not found.needs_review
    assert found.review == {}


def test_review_names_each_question_that_goes_to_a_reviewer() -> None:
    found = verdict([shows("ownership", DOUBTFUL), shows("measurement", SURE)])
    assert found.review == {"ownership": ("in_doubt",)}
    assert found.needs_review


@pytest.mark.parametrize("read", [SCAN, LOCKED, BROKEN, MOSTLY_SCAN])
def test_without_an_answer_nothing_is_said_but_what_the_document_is(read: Reading) -> None:
    found = verdict([replace(shows("ownership", SURE), sdgs=(3,))], read)
    assert found.references_volunteering is None
    assert found.rules == ()
    assert found.passages == ()
    assert found.sdgs == ()
    assert set(found.review) == {"references", "ownership", "integration", "measurement"}
    for objective in found.objectives.values():
        assert (objective.evidenced, objective.score, objective.passages) == (None, None, ())
    assert (found.kind, found.country, found.year) == (Kind.VNR, "KEN", 2020)
    assert found.explanation.startswith("No answer: ")


def test_the_goals_of_contributions_are_those_of_the_document() -> None:
    found = verdict([replace(sure, sdgs=(13, 3)), replace(nothing, sdgs=(5,))])
    assert found.sdgs == (3, 13)


def test_a_verdict_names_no_more_passages_than_the_setting_says() -> None:
    many = [replace(sure, passage_id=f"{n:02}") for n in range(30)]
    found = verdict(many)
    assert found.passages == tuple(f"{n:02}" for n in range(10))
    assert found.explanation.startswith("V1: 30 sure contributions")


@pytest.mark.parametrize(
    ("passages", "read", "kind", "words"),
    [
        ([replace(sure, page=7, page_label="v")], WHOLE, Kind.VNR,
         ["V1", "p. 7 (printed v)", "0.95", sure.text]),
        ([sure], WHOLE, Kind.OTHER, ["V1", "kind of document was not recognised"]),
        ([], WHOLE, Kind.OTHER, ["No passage", "not recognised"]),
        ([negative], WHOLE, Kind.VNR, ["criticism", negative.text]),
        ([doubtful], WHOLE, Kind.VNR, ["reviewer", "in doubt", doubtful.text]),
        ([], MANY_UNREAD, Kind.VNR, ["reviewer", "incomplete"]),
        ([], LOCKED, Kind.VNR, ["password"]),
        ([], SCAN, Kind.VNR, ["scan"]),
    ],
)  # fmt: skip
def test_the_explanation_says_the_rule_and_the_passage(
    passages: list[LabelledPassage], read: Reading, kind: Kind, words: list[str]
) -> None:
    explanation = verdict(passages, read, kind).explanation
    assert [word for word in words if word not in explanation] == []


def test_a_long_passage_is_quoted_in_part() -> None:
    explanation = verdict([replace(sure, text="Volunteers helped. " * 90)]).explanation
    assert len(explanation) < 260
    assert "…”" in explanation


def test_the_order_of_the_passages_makes_no_difference() -> None:
    rows = [sure, doubtful, negative, implicit, shows("ownership", SURE)]
    rows = [replace(row, passage_id=str(n)) for n, row in enumerate(rows)]
    assert to_json(verdict(rows)) == to_json(verdict(rows[::-1]))


LABELS = Labels(
    reference=Reference.CONTRIBUTION,
    scores=Scores(0.9, 0.9, 0.0, 0.0),
    in_doubt=("integration",),
    objectives=(Objective.OWNERSHIP,),
    codes=(Code.A1,),
    b4_kind=None,
    implicit=True,
    polarity=Polarity.POSITIVE,
    terms=((0, 10, "volunteer"),),
)


@pytest.mark.parametrize("role", [Role.CONTENTS, Role.HEADING, Role.RUNNING_HEAD, Role.FOOTER])
def test_a_title_is_bare_at_most(role: Role) -> None:
    capped = cap_by_role(LABELS, role)
    assert capped.reference is Reference.BARE
    assert capped.scores == Scores(0.0, 0.0, 0.0, 0.0)
    assert (capped.objectives, capped.codes, capped.in_doubt) == ((), (), ())
    assert capped.polarity is Polarity.NEUTRAL
    assert not capped.implicit
    assert capped.terms == LABELS.terms


def test_what_names_no_volunteering_does_not_become_bare() -> None:
    assert cap_by_role(replace(LABELS, reference=Reference.NONE), Role.CONTENTS).reference is (
        Reference.NONE
    )


@pytest.mark.parametrize(
    "role", [Role.PARAGRAPH, Role.LIST_ITEM, Role.TABLE, Role.FOOTNOTE, Role.CAPTION]
)
def test_other_places_keep_their_labels(role: Role) -> None:
    assert cap_by_role(LABELS, role) == LABELS


def test_status_has_the_words_of_the_contract() -> None:
    assert [status.value for status in Status] == [
        "ok", "incomplete", "no_text", "unsupported_language", "encrypted", "failed",
    ]  # fmt: skip
