"""Steps of reading are told, and passed over where they were deadly."""

from pathlib import Path

import pytest

from tests.cli.pdfs import PLAIN, VOLUNTEERS, pdf
from voltag.ingest import read_document
from voltag.ingest.steps import Death, Onlooker, PassedOverError, Step, step, watched_by
from voltag.types import Document, PageText


def read(folder: Path, onlooker: Onlooker) -> Document:
    path = folder / "two.pdf"
    path.write_bytes(pdf(PLAIN, VOLUNTEERS, title="A review"))
    with watched_by(onlooker):
        return read_document(path, "two.pdf")


def test_every_step_is_told_as_it_begins_and_ends(tmp_path: Path) -> None:
    told: list[Step | None] = []
    document = read(tmp_path, Onlooker(tell=told.append))
    assert not document.problems
    begun = [one for one in told if one is not None]
    assert begun == [
        Step("open"),
        Step("attachments"),
        Step("page", 1),
        Step("page", 2),
        Step("bookmarks"),
        Step("labels"),
        Step("metadata"),
    ]
    assert told == [each for one in begun for each in (one, None)]


def test_a_page_that_was_deadly_costs_that_page(tmp_path: Path) -> None:
    deadly: dict[Step, Death] = {Step("page", 2): "crashed"}
    document = read(tmp_path, Onlooker(deadly))
    assert [page.text for page in document.pages] == [PageText.READ, PageText.FAILED]
    (problem,) = document.problems
    assert (problem.page, problem.stage, problem.error) == (2, "page", "page_crashed")
    assert "page 2 killed the process" in problem.message


@pytest.mark.parametrize(
    ("which", "word"),
    [
        (Step("bookmarks"), "bookmarks_timeout"),
        (Step("labels"), "labels_timeout"),
        (Step("metadata"), "metadata_timeout"),
    ],
)
def test_what_the_file_says_of_itself_is_passed_over(
    which: Step, word: str, tmp_path: Path
) -> None:
    document = read(tmp_path, Onlooker({which: "timeout"}))
    assert all(page.text is PageText.READ for page in document.pages)
    assert [problem.error for problem in document.problems] == [word]


def test_without_an_onlooker_nothing_is_passed_over() -> None:
    with step("page", 3):
        pass
    with watched_by(Onlooker({Step("page", 3): "crashed"})), pytest.raises(PassedOverError):
        step("page", 3).__enter__()
