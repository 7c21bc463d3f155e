"""Two reviewers in a browser: a blind second review, a disagreement, its adjudication."""

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.review.browser.conftest import Server, at, begin, moved_from, opened, press, saved
from voltag.review.store import Store
from voltag.review.store.records import Judgement, QueueQuery


def test_two_reviewers_disagree_and_a_third_record_decides(
    browser: Browser, server: Server
) -> None:
    page = opened(browser, server, "Ana")
    page.goto(f"{server.address}/agreement")
    page.select_option("select[name=share]", "1")
    with page.expect_navigation():
        page.click("form[data-post='/agreement/second-review'] button")
    begin(page, server)
    first = at(page)
    press(page, "a")
    moved_from(page, first)
    saved(page)

    page.goto(f"{server.address}/reviewers")
    page.fill("input[autocomplete=name]", "Bo")
    press(page, "Enter")
    page.wait_for_url(f"{server.address}/")
    begin(page, server, "task=second")
    assert at(page) == first
    expect(page.locator("#passage")).not_to_contain_text("Ana")
    expect(page.locator(".where")).to_contain_text("second review")
    press(page, "x")
    saved(page)

    page.goto(f"{server.address}/disagreements")
    page.click("li.item .cover")
    expect(page.locator(".side")).to_have_count(2)
    expect(page.locator(".side").first).to_contain_text("Ana")
    expect(page.locator(".differs").first).to_be_visible()
    page.wait_for_selector("#adjudicate[data-ready]")
    # However often and whatever is pressed, one judgement is taken.
    press(page, "1", "1", "2")
    page.wait_for_url("**/disagreements")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    expect(page.locator(".empty")).to_be_visible()

    with Store(server.folder / "review.sqlite3") as store:
        log = [one for one in store.log() if one.passage == first]
        view = store.passage(first, "Ana")
    assert [one.kind for one in log] == ["judgement", "judgement", "adjudication"]
    assert [one.reviewer for one in log] == ["Ana", "Bo", "Bo"]
    assert log[1].blind
    assert view.item.state == "adjudicated"

    page.goto(f"{server.address}/agreement")
    expect(page.locator("tbody tr").first).to_be_visible()


@pytest.mark.long
def test_a_verdict_is_signed_off_with_a_note(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "Ana")
    page.click(".documents tbody a >> nth=0")
    expect(page.locator(".panel")).to_contain_text("References volunteering")
    page.fill("textarea[name=note]", "Read as a whole.")
    with page.expect_navigation():
        page.click("form[data-record=sign_off] button")
    expect(page.locator(".signed")).to_contain_text("Ana")
    expect(page.locator(".signed")).to_contain_text("Read as a whole.")
    assert "Read as a whole." in (server.folder / "reviewed.jsonl").read_text(encoding="utf-8")
    with page.expect_navigation():
        page.click("form[data-record=withdraw_sign_off] button")
    expect(page.locator(".signed")).to_have_count(0)


def test_a_form_sent_before_the_page_is_ready_is_not_lost(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "Ana")
    page.click(".documents tbody a >> nth=0")
    held: list[Route] = []
    page.route("**/static/common.js", lambda route: held.append(route), times=1)
    with page.expect_request("**/static/common.js"):
        page.reload(wait_until="commit")
    page.fill("textarea[name=note]", "Read as a whole.")
    page.click("form[data-record=sign_off] button", no_wait_after=True)
    with page.expect_navigation():
        held.pop().continue_()
    expect(page.locator(".signed")).to_contain_text("Read as a whole.")


def test_a_button_pressed_before_the_page_is_ready_does_what_it_says(
    browser: Browser, server: Server
) -> None:
    page = opened(browser, server, "Ana")
    held: list[Route] = []
    page.route("**/static/common.js", lambda route: held.append(route), times=1)
    with page.expect_request("**/static/common.js"):
        page.reload(wait_until="commit")
    page.click("button[data-language=zh]", no_wait_after=True)
    with page.expect_navigation():
        held.pop().continue_()
    expect(page.locator("html")).to_have_attribute("lang", "zh")


def test_a_verdict_that_nobody_has_seen_is_not_signed_off(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "Ana")
    page.route("**/verdict", lambda route: route.abort())
    page.click(".documents tbody a >> nth=0")
    document = f"sha256:{page.url.rpartition('/')[2]}"
    page.fill("textarea[name=note]", "Read as a whole.")
    nothing = Judgement("not_volunteering")
    with Store(server.folder / "review.sqlite3") as store:
        store.add_reviewer("Bo")
        found = store.queue(QueueQuery(documents=(document,), limit=500), "Bo").items
        for item in found:
            store.decide(item.passage, nothing, "Bo", f"none of {item.passage}")
    page.click("form[data-record=sign_off] button")
    expect(page.locator(".signing .error")).to_contain_text("has changed since")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    expect(page.locator("textarea[name=note]")).to_have_value("Read as a whole.")
    assert not (server.folder / "reviewed.jsonl").exists()
    page.reload()
    page.click("form[data-record=sign_off] button")
    expect(page.locator(".signed")).to_contain_text("Ana")


@pytest.mark.long
def test_rejected_passages_are_drawn_and_read(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "Ana")
    page.goto(f"{server.address}/audit")
    page.fill("input[name=size]", "5")
    with page.expect_navigation():
        page.click("form[data-post='/audit/draw'] button")
    page.click("a.main")
    page.wait_for_selector("#desk[data-ready]")
    expect(page.locator(".where")).to_contain_text("audit")
    before = at(page)
    press(page, "x")
    moved_from(page, before)
    saved(page)
    page.goto(f"{server.address}/audit")
    expect(page.locator("tbody tr td").nth(2)).to_have_text("1")
