"""Whole review sessions in a browser, by keyboard."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.review.browser.conftest import (
    Server,
    at,
    begin,
    moved_from,
    moved_to,
    opened,
    press,
    saved,
)
from voltag.review.store import Store
from voltag.review.store.records import Decision, QueueQuery
from voltag.types import Code, Reference


def decisions(folder: Path) -> list[Decision]:
    """The log of decisions that stand, oldest first."""
    with Store(folder / "review.sqlite3") as store:
        return [one for one in store.log() if one.valid and one.judgement]


PARTS = "**/passages/*/part*"
"""Addresses of what the page shows of a passage."""


@contextmanager
def next_passages_read(page: Page) -> Iterator[None]:
    """Wait until the page that is opened within has read its passage and the two after it."""
    read: set[str] = set()

    def all_three(request: Request) -> bool:
        if "/part" in request.url:
            read.add(request.url)
        return len(read) == 3

    with page.expect_event("requestfinished", all_three):
        yield


def only_the_first() -> Callable[[Route], None]:
    """A handler of :data:`PARTS` that lets one passage through and drops all others."""
    through: set[str] = set()

    def handle(route: Route) -> None:
        through.update([] if through else [route.request.url])
        if route.request.url in through:
            route.continue_()
        else:
            route.abort()

    return handle


def codes(page: Page) -> set[str]:
    """The codes that are set in the form."""
    return set(
        page.eval_on_selector_all("input[name=code]:checked", "boxes => boxes.map(b => b.value)")
    )


def test_a_document_is_reviewed_by_keyboard_alone(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "Ana")
    begin(page, server)
    first = at(page)

    press(page, "a")
    moved_from(page, first)
    second = at(page)
    before = codes(page)
    changed = "a2" if "a2" not in before else "a5"
    press(page, "1", changed[1])
    assert codes(page) == before | {changed}
    press(page, "c")
    page.keyboard.type("x a z: no keys here")
    press(page, "Enter", "a")
    moved_from(page, second)
    third = at(page)
    press(page, "x")
    moved_from(page, third)
    fourth = at(page)
    press(page, "u")
    moved_from(page, fourth)
    saved(page)

    press(page, "z")
    moved_to(page, fourth)
    press(page, "k")
    moved_from(page, fourth)
    press(page, "j")
    moved_from(page, third)
    press(page, "?")
    expect(page.locator("#help")).to_be_visible()
    press(page, "Escape", "w")
    expect(page.locator("#clause-text")).to_contain_text("Counts")
    press(page, "Escape", "/")
    page.wait_for_url("**/passages?task=first#search")

    made = {one.passage: one.judgement for one in decisions(server.folder)}
    assert set(made) == {first, second, third}
    accepted, corrected, rejected = made[first], made[second], made[third]
    assert accepted is not None
    assert corrected is not None
    assert rejected is not None
    assert (accepted.answer, corrected.answer) == ("accept", "correct")
    assert rejected.answer == "not_volunteering"
    assert Code(changed) in corrected.codes
    assert corrected.comment == "x a z: no keys here"
    assert corrected.seconds is not None


def test_words_selected_on_the_picture_become_a_passage(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "Ana")
    begin(page, server, "language=zh")
    page.wait_for_selector("#text-layer span")
    words = page.locator("#text-layer span")
    start, end = words.nth(30).bounding_box(), words.nth(45).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 1, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 1, end["y"] + end["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.locator("#add-selected")).to_be_visible()
    before = at(page)
    press(page, "n", "1", "4", "a")
    moved_from(page, before)
    expect(page.locator(".where")).to_contain_text("added")
    with Store(server.folder / "review.sqlite3") as store:
        view = store.passage(at(page), "Ana")
    assert view.item.added
    assert len(view.passage.text) >= 10
    assert view.passage.spans[0].boxes
    assert view.own is not None
    assert view.own.judgement is not None
    assert view.own.judgement.codes == (Code.A4,)


def test_nothing_is_lost_on_reload_or_while_the_server_is_gone(
    browser: Browser, server: Server
) -> None:
    page = opened(browser, server, "Ana")
    # All of them: one still on its way at the reload would be taken for one of the page after it.
    with next_passages_read(page):
        begin(page, server)
    first = at(page)
    press(page, "p", "c")
    page.keyboard.type("half a thought")
    with next_passages_read(page):
        page.reload()
    page.wait_for_selector("#desk[data-ready]")
    expect(page.locator("input[name=comment]")).to_have_value("half a thought")

    server.stop(signal.SIGKILL)
    press(page, "x")
    expect(page.locator("#saved")).to_contain_text("1 not saved yet")
    moved_from(page, first)
    second = at(page)
    press(page, "x")
    expect(page.locator("#saved")).to_contain_text("2 not saved yet")
    expect(page.locator("#saved")).to_contain_text("does not answer")
    assert decisions(server.folder) == []

    server.start()
    saved(page)
    made = decisions(server.folder)
    assert [one.passage for one in made] == [first, second]
    assert made[0].judgement is not None
    assert made[0].judgement.comment == "half a thought"


def test_a_passage_that_was_not_read_before_the_server_was_gone_comes_with_it(
    browser: Browser, server: Server
) -> None:
    page = opened(browser, server, "Ana")
    page.route(PARTS, only_the_first())
    begin(page, server)
    first = at(page)
    server.stop(signal.SIGKILL)
    press(page, "x")
    expect(page.locator("#notice")).to_contain_text("does not answer")
    assert at(page) == first
    page.unroute(PARTS)
    server.start()
    moved_from(page, first)
    saved(page)
    expect(page.locator("#notice")).to_have_text("")
    assert [one.passage for one in decisions(server.folder)] == [first]


def test_a_second_press_before_the_next_passage_has_come_decides_nothing_more(
    browser: Browser, server: Server
) -> None:
    page = opened(browser, server, "Ana")
    page.route(PARTS, only_the_first())
    begin(page, server)
    first = at(page)
    press(page, "x", "x")
    saved(page)
    assert [one.passage for one in decisions(server.folder)] == [first]
    # Another answer corrects the first one.
    press(page, "u")
    saved(page)
    assert [one.judgement.answer for one in decisions(server.folder) if one.judgement] == [
        "not_volunteering",
        "unsure",
    ]
    page.unroute(PARTS)
    moved_from(page, first)


def test_a_key_that_is_held_down_decides_one_passage(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "Ana")
    begin(page, server)
    first = at(page)
    page.keyboard.down("x")
    moved_from(page, first)
    page.keyboard.down("x")
    page.keyboard.up("x")
    saved(page)
    assert [one.passage for one in decisions(server.folder)] == [first]


def test_the_verdict_beside_a_passage_that_was_read_ahead_is_the_newest(
    browser: Browser, server: Server
) -> None:
    page = opened(browser, server, "Ana")
    with next_passages_read(page):
        begin(page, server, "task=first&order=page")
    first = at(page)
    press(page, "x")
    moved_from(page, first)
    second = at(page)
    saved(page)
    press(page, "j")
    moved_from(page, second)
    address = page.get_attribute("#verdict", "data-address")
    with Store(server.folder / "review.sqlite3") as store:
        document = store.passage(at(page), "Ana").item.document_id
        assert document == store.passage(first, "Ana").item.document_id
    newest = page.context.request.get(f"{server.address}{address}").text()
    shown = page.evaluate(
        "html => { const made = document.createElement('div'); made.innerHTML = html;"
        " return made.textContent; }",
        newest,
    )
    expect(page.locator("#verdict")).to_have_text(shown)


@pytest.mark.long
def test_the_machine_is_hidden_until_the_reviewer_has_answered(
    browser: Browser, server: Server
) -> None:
    page = opened(browser, server, "Ana")
    begin(page, server)
    page.wait_for_selector("#reasons .scores")
    page.check("#hide-scores")
    page.wait_for_selector("#passage:not(:has(#reasons))")
    assert page.locator("input[name=reference]:checked").count() == 0
    first = at(page)
    press(page, "a")
    expect(page.locator("#notice")).to_contain_text("reference")
    press(page, "r", "r", "a")
    moved_from(page, first)
    saved(page)
    (made,) = decisions(server.folder)
    assert made.judgement is not None
    assert made.judgement.scores_hidden
    assert made.judgement.reference is Reference.BARE


@pytest.mark.long
def test_words_that_misled_the_machine_are_picked_by_keyboard(
    browser: Browser, server: Server
) -> None:
    page = opened(browser, server, "Ana")
    begin(page, server)
    first = at(page)
    press(page, "m", "ArrowRight", "Space", "Escape", "x")
    moved_from(page, first)
    saved(page)
    (made,) = decisions(server.folder)
    assert made.judgement is not None
    ((start, end, words),) = made.judgement.misleading
    assert words == made.anchor.text[start:end]
    assert words == made.anchor.text.split()[1].strip(".,;:")


def test_ctrl_c_ends_in_order(server: Server) -> None:
    code, _, err = server.stop()
    assert code == 0
    assert "Traceback" not in err


@pytest.mark.long
def test_the_queue_has_what_the_store_has(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "Ana")
    page.goto(f"{server.address}/passages?search=志愿")
    expect(page.locator("li.item mark").first).to_have_text("志愿")
    with Store(server.folder / "review.sqlite3") as store:
        total = store.queue(QueueQuery(search="志愿"), "Ana").total
    expect(page.locator("h1 small")).to_have_text(str(total))
