"""Newer results: decisions find their place by their anchors, or are listed without one."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.report.folders import document
from tests.review.store.stores import (
    A1,
    A3,
    ANA,
    BO,
    CHINA,
    HELP,
    KENYA,
    NOT,
    find,
    name,
    new_id,
    on,
    opened,
    out,
    rejected,
    two_documents,
)
from voltag.review.store import Store
from voltag.review.store.anchors import anchor_of, candidate, find_places
from voltag.review.store.database import StoreError
from voltag.review.store.records import AddedPassage, QueueQuery
from voltag.types import LabelledPassage

SIMILARITY = 0.85


def reload(store: Store, folder: Path, *passages: LabelledPassage, number: int = 1) -> None:
    """Load other passages for a document of the same folder."""
    others = [d for d in two_documents() if d.verdict.document_id != name(number)]
    store.load(out(folder / "out", document(number, *passages, pages=3), *others, model="m-2"))


def test_another_models_labels_leave_decisions_where_they_are(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        item = find(store, "Four")
        store.decide(item.passage, NOT, ANA, new_id())
        reload(store, tmp_path, rejected(1, KENYA, top=100.0), on(2, HELP))
        again = find(store, "Four")
        assert (again.reference.value, again.state) == ("none", "not_volunteering")
        assert store.without_place() == ()
        assert [d.model for d in store.log()] == ["m-1"]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (KENYA.upper(), 1),
        (KENYA.replace(" ", "  "), 1),
        (KENYA, 2),
        (KENYA.replace("vaccines", "vaccine"), 1),
        (KENYA + " They", 2),
    ],
)
def test_a_passage_that_is_read_a_little_otherwise_keeps_its_decision(
    tmp_path: Path, text: str, page: int
) -> None:
    with opened(tmp_path) as store:
        store.decide(find(store, "Four").passage, A3, ANA, new_id())
        reload(store, tmp_path, on(page, text), on(3, HELP))
        assert find(store, text[:9]).state == "corrected"
        assert store.without_place() == ()


def test_a_simplified_text_is_found_in_traditional_script(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.decide(find(store, CHINA[:4]).passage, A3, ANA, new_id())
        reload(
            store, tmp_path, on(2, "全縣註冊志願者達到三萬人，常年開展為老服務。", language="zh"),
            number=2,
        )  # fmt: skip
        assert find(store, "全縣").state == "corrected"


@pytest.mark.parametrize(
    "others",
    [
        (),
        (on(1, "Roads of the province were built by the ministry of works."),),
        (on(3, KENYA),),
        (on(1, KENYA[:37]), on(1, KENYA[37:], top=200.0)),
    ],
    ids=["nothing", "another text", "two pages on", "split in halves"],
)
def test_what_finds_no_place_is_listed_and_not_dropped(
    tmp_path: Path, others: tuple[LabelledPassage, ...]
) -> None:
    with opened(tmp_path) as store:
        store.decide(find(store, "Four").passage, A3, ANA, new_id())
        reload(store, tmp_path, *others)
        (lost,) = store.without_place()
        assert (lost.decision.judgement, lost.decision.anchor.text) == (A3, KENYA)
        assert lost.decision.passage is None
        assert store.progress().without_place == 1
        assert [a.text for a in store.annotations()] == [KENYA]
        if others:
            assert lost.reason == "no_passage"
        reload(store, tmp_path, on(1, KENYA), on(2, HELP))
        assert store.without_place() == ()
        assert find(store, "Four").state == "corrected"


def test_a_part_with_all_signs_of_volunteering_stands_for_the_whole(tmp_path: Path) -> None:
    rest = " The boats were lent by the fishers of the lake for that month."
    term = (22, 32, "volunteer")
    whole = on(1, KENYA + rest, terms=(term,))
    with opened(tmp_path, [document(1, whole, pages=3)]) as store:
        store.decide(find(store, "Four").passage, A3, ANA, new_id())
        # Split: the decision goes with the sentence on volunteers, not with the other one.
        reload(store, tmp_path, on(1, KENYA, terms=(term,)), on(1, rest.strip(), top=200.0))
        assert find(store, "Four").state == "corrected"
        assert find(store, "The boats").state == "undecided"
        # Merged with something that speaks of volunteers too: nobody decided on that.
        more = " Volunteers of the port helped them."
        start = len(KENYA) + 1
        terms = (term, (start, start + 10, "volunteer"))
        reload(store, tmp_path, on(1, KENYA + more, terms=terms), on(2, HELP))
        assert len(store.without_place()) == 1


def test_a_reviewer_says_where_a_decision_belongs(tmp_path: Path) -> None:
    halves = (on(1, KENYA[:37]), on(1, KENYA[37:], top=200.0))
    with opened(tmp_path) as store:
        store.decide(find(store, "Four").passage, A3, ANA, new_id())
        reload(store, tmp_path, *halves)
        (lost,) = store.without_place()
        assert lost.nearest in {find(store, half.text).passage for half in halves}
        with pytest.raises(StoreError, match="another document"):
            store.place(lost.decision.entry, find(store, "全县").passage, BO, new_id())
        chosen = find(store, KENYA[37:]).passage
        store.place(lost.decision.entry, chosen, BO, "placed")
        store.place(lost.decision.entry, chosen, BO, "placed")
        assert store.without_place() == ()
        assert store.passage(chosen, ANA).settled == A3
        reload(store, tmp_path, *halves, on(2, HELP))
        assert store.passage(chosen, ANA).settled == A3
        store.undo(BO, new_id())
        assert len(store.without_place()) == 1


def test_the_same_text_twice_on_a_page_is_told_apart_by_its_place(tmp_path: Path) -> None:
    row = "Number of young volunteers registered with the national platform."
    rows = [on(1, row, top=100.0), on(1, row, top=300.0), on(1, row, top=500.0)]
    with opened(tmp_path, [document(1, *rows)]) as store:
        items = store.queue(QueueQuery(), ANA).items
        store.decide(items[1].passage, A1, ANA, new_id())
        moved = [replace(p, passage_id=f"new-{n}") for n, p in enumerate(rows)]
        store.load(out(tmp_path / "out", document(1, *moved), model="m-2"))
        states = [item.state for item in store.queue(QueueQuery(), ANA).items]
        assert states == ["undecided", "corrected", "undecided"]


def test_an_added_passage_stays_until_the_machine_has_it(tmp_path: Path) -> None:
    text = "Retired nurses gave free check-ups in the market of Bomet."
    added = AddedPassage(name(1), 2, text, ((50.0, 300.0, 400.0, 312.0),))
    with opened(tmp_path) as store:
        written = store.add_passage(added, replace(A1, implicit=True), ANA, "added")
        assert store.add_passage(added, A1, ANA, "added").repeated
        view = store.passage(written.passages[0], BO)
        assert (view.item.added, view.item.state, view.item.page) == (True, "corrected", 2)
        assert view.passage.spans[0].boxes == added.boxes
        assert view.passage.section == ("2 Progress", "Goal 3")
        assert store.queue(QueueQuery(search="nurses"), ANA).total == 1
        store.decide(written.passages[0], replace(A1, implicit=True), BO, new_id())
        reload(store, tmp_path, on(2, HELP))
        assert store.passage(written.passages[0], ANA).item.added
        reload(store, tmp_path, on(2, HELP), rejected(2, text, top=300.0))
        found = find(store, text)
        assert (found.added, found.state) == (False, "corrected")
        assert len(store.passage(found.passage, ANA).history) == 2
        assert store.queue(QueueQuery(scope="all", search="nurses"), ANA).total == 1
        assert store.without_place() == ()


def test_an_added_passage_that_the_machine_rejected_is_that_passage(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        machine = find(store, "The economy")
        added = AddedPassage(name(1), 1, machine.text.upper(), ((1.0, 2.0, 3.0, 4.0),))
        written = store.add_passage(added, A3, ANA, new_id())
        assert written.passages == (machine.passage,)
        assert store.passage(machine.passage, ANA).settled == A3


def test_taking_an_addition_back_takes_the_passage_out(tmp_path: Path) -> None:
    added = AddedPassage(name(1), 2, "Nurses gave time for free.", ((1.0, 2.0, 3.0, 4.0),))
    with opened(tmp_path) as store:
        written = store.add_passage(added, A1, ANA, new_id())
        store.decide(written.passages[0], NOT, BO, "bo")
        with pytest.raises(StoreError, match="other decisions"):
            store.undo(ANA, new_id(), written.entries[0])
        store.undo(BO, new_id())
        store.undo(ANA, new_id())
        assert store.queue(QueueQuery(scope="all", search="nurses"), ANA).total == 0
        assert store.verdict(name(1)).changes == ()
        assert len(store.log()) == 2


@pytest.mark.parametrize(
    ("page", "text", "boxes"),
    [
        (0, "Volunteers helped.", ((1.0, 2.0, 3.0, 4.0),)),
        (4, "Volunteers helped.", ((1.0, 2.0, 3.0, 4.0),)),
        (1, " ... ", ((1.0, 2.0, 3.0, 4.0),)),
        (1, "Volunteers helped.", ((3.0, 2.0, 1.0, 4.0),)),
        (1, "Volunteers " * 2000, ((1.0, 2.0, 3.0, 4.0),)),
    ],
)
def test_what_cannot_be_a_passage_is_not_added(
    tmp_path: Path, page: int, text: str, boxes: tuple[tuple[float, float, float, float], ...]
) -> None:
    with opened(tmp_path) as store:
        with pytest.raises(StoreError):
            store.add_passage(AddedPassage(name(1), page, text, boxes), A3, ANA, new_id())
        assert store.log() == []


WORDS = st.lists(
    st.sampled_from(
        [
            "volunteers",
            "youth",
            "rebuilt",
            "homes",
            "river",
            "school",
            "law",
            "plan",
            "2019",
            "志愿",
            "服务",
        ]
    ),
    min_size=4,
    max_size=12,
).map(" ".join)


@st.composite
def segmentations(draw: st.DrawFn) -> tuple[list[LabelledPassage], list[LabelledPassage]]:
    """Passages, and the same text shuffled, split, merged or left out in parts."""
    texts = draw(st.lists(WORDS, min_size=1, max_size=8))
    before = [on(1 + n // 3, text, top=50.0 * n) for n, text in enumerate(texts)]
    after: list[LabelledPassage] = []
    for passage in before:
        change = draw(st.sampled_from(["keep", "drop", "split", "merge"]))
        words = passage.text.split()
        if change == "split":
            half = draw(st.integers(1, len(words) - 1))
            parts = [" ".join(words[:half]), " ".join(words[half:])]
        elif change == "merge" and after:
            last = after.pop()
            parts = [f"{last.text} {passage.text}"]
        else:
            parts = [] if change == "drop" else [passage.text]
        after += [
            on(passage.page, part, top=passage.spans[0].boxes[0][1] + n)
            for n, part in enumerate(parts)
        ]
    unique = {p.passage_id: p for p in after}
    shuffled = draw(st.permutations(list(unique.values())))
    return list({p.passage_id: p for p in before}.values()), shuffled


@given(segmentations())
def test_every_anchor_gets_a_place_or_a_reason(
    passages: tuple[list[LabelledPassage], list[LabelledPassage]],
) -> None:
    before, after = passages
    found = [candidate(number, passage) for number, passage in enumerate(after)]
    places = find_places([anchor_of(p) for p in before], found, SIMILARITY)
    assert len(places) == len(before)
    for passage, place in zip(before, places, strict=True):
        near = [p for p in after if abs(p.page - passage.page) <= 1]
        if any(p.text == passage.text for p in near):
            assert place.found == "exact"
        if place.passage is None:
            assert place.reason == ("no_passage" if after else "no_document")
        else:
            assert abs(after[place.passage].page - passage.page) <= 1


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(segmentations(), segmentations())
def test_no_other_segmentation_loses_a_decision(
    tmp_path_factory: pytest.TempPathFactory,
    first: tuple[list[LabelledPassage], list[LabelledPassage]],
    second: tuple[list[LabelledPassage], list[LabelledPassage]],
) -> None:
    folder = tmp_path_factory.mktemp("reload")
    before, after = first
    with opened(folder, [document(1, *before, pages=9)]) as store:
        for item in store.queue(QueueQuery(limit=100), ANA).items:
            store.decide(item.passage, A3, ANA, new_id())
            store.decide(item.passage, NOT, BO, new_id())
        entries = {d.entry for d in store.log()}
        for passages in (after, second[1], before):
            store.load(out(folder / "out", document(1, *passages, pages=9)))
            placed = {d.entry for d in store.log() if d.passage is not None}
            lost = {w.decision.entry for w in store.without_place()}
            assert placed | lost == entries
            assert not placed & lost
        assert not store.without_place()
