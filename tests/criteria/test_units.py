"""Reviews and frameworks made of documents."""

from typing import Any

import pytest

from tests.results import passage, verdict
from voltag.criteria.units import Decision, JudgedDocument, Unit, judged_document, units
from voltag.settings import Thresholds
from voltag.types import (
    Code,
    Kind,
    LabelledPassage,
    Objective,
    ObjectiveVerdict,
    Polarity,
    Reference,
    Scores,
    Section,
)

THRESHOLDS = Thresholds(0.3, 0.7, ocr_confidence=0.8)
MEASURED = Scores(0.9, 0.1, 0.1, 0.9)
DOUBTFUL = Scores(0.9, 0.1, 0.1, 0.5)


def judged(
    *passages: LabelledPassage,
    group: str | None = None,
    decision: Decision | None = None,
    **changes: Any,  # noqa: ANN401 - any field of the verdict
) -> JudgedDocument:
    return judged_document(
        verdict(**changes), passages, THRESHOLDS, THRESHOLDS, group=group, decision=decision
    )


def one(*documents: JudgedDocument, decisions: bool = True) -> Unit:
    (unit,) = units(documents, decisions=decisions)
    return unit


def measurement(evidenced: bool | None) -> dict[Objective, ObjectiveVerdict]:
    return verdict().objectives | {Objective.MEASUREMENT: ObjectiveVerdict(evidenced, 0.9, ())}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((True, False), True),
        ((None, True), True),
        ((False, None), None),
        ((False, False), False),
    ],
)
def test_any_yes_is_a_yes_and_a_no_needs_every_file(
    answers: tuple[bool | None, ...], expected: bool | None
) -> None:
    unit = one(
        *(
            judged(document_id=f"sha256:{n}", path=f"{n}.pdf", references_volunteering=answer)
            for n, answer in enumerate(answers)
        )
    )
    assert unit.references is expected
    assert unit.documents == ("sha256:0", "sha256:1")


def test_files_of_one_kind_country_and_year_are_one() -> None:
    found = units(
        [
            judged(document_id="sha256:1", path="en.pdf"),
            judged(document_id="sha256:2", path="zh.pdf"),
            judged(document_id="sha256:3", path="later.pdf", year=2024),
            judged(document_id="sha256:4", path="frame.pdf", kind=Kind.FRAMEWORK),
        ]
    )
    assert [(unit.kind.value, unit.year, len(unit.documents)) for unit in found] == [
        ("framework", 2020, 1),
        ("vnr", 2020, 2),
        ("vnr", 2024, 1),
    ]


@pytest.mark.parametrize("unknown", [{"country": None}, {"year": None}, {"kind": Kind.OTHER}])
def test_what_is_not_known_to_be_one_stands_alone(unknown: dict[str, Any]) -> None:
    found = units(
        [
            judged(document_id="sha256:1", path="a.pdf", **unknown),
            judged(document_id="sha256:2", path="a.pdf", **unknown),
        ]
    )
    assert len(found) == 2


def test_a_group_that_is_given_decides() -> None:
    found = units(
        [
            judged(group="pacific", document_id="sha256:1", country=None),
            judged(group="pacific", document_id="sha256:2", year=2021),
        ]
    )
    assert [unit.name for unit in found] == ["pacific"]
    assert (found[0].country, found[0].year) == ("KEN", 2020)


def test_a_persons_verdict_stands_in_for_the_machines() -> None:
    decision = Decision("x", False, {Objective.OWNERSHIP: False}, "A. Reader", "2026-11-24")
    document = judged(decision=decision)
    used, machine = one(document), one(document, decisions=False)
    assert (used.references, used.objectives[Objective.OWNERSHIP]) == (False, False)
    assert (machine.references, machine.objectives[Objective.OWNERSHIP]) == (True, True)
    # What the person left out is the machine's.
    assert used.objectives[Objective.INTEGRATION] is None
    assert (used.reviewed, machine.reviewed) == (True, False)
    assert (used.rules, machine.rules) == ((), ("V1",))


def test_what_a_person_took_back_of_one_file_is_not_told_by_another() -> None:
    no = Decision("x", False, {Objective.INTEGRATION: False}, "A. Reader", "")
    integration = verdict().objectives | {Objective.INTEGRATION: ObjectiveVerdict(True, 0.9, ())}
    told = passage(b4_kind="new", codes=(Code.B4,), scores=Scores(0.9, 0.1, 0.9, 0.0), in_doubt=())
    wrong = judged(told, document_id="sha256:1", rules=("F1",), objectives=integration, decision=no)
    right = judged(document_id="sha256:2", rules=("F2",), sdgs=(5,), objectives=integration)
    used, machine = one(wrong, right), one(wrong, right, decisions=False)
    assert (used.rules, used.sdgs, used.partnerships) == (("F2",), (5,), ())
    assert (machine.rules, machine.sdgs) == (("F1", "F2"), (3, 5, 13))
    assert machine.partnerships == ("new",)


def test_an_answer_that_a_person_left_null_is_the_machines() -> None:
    decision = Decision("x", None, {Objective.OWNERSHIP: None}, "A. Reader", "")
    assert one(judged(decision=decision)).references is True


@pytest.mark.parametrize(
    ("codes", "scores", "evidenced", "expected"),
    [
        ((Code.C1,), MEASURED, True, True),
        ((Code.C2, Code.A1), MEASURED, True, True),
        ((Code.C3,), MEASURED, True, False),
        ((Code.C4,), MEASURED, True, False),
        ((Code.C1,), DOUBTFUL, None, None),
        ((), MEASURED, False, False),
    ],
)
def test_only_statistics_are_measurement_in_the_figure(
    codes: tuple[Code, ...], scores: Scores, evidenced: bool | None, expected: bool | None
) -> None:
    in_doubt = ("measurement",) if scores is DOUBTFUL else ()
    found = passage(codes=codes, scores=scores, in_doubt=in_doubt)
    assert one(judged(found, objectives=measurement(evidenced))).statistics is expected


def test_statistics_in_doubt_beside_sure_data_of_volunteers_leave_the_figure_open() -> None:
    unit = one(
        judged(
            passage(passage_id="p1", codes=(Code.C3,), scores=MEASURED, in_doubt=()),
            passage(passage_id="p2", codes=(Code.C1,), scores=DOUBTFUL, in_doubt=("measurement",)),
            objectives=measurement(True),
        )
    )
    assert unit.statistics is None
    assert unit.why_open("statistics") == "statistics_in_doubt"


@pytest.mark.parametrize(
    "changes", [{"polarity": Polarity.NEGATIVE}, {"reference": Reference.BARE}]
)
def test_statistics_that_do_not_count_are_none(changes: dict[str, Any]) -> None:
    found = passage(codes=(Code.C1,), scores=MEASURED, in_doubt=(), **changes)
    assert one(judged(found, objectives=measurement(True))).statistics is False


@pytest.mark.parametrize("seen", [True, False])
def test_a_persons_measurement_is_statistics_only_where_some_were_seen(
    seen: bool,
) -> None:
    decision = Decision("x", True, {Objective.MEASUREMENT: True}, "A. Reader", "")
    found = passage(codes=(Code.C1 if seen else Code.C3,), scores=MEASURED, in_doubt=())
    document = judged(found, objectives=measurement(True), decision=decision)
    assert one(document).statistics is seen
    document = judged(objectives=measurement(False), decision=decision)
    assert one(document).statistics is None


def test_partnerships_are_those_of_sure_passages() -> None:
    sure = Scores(0.9, 0.1, 0.9, 0.0)
    unit = one(
        judged(
            passage(b4_kind="new", codes=(Code.B4,), scores=sure),
            passage(b4_kind="long_term", codes=(Code.B4,), scores=Scores(0.9, 0.1, 0.5, 0.0)),
        )
    )
    assert unit.partnerships == ("new",)


@pytest.mark.parametrize(
    "changes", [{"section_code": Section.ACKNOWLEDGEMENTS}, {"ocr_confidence": 0.5}]
)
def test_statistics_and_partnerships_take_what_verdicts_take(changes: dict[str, Any]) -> None:
    scores = Scores(0.9, 0.1, 0.9, 0.9)
    found = passage(codes=(Code.B4, Code.C1), b4_kind="new", scores=scores, in_doubt=(), **changes)
    document = judged(found, objectives=measurement(True))
    assert (document.partnerships, document.statistics is True) == ((), False)


def test_why_there_is_no_answer_is_kept() -> None:
    unit = one(judged(references_volunteering=None, review={"references": ("no_text",)}))
    assert unit.why_open("references") == "no_text"
    assert unit.sdgs == ()
