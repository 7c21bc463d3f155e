"""Which passages an answer turns on: the rules are asked, with the passage decided either way."""

from tests.criteria.values import passage
from voltag.review.decisive import Turn, expected_changes, turns
from voltag.settings import load_settings
from voltag.types import Kind, LabelledPassage, Reference, Scores, Section

SETTINGS = load_settings()
NONE = Scores(0.0, 0.0, 0.0, 0.0)


def contribution(name: str, score: float, **changes: object) -> LabelledPassage:
    return passage(score, passage_id=name, **changes)


def found(kind: Kind, *passages: LabelledPassage) -> dict[tuple[str, str], Turn]:
    return {(t.passage_id, t.question): t for t in turns(kind, passages, SETTINGS)}


def test_one_sure_passage_is_decisive_if_it_is_rejected() -> None:
    turn = found(Kind.VNR, contribution("only", 0.9))["only", "references"]
    assert (turn.if_accepted, turn.if_rejected) == (False, True)
    assert round(turn.chance, 6) == 0.1


def test_two_sure_passages_decide_nothing_alone() -> None:
    assert found(Kind.VNR, contribution("a", 0.9), contribution("b", 0.95)) == {}


def test_the_last_passage_in_doubt_settles_an_open_answer_either_way() -> None:
    turn = found(Kind.VNR, contribution("doubtful", 0.5))["doubtful", "references"]
    assert turn.if_accepted
    assert turn.if_rejected
    assert turn.chance == 1.0


def test_of_several_in_doubt_the_likeliest_is_the_most_decisive() -> None:
    both = found(Kind.VNR, contribution("likely", 0.6), contribution("hardly", 0.4))
    chances = expected_changes([*both.values()])
    assert chances == {"likely": 0.6, "hardly": 0.4}


def test_a_passage_that_ocr_is_not_sure_of_decides_once_a_person_has_read_it() -> None:
    turn = found(Kind.VNR, contribution("scanned", 0.9, ocr_confidence=0.4))[
        "scanned", "references"
    ]
    assert turn.if_accepted
    assert turn.if_rejected


def test_an_objective_in_doubt_counts_beside_a_sure_reference() -> None:
    made = contribution("p", 0.9, scores=Scores(0.9, 0.5, 0.0, 0.0))
    other = contribution("q", 0.9)
    assert [*found(Kind.VNR, made, other)] == [("p", "ownership")]


def test_a_passage_that_never_counts_decides_nothing() -> None:
    made = contribution("p", 0.9, section_code=Section.ACRONYMS)
    assert found(Kind.VNR, made) == {}


def test_in_a_framework_a_passage_in_doubt_of_a_second_section_decides() -> None:
    first = contribution("first", 0.95, section_code=Section.PROGRESS)
    second = contribution("second", 0.5, section_code=Section.IMPLEMENTATION)
    told = passage(0.0, passage_id="told", scores=NONE, reference=Reference.NONE)
    decided = found(Kind.FRAMEWORK, first, second, told)
    assert decided["second", "references"].if_accepted
    # Without the first a second section alone meets no rule, whatever it turns out to be.
    assert decided["first", "references"].if_rejected
    assert ("told", "references") not in decided
