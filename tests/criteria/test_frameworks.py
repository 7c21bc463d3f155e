"""Rules F1 and F2 for cooperation frameworks, and what never counts."""

from dataclasses import replace
from typing import Any

import pytest

from tests.criteria.values import DOUBTFUL, NO, SETTINGS, SURE, document, identity, reading_of
from tests.criteria.values import passage as plain_passage
from voltag.criteria import judge, label_by_rules
from voltag.types import (
    Code,
    Kind,
    LabelledPassage,
    Objective,
    Polarity,
    Reference,
    Role,
    Scores,
    Section,
    Span,
    Verdict,
)

S = Section
_counter = iter(range(10_000))


def passage(code: Section | None, score: float = SURE, **changes: Any) -> LabelledPassage:  # noqa: ANN401
    """A passage in the section ``code``, on a page of its own."""
    number = next(_counter)
    path = (f"Chapter {code}",) if code else ()
    given = {"passage_id": f"{number:04}", "page": number, "section": path} | changes
    return replace(plain_passage(score, **given), section_code=code)


def cell(score: float = SURE, **changes: Any) -> LabelledPassage:  # noqa: ANN401
    changes = {"in_results_framework": True, "role": Role.TABLE} | changes
    return passage(S.RESULTS_FRAMEWORK, score, **changes)


def texts() -> list[LabelledPassage]:
    """Passages without volunteering, one in each chapter of the guidance."""
    sections = (S.EXECUTIVE_SUMMARY, S.PROGRESS, S.UN_SUPPORT, S.IMPLEMENTATION, S.MONITORING)
    return [passage(section, NO) for section in sections]


def verdict(passages: list[LabelledPassage], kind: Kind = Kind.FRAMEWORK) -> Verdict:
    return judge(document(), identity(kind), reading_of(), passages, SETTINGS, "m")


NEGATIVE: dict[str, Any] = {"polarity": Polarity.NEGATIVE}
IMPLICIT: dict[str, Any] = {"implicit": True}

# what it is; passages beside those of the chapters; answer; rules; reasons
RULES: list[tuple[str, list[LabelledPassage], bool | None, str, str]] = [
    ("F1: two sections", [passage(S.PROGRESS), passage(S.MONITORING)], True, "F1", ""),
    ("F1: one section is too few", [passage(S.PROGRESS), passage(S.PROGRESS)], False, "", ""),
    ("F1: the summary counts beside another", [passage(S.EXECUTIVE_SUMMARY), passage(S.PROGRESS)],
     True, "F1", ""),
    ("F1: the summary alone does not", [passage(S.EXECUTIVE_SUMMARY)], False, "", ""),
    ("F1: old and new names of a chapter are one section",
     [passage(S.PROGRESS), passage(S.SITUATION_ANALYSIS)], False, "", ""),
    ("F1: an older UNDAF", [passage(S.SITUATION_ANALYSIS), passage(S.RESOURCES)], True, "F1", ""),
    ("F1: a foreword is no section", [passage(S.OPENING_STATEMENT), passage(S.PROGRESS)], False,
     "", ""),
    ("F1: an annex is no section", [passage(S.ANNEXES), passage(S.PROGRESS)], False, "", ""),
    ("the legal annex never counts", [passage(S.LEGAL_ANNEX), passage(S.PROGRESS)], False, "", ""),
    ("acronyms, contents and thanks never count",
     [passage(S.ACRONYMS), passage(S.CONTENTS), passage(S.ACKNOWLEDGEMENTS)], False, "", ""),
    ("F2: a cell of the results framework", [cell()], True, "F2", ""),
    ("F2: the results framework is not one of F1's sections", [cell(), passage(S.PROGRESS)], True,
     "F2", ""),
    ("both", [cell(), passage(S.PROGRESS), passage(S.MONITORING)], True, "F1 F2", ""),
    ("neither", [], False, "", ""),
    ("a bare mention in a cell", [cell(0.2, reference=Reference.BARE)], False, "", ""),
    ("F1: doubt that could make two sections",
     [passage(S.PROGRESS), passage(S.MONITORING, DOUBTFUL)], None, "", "in_doubt"),
    ("F1: doubt that could not", [passage(S.PROGRESS), passage(S.PROGRESS, DOUBTFUL)], False, "",
     ""),
    ("F2: a cell in doubt", [cell(DOUBTFUL)], None, "", "in_doubt"),
    ("F1 met, F2 in doubt: a yes is a yes",
     [cell(DOUBTFUL), passage(S.PROGRESS), passage(S.MONITORING)], True, "F1", ""),
    ("F2 met, F1 in doubt", [cell(), passage(S.PROGRESS), passage(S.MONITORING, DOUBTFUL)], True,
     "F2", ""),
    ("F1: implicit only", [passage(S.PROGRESS, **IMPLICIT), passage(S.MONITORING)], True, "F1",
     "implicit_only"),
    ("F1 implicit, F2 not", [passage(S.PROGRESS, **IMPLICIT), passage(S.MONITORING), cell()], True,
     "F1 F2", ""),
    ("F2: implicit only", [cell(**IMPLICIT)], True, "F2", "implicit_only"),
    ("F1: negative only", [passage(S.PROGRESS, **NEGATIVE), passage(S.MONITORING, **NEGATIVE)],
     False, "", "negative_only"),
    ("F1: one of two is negative", [passage(S.PROGRESS), passage(S.MONITORING, **NEGATIVE)], False,
     "", "negative_only"),
    ("F2: negative only", [cell(**NEGATIVE)], False, "", "negative_only"),
    ("no heading above one passage: it cannot be two sections", [passage(None)], False, "", ""),
    ("a chapter of unknown name beside a known one may be the second",
     [passage(None, section=("Odd",)), passage(S.PROGRESS)], None, "", "sections_unknown"),
    ("one chapter of unknown name alone is one",
     [passage(None, section=("Odd",)), passage(None, section=("Odd", "Part"))], False, "", ""),
    ("a passage before the first heading of a document with chapters is in none",
     [passage(None), passage(S.PROGRESS)], False, "", ""),
    ("doubt in a chapter of unknown name",
     [passage(None, DOUBTFUL, section=("Odd",)), passage(S.PROGRESS)], None, "",
     "in_doubt sections_unknown"),
    ("F2: prose under the heading of the results framework may be a table",
     [passage(S.RESULTS_FRAMEWORK)], None, "", "results_framework_unread"),
    ("F2: a table where no results framework was found", [passage(S.UN_SUPPORT, role=Role.TABLE)],
     None, "", "results_framework_unread"),
    ("F2: a table beside a results framework that was read",
     [passage(S.UN_SUPPORT, role=Role.TABLE), cell(NO)], False, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("passages", "answer", "rules", "reasons"), [pytest.param(*r[1:], id=r[0]) for r in RULES]
)
def test_a_rule_for_frameworks(
    passages: list[LabelledPassage], answer: bool | None, rules: str, reasons: str
) -> None:
    for order in (passages, passages[::-1]):
        found = verdict([*texts(), *order])
        assert found.references_volunteering is answer
        assert found.rules == tuple(rules.split())
        assert found.review.get("references", ()) == tuple(reasons.split())
        assert set(found.rule_passages) == set(found.rules)


def test_without_any_heading_two_passages_may_be_two_sections() -> None:
    found = verdict([passage(None), passage(None)])
    assert found.references_volunteering is None
    assert found.review["references"] == ("sections_unknown",)
    assert verdict([passage(None, NO)] * 3).references_volunteering is False


def test_a_framework_without_chapters_below_one_title_counts_the_chapters() -> None:
    odd = [passage(None, section=("Title", name)) for name in ("Wells", "Roads")]
    told = [passage(s, NO, section=("Title", s.value)) for s in (S.PROGRESS, S.MONITORING)]
    assert verdict([*odd, *told]).review["references"] == ("sections_unknown",)


@pytest.mark.parametrize("wanted", [1, 3])
def test_how_many_sections_f1_asks_for_is_a_setting(wanted: int) -> None:
    settings = replace(SETTINGS, rules=replace(SETTINGS.rules, f1_sections=wanted))
    sections = (S.PROGRESS, S.UN_SUPPORT, S.MONITORING)
    for count in range(1, 4):
        passages = [*texts(), *(passage(section) for section in sections[:count])]
        found = judge(document(), identity(Kind.FRAMEWORK), reading_of(), passages, settings, "m")
        assert found.references_volunteering is (count >= wanted)


@pytest.mark.parametrize("kind", [Kind.VNR, Kind.OTHER])
def test_what_never_counts_counts_for_no_kind_and_is_named(kind: Kind) -> None:
    thanks = passage(S.ACKNOWLEDGEMENTS, scores=Scores(SURE, SURE, SURE, SURE), page=4)
    found = verdict([thanks], kind)
    assert found.references_volunteering is False
    assert [o.evidenced for o in found.objectives.values()] == [False] * 3
    assert found.left_out == {S.ACKNOWLEDGEMENTS: 1}
    assert "Left out, since nothing there counts: the acknowledgements (p. 4)" in found.explanation


CONTEXT = (
    ("outcome", "Outcome 3: People are ready for disasters"),
    ("output", "3.1 Teams are trained"),
    ("indicator", "3.1.2 Number of youth volunteers registered"),
    ("column", "indicator"),
)


@pytest.mark.parametrize(
    ("passages", "words"),
    [
        ([cell(context=CONTEXT, page=64)],
         ["F2: outcome 3, output 3.1, indicator 3.1.2, p. 64: “Volunteers planted trees.”"]),
        ([cell(context=(*CONTEXT[:2], ("column", "indicator"), ("column", "target")), page=64,
               text="3.1.4 Volunteers trained; 300")],
         ["F2: outcome 3, output 3.1, indicator 3.1.4, p. 64: “3.1.4 Vol"]),
        ([cell(page=64), cell(page=65), cell(page=66)], ["F2: p. 64", "and 2 more passages"]),
        ([passage(S.MONITORING, page=33, page_label="29"), passage(S.PROGRESS, page=8)],
         ["F1", "2 sections", "country progress (p. 8: “", "evaluation (p. 33 (printed 29): “"]),
        ([passage(S.PROGRESS, page=8)], ["Neither F1 nor F2", "one section only", "(p. 8"]),
        ([passage(S.OPENING_STATEMENT, page=3)], ["Neither F1 nor F2", "p. 3"]),
        ([], ["Neither F1 nor F2", "no passage"]),
        ([cell(DOUBTFUL, page=70)], ["F2 left to a reviewer (in doubt)", "p. 70"]),
        ([cell(**NEGATIVE)], ["Neither F1 nor F2", "criticism"]),
    ],
)  # fmt: skip
def test_the_explanation_can_be_quoted(passages: list[LabelledPassage], words: list[str]) -> None:
    explanation = verdict([*texts(), *passages]).explanation
    assert [word for word in words if word not in explanation] == [], explanation


def test_the_page_named_is_that_of_the_word() -> None:
    text = "It rained. " * 30 + "Volunteers came."
    start = text.index("Volunteers")
    spans = (Span(8, (), 0, 200), Span(9, (), 200, len(text)))
    long = cell(text=text, spans=spans, page=8, page_label="4", terms=((start, start + 10, "v"),))
    explanation = verdict([*texts(), long]).explanation
    assert "p. 9 (printed 5): “…" in explanation
    assert "Volunteers came." in explanation


def partners(text: str, entities: str, column: str = "partner", **changes: Any) -> LabelledPassage:  # noqa: ANN401
    """A cell whose only word of volunteering is UNV, as the model labels it."""
    start = text.index("UNV")
    named, position = [], 0
    for name in entities.split():
        position = text.index(name, position)
        named.append((position, position + len(name), name))
    given = {
        "text": text, "reference": Reference.BARE, "terms": ((start, start + 3, "UNV"),),
        "agencies": tuple(named), "context": (*CONTEXT[:3], ("column", column)),
    } | changes  # fmt: skip
    return cell(0.02, **given)


FEW = ("Ministry of Youth; UNDP, UNICEF, UNV", "UNDP UNICEF UNV")
ALL = ("FAO, ILO, IOM, UNDP, UNFPA, UNHCR, UNICEF, UNV", "FAO ILO IOM UNDP UNFPA UNHCR UNICEF UNV")


@pytest.mark.parametrize("column", ["partner", "resource"])
def test_unv_as_partner_of_a_stated_result_counts(column: str) -> None:
    found = label_by_rules(partners(*FEW, column), SETTINGS.rules)
    assert found.reference is Reference.CONTRIBUTION
    assert (found.codes, found.objectives) == ((Code.B7,), (Objective.INTEGRATION,))
    assert found.label_rule == "b7_in_result"
    assert verdict([*texts(), found]).rules == ("F2",)


def test_unv_in_a_list_of_all_agencies_is_bare_whatever_the_model_says() -> None:
    listed = partners(*ALL, reference=Reference.CONTRIBUTION, scores=Scores(0.9, 0.0, 0.9, 0.0))
    found = label_by_rules(listed, SETTINGS.rules)
    assert found.reference is Reference.BARE
    assert found.label_rule == "agency_list"
    assert verdict([*texts(), found]).references_volunteering is False


def test_who_else_is_named_beside_unv_makes_no_difference() -> None:
    beside = ((0, 8, "volunteer"), (34, 37, "UNV"))
    assert label_by_rules(partners(*FEW, terms=beside), SETTINGS.rules).codes == (Code.B7,)
    listed = partners(*ALL, terms=((0, 3, "volunteer"), (44, 47, "UNV")))
    assert label_by_rules(listed, SETTINGS.rules) == listed


def test_a_partner_keeps_what_the_model_read_of_it_besides() -> None:
    told = partners(
        *FEW, reference=Reference.CONTRIBUTION, objectives=(Objective.OWNERSHIP,),
        codes=(Code.A4,), scores=Scores(0.6, 0.8, 0.4, 0.0), in_doubt=("references", "integration"),
        polarity=Polarity.POSITIVE,
    )  # fmt: skip
    found = label_by_rules(told, SETTINGS.rules)
    assert found.codes == (Code.A4, Code.B7)
    assert found.objectives == (Objective.OWNERSHIP, Objective.INTEGRATION)
    assert found.scores == Scores(1.0, 0.8, 1.0, 0.0)
    assert found.in_doubt == ()
    assert found.polarity is Polarity.POSITIVE


@pytest.mark.parametrize(
    ("cell_text", "beside", "answer"),
    [(FEW, [], None), (ALL, [], False), (FEW, [cell(NO)], None)],
)
def test_unv_under_the_heading_of_an_unread_results_framework_may_be_a_partner(
    cell_text: tuple[str, str], beside: list[LabelledPassage], answer: bool | None
) -> None:
    found = verdict([*texts(), *beside, partners(*cell_text, in_results_framework=False)])
    assert found.references_volunteering is answer
    reasons = () if answer is False else ("results_framework_unread",)
    assert found.review.get("references", ()) == reasons


@pytest.mark.parametrize(
    ("kind", "passages", "answer", "rules", "reasons"),
    [
        (Kind.FRAMEWORK, [], None, (), ("results_framework_unread",)),
        (Kind.FRAMEWORK, [cell(NO), passage(S.PROGRESS)], None, (), ("results_framework_unread",)),
        (Kind.FRAMEWORK, [passage(S.PROGRESS), passage(S.MONITORING)], True, ("F1",), ()),
        (Kind.FRAMEWORK, [cell()], True, ("F2",), ()),
        (Kind.VNR, [], False, (), ()),
    ],
)
def test_a_no_does_not_stand_where_tables_were_not_read(
    kind: Kind,
    passages: list[LabelledPassage],
    answer: bool | None,
    rules: tuple[str, ...],
    reasons: tuple[str, ...],
) -> None:
    reading = replace(reading_of(), unread_tables=(4, 7))
    found = judge(document(), identity(kind), reading, [*texts(), *passages], SETTINGS, "m")
    assert (found.references_volunteering, found.rules) == (answer, rules)
    assert found.review.get("references", ()) == reasons
    told = "The tables of the results framework could not be read on p. 4, 7." in found.explanation
    assert told is (kind is Kind.FRAMEWORK and "F2" not in rules)


def test_how_many_agencies_make_a_list_is_a_setting() -> None:
    rules = replace(SETTINGS.rules, agency_list=3)
    assert label_by_rules(partners(*FEW), rules).reference is Reference.BARE
    rules = replace(SETTINGS.rules, agency_list=9)
    assert label_by_rules(partners(*ALL), rules).reference is Reference.CONTRIBUTION


@pytest.mark.parametrize(
    "changes",
    [
        {"in_results_framework": False},
        {"context": (("column", "partner"),)},
        {"context": (*CONTEXT[:3], ("column", "source"))},
        {"agencies": ((19, 23, "UNDP"),)},
    ],
)
def test_other_passages_keep_the_labels_of_the_model(changes: dict[str, Any]) -> None:
    given = partners(*FEW, **changes)
    assert label_by_rules(given, SETTINGS.rules) == given


def test_kinds_of_disaster_partnerships_reach_the_verdict() -> None:
    sure = Scores(SURE, 0.0, SURE, 0.0)
    known = [
        passage(S.PROGRESS, b4_kind="new", codes=(Code.B4,), scores=sure),
        passage(S.PROGRESS, b4_kind="long_term", codes=(Code.B4,), scores=sure),
    ]
    assert verdict(known, Kind.VNR).b4_kinds == ("long_term", "new")
    unsure = [
        replace(known[0], scores=Scores(SURE, 0.0, DOUBTFUL, 0.0)),
        replace(known[0], polarity=Polarity.NEGATIVE),
        replace(known[0], section_code=S.ACKNOWLEDGEMENTS),
        replace(known[0], codes=(Code.B5,)),
    ]
    assert verdict(unsure, Kind.VNR).b4_kinds == ()


def test_the_verdict_counts_its_passages_by_section_and_goal() -> None:
    found = verdict(
        [
            *texts(), passage(S.PROGRESS, sdgs=(3, 13)), passage(S.PROGRESS, sdgs=(13,)), cell(),
            passage(S.LEGAL_ANNEX, sdgs=(17,)), passage(S.MONITORING, DOUBTFUL, sdgs=(4,)),
        ]
    )  # fmt: skip
    assert found.sections == {S.PROGRESS: 2, S.RESULTS_FRAMEWORK: 1}
    assert found.sdgs == (3, 4, 13)
    assert found.sdg_passages == {3: 1, 4: 1, 13: 2}
