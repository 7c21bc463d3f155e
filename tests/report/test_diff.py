"""What changed between two runs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.report.folders import NO, document, name, out
from tests.results import none_passage, passage, verdict
from voltag.batch.results import DocumentResult
from voltag.report.diff import Difference, compare_runs
from voltag.report.reading import read_results
from voltag.types import Objective, ObjectiveVerdict, Reference, Scores


def difference(
    folder: Path,
    before: list[DocumentResult],
    after: list[DocumentResult],
    **run: Any,  # noqa: ANN401
) -> Difference:
    first = out(folder / "before", *before)
    second = out(folder / "after", *after, **run)
    return compare_runs(read_results([first]), read_results([second]))


def test_equal_runs_have_no_difference(tmp_path: Path) -> None:
    found = difference(tmp_path, [document(1, passage())], [document(1, passage())])
    assert (found.changed, found.same, found.run, found.settings) == ((), 1, (), ())
    assert (found.files, found.added, found.removed) == ((), (), ())


def test_a_changed_verdict_is_shown_with_the_passages_that_changed_it(tmp_path: Path) -> None:
    missed = none_passage(passage_id="p1", text=passage().text, scores=Scores(0.2, 0.1, 0.0, 0.0))
    found = difference(tmp_path, [document(1, missed, **NO)], [document(1, passage())], model="m-2")
    (changed,) = found.changed
    answers = {c.name: (c.before, c.after) for c in changed.changes}
    assert answers["references"] == (False, True)
    assert answers["ownership"] == (False, True)
    assert answers["rules"] == ((), ("V1",))
    assert not changed.file_changed
    first = changed.passages[0]
    assert (first.question, first.before, first.after) == ("references", 0.2, 0.98)
    assert (first.before_reference, first.after_reference) == ("none", "contribution")
    assert [(c.name, c.before, c.after) for c in found.run] == [("model", "m-1", "m-2")]


def test_changed_settings_and_packages_are_named(tmp_path: Path) -> None:
    found = difference(
        tmp_path,
        [document(1)],
        [document(1)],
        settings={"references": {"lower": 0.5}},
        packages={"jieba": "9"},
    )
    assert ("references.lower", 0.3, 0.5) in {(c.name, c.before, c.after) for c in found.settings}
    assert ("jieba", None, "9") in {(c.name, c.before, c.after) for c in found.run}


def test_another_file_at_the_same_path_is_told(tmp_path: Path) -> None:
    found = difference(
        tmp_path, [document(1, passage())], [document(2, path="reviews/1.pdf", **NO)]
    )
    (changed,) = found.changed
    assert changed.file_changed
    assert (changed.before_id, changed.after_id) == (name(1), name(2))
    assert found.files == ("reviews/1.pdf",)
    first = changed.passages[0]
    assert (first.before, first.after) == (0.98, None)


def test_a_file_that_moved_is_the_same_document(tmp_path: Path) -> None:
    before = [document(1), document(2)]
    after = [document(1, path="reviews/2.pdf"), document(2, path="reviews/1.pdf")]
    found = difference(tmp_path, before, after)
    assert (found.changed, found.same, found.added, found.removed) == ((), 2, (), ())


def test_documents_that_came_and_went_are_listed(tmp_path: Path) -> None:
    found = difference(tmp_path, [document(1), document(2)], [document(2), document(3)])
    assert (found.added, found.removed) == (("reviews/3.pdf",), ("reviews/1.pdf",))


def test_a_moved_file_does_not_stand_for_a_new_one_at_its_place(tmp_path: Path) -> None:
    before = [document(1, path="a.pdf")]
    after = [document(1, path="b.pdf"), document(2, path="a.pdf")]
    found = difference(tmp_path, before, after)
    assert (found.added, found.removed, found.same) == (("a.pdf",), (), 1)


def test_passages_are_found_again_by_their_words_when_the_file_is_another(tmp_path: Path) -> None:
    again = passage(passage_id="q9", page=8, scores=Scores(0.4, 0.1, 0.1, 0.0),
                    reference=Reference.NONE)  # fmt: skip
    objectives = verdict().objectives | {Objective.OWNERSHIP: ObjectiveVerdict(False, 0.1, ())}
    found = difference(
        tmp_path,
        [document(1, passage())],
        [document(2, again, path="reviews/1.pdf", references_volunteering=None,
                  passages=("q9",), objectives=objectives)],
    )  # fmt: skip
    changes = [(p.question, p.before, p.after) for p in found.changed[0].passages]
    assert changes[0] == ("references", 0.98, 0.4)


def test_failed_documents_without_a_hash_are_matched_by_path(tmp_path: Path) -> None:
    lost = replace(document(1), verdict=replace(document(1).verdict, document_id=""))
    found = difference(tmp_path, [lost], [lost])
    assert found.same == 1
