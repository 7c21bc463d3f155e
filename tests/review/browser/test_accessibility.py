"""Every page passes the checks of axe-core, in light and in dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.review.browser.axe import in_light_and_dark
from tests.review.browser.conftest import SECONDS, Server, begin, opened
from voltag.review.orders import Order
from voltag.review.store import Store
from voltag.review.store.records import Judgement, QueueQuery

WIDTH, HEIGHT = 1440, 900


@pytest.fixture
def reading(browser: Browser, server: Server) -> Iterator[Page]:
    """A browser in which Ana reviews, and in which the checks may run.

    The pages forbid scripts that are not their own, so the checks must pass by that.
    """
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", bypass_csp=True
    )
    context.set_default_timeout(SECONDS * 1000)
    yield opened(browser, server, "Ana", context=context)
    context.close()


def disagreement(server: Server) -> int:
    """The number of a passage on which Ana and Bo differ, after an audit was drawn."""
    with Store(server.folder / "review.sqlite3") as store:
        store.add_reviewer("Bo")
        store.set_second_review(1.0, 1, "Ana")
        number = store.queue(QueueQuery(order=Order.MOST_LIKELY), "Ana").items[0].passage
        store.decide(number, Judgement("accept"), "Ana", "decision-0001")
        store.decide(number, Judgement("not_volunteering"), "Bo", "decision-0002")
        store.draw_audit(5, 1, "Ana")
    return number


def test_documents_and_review_page_are_accessible(reading: Page, server: Server) -> None:
    found = in_light_and_dark(reading)
    begin(reading, server)
    reading.wait_for_selector("#reasons .scores")
    found += in_light_and_dark(reading)
    assert not found, "\n".join(found)

    reading.evaluate("document.querySelector('#passage .text').style.color = '#8a8a8a'")
    spoilt = "\n".join(in_light_and_dark(reading))
    assert "color-contrast" in spoilt, "the checks find nothing"


@pytest.mark.long
def test_every_page_is_accessible(reading: Page, server: Server) -> None:
    number = disagreement(server)
    reading.goto(server.address)
    document = reading.get_attribute(".documents tbody a >> nth=0", "href")
    found: list[str] = []
    for address in (
        "/passages",
        "/passages?search=volunteers",
        document,
        "/disagreements",
        f"/disagreements/{number}",
        "/agreement",
        "/audit",
        "/without-place",
        "/reviewers",
        "/codebook",
        "/model",
    ):
        reading.goto(f"{server.address}{address}")
        found += in_light_and_dark(reading)
    begin(reading, server)
    for key in ("?", "w"):
        reading.keyboard.press(key)
        reading.wait_for_selector("dialog[open]")
        found += in_light_and_dark(reading)
        reading.keyboard.press("Escape")
    reading.click("button[data-language=zh]")
    reading.wait_for_selector("html[lang=zh]")
    found += in_light_and_dark(reading)
    reading.context.clear_cookies()
    reading.goto(f"{server.address}/enter")
    found += in_light_and_dark(reading)
    assert not found, "\n".join(found)
