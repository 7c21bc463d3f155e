"""Several tabs of one browser: none undoes or waits for what another one does."""

import json

from playwright.sync_api import Browser, Page, Route, expect

from tests.review.browser.conftest import Server, at, begin, moved_from, opened, press, saved
from tests.review.browser.test_session import decisions
from voltag.review.store import Store

RECORD = "**/record"


def test_a_tab_goes_on_when_another_one_has_sent_what_it_wrote(
    browser: Browser, server: Server
) -> None:
    first = opened(browser, server, "Ana")
    second = opened(browser, server, "Ana", server.address, first.context)
    begin(first, server)
    second.goto(server.address)
    second.click(".documents tbody a >> nth=0")
    held: list[Route] = []
    first.route(RECORD, lambda route: held.append(route), times=1)
    with first.expect_request(RECORD):
        press(first, "x")
    second.fill("textarea[name=note]", "Read as a whole.")
    second.click("form[data-record=sign_off] button", no_wait_after=True)
    expect(second.locator("#saved")).to_contain_text("2 not saved yet")
    with second.expect_navigation():
        held.pop().continue_()
    expect(second.locator(".signed")).to_contain_text("Read as a whole.")
    with Store(server.folder / "review.sqlite3") as store:
        log = [json.loads(line) for line in store.export("jsonl").splitlines()]
    assert [entry["kind"] for entry in log] == ["judgement", "sign_off"]


def test_tabs_that_decide_at_once_lose_nothing(browser: Browser, server: Server) -> None:
    first = opened(browser, server, "Ana")
    begin(first, server)
    passage = at(first)
    with first.expect_popup() as other:
        first.evaluate("other = window.open('/review?task=first&order=missed_candidates')")
    second: Page = other.value
    second.wait_for_selector("#desk[data-ready]")
    missed = at(second)
    # The other tab decides between what this one has read and what it writes.
    first.evaluate(
        """() => {
          const write = Storage.prototype.setItem;
          Storage.prototype.setItem = function (place, value) {
            if (place.startsWith("voltag.waiting")) {
              Storage.prototype.setItem = write;
              const key = new other.KeyboardEvent("keydown", { key: "x", bubbles: true });
              other.document.body.dispatchEvent(key);
            }
            write.call(this, place, value);
          };
        }"""
    )
    press(first, "x")
    moved_from(first, passage)
    moved_from(second, missed)
    saved(first)
    saved(second)
    assert {one.passage for one in decisions(server.folder)} == {passage, missed}


def test_nothing_is_written_under_the_name_that_another_tab_has_chosen(
    browser: Browser, server: Server
) -> None:
    first = opened(browser, server, "Ána")
    begin(first, server)
    passage = at(first)
    second = opened(browser, server, "Bo", server.address, first.context)
    press(first, "x")
    expect(first.locator("#saved")).to_contain_text("somebody else reviews in this browser")
    assert decisions(server.folder) == []
    second.goto(f"{server.address}/reviewers")
    second.click("text=Ána")
    second.wait_for_url(f"{server.address}/")
    saved(first)
    assert [(one.passage, one.reviewer) for one in decisions(server.folder)] == [(passage, "Ána")]
