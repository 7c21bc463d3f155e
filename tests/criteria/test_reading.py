"""How much could be read, and which answers that leaves (CRITERIA, "Unreadable parts")."""

from dataclasses import replace

import pytest

from tests.criteria.values import SETTINGS, document, reading_of
from voltag.criteria import reading
from voltag.types import PageText, Problem, ReadStatus, Status

READ, BLANK = PageText.READ, PageText.BLANK
UNREADABLE, FAILED = PageText.UNREADABLE, PageText.FAILED


@pytest.mark.parametrize(
    ("texts", "status", "no_stands"),
    [
        pytest.param([READ] * 10, Status.OK, True, id="all pages read"),
        pytest.param([READ] + [BLANK] * 20, Status.OK, True, id="pictures are not missing text"),
        pytest.param([READ] * 9 + [FAILED], Status.INCOMPLETE, True, id="one page in ten failed"),
        pytest.param(
            [READ] * 17 + [UNREADABLE, FAILED], Status.INCOMPLETE, False, id="two in nineteen"
        ),
        pytest.param(
            [READ] * 8 + [BLANK] * 50 + [UNREADABLE],
            Status.INCOMPLETE,
            False,
            id="blank pages do not thin out the unread ones",
        ),
        pytest.param([READ] + [UNREADABLE] * 9, Status.INCOMPLETE, False, id="one in ten read"),
        pytest.param([READ] + [UNREADABLE] * 10, Status.NO_TEXT, False, id="one in eleven read"),
        pytest.param([UNREADABLE], Status.NO_TEXT, False, id="a scan"),
        pytest.param([FAILED] * 3, Status.NO_TEXT, False, id="no page came through"),
        pytest.param([BLANK] * 3, Status.NO_TEXT, True, id="pictures only"),
        pytest.param([], Status.NO_TEXT, True, id="no pages"),
    ],
)
def test_status_by_pages(texts: list[PageText], status: Status, no_stands: bool) -> None:
    found = reading(document(*texts), {"en": 1.0}, ("en",), SETTINGS.verdict)
    assert found.status is status
    assert found.no_stands is no_stands
    assert found.any_answer is (status is not Status.NO_TEXT)
    assert found.pages == len(texts)


def test_the_pages_whose_tables_were_not_read_are_named() -> None:
    problems = tuple(
        Problem("a.pdf", None, page, stage, "timeout", "")
        for page, stage in ((3, "tables"), (1, "page"), (2, "tables"), (3, "tables"))
    )
    read = replace(document(*[READ] * 4), problems=problems)
    found = reading(read, {"en": 1.0}, ("en",), SETTINGS.verdict)
    assert found.unread_tables == (2, 3)
    assert (found.status, found.no_stands) == (Status.OK, True)


def test_the_unread_pages_are_named() -> None:
    found = reading(
        document(UNREADABLE, READ, BLANK, FAILED, READ), {"en": 1.0}, ("en",), SETTINGS.verdict
    )
    assert found.unread_pages == (1, 4)


@pytest.mark.parametrize(
    ("shares", "status"),
    [
        ({"en": 1.0}, Status.OK),
        ({"en": 0.7, "zh": 0.1, "fr": 0.2}, Status.OK),
        ({"en": 0.8, "fr": 0.2}, Status.OK),
        ({"en": 0.79, "fr": 0.21}, Status.UNSUPPORTED_LANGUAGE),
        ({"fr": 1.0}, Status.UNSUPPORTED_LANGUAGE),
    ],
)
def test_status_by_language(shares: dict[str, float], status: Status) -> None:
    found = reading_of(shares=shares)
    assert found.status is status
    assert found.no_stands is (status is Status.OK)
    assert found.any_answer, "a yes from the supported part stands"


def test_pages_without_any_language_have_no_text() -> None:
    found = reading(document(READ), {}, ("en",), SETTINGS.verdict)
    assert found.status is Status.NO_TEXT


@pytest.mark.parametrize("status", [ReadStatus.ENCRYPTED, ReadStatus.FAILED])
def test_a_file_that_was_not_opened_has_no_answer(status: ReadStatus) -> None:
    found = reading(document(status=status), {}, ("en",), SETTINGS.verdict)
    assert found.status.value == status.value
    assert not found.any_answer


def test_languages_are_named_by_frequency_and_single_words_are_not() -> None:
    found = reading_of(shares={"fr": 0.3, "zh": 0.3, "en": 0.36, "la": 0.04})
    assert found.languages == ("en", "fr", "zh")
