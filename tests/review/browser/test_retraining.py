"""The way back to the model in a browser: decide, retrain, compare, adopt, go back, by clicks."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from tests.review.browser.axe import in_light_and_dark
from tests.review.browser.conftest import SECONDS, Server, begin, moved_from, opened, saved
from tests.review.browser.conftest import at as passage_at
from tests.review.retraining.conftest import few_annotations, tiny_model, tiny_results
from voltag.classify.persist import load_model
from voltag.review.retraining import retraining as library
from voltag.review.store import Store
from voltag.review.store.store import FILE_NAME
from voltag.review.web.application import application, make_desk
from voltag.review.web.security import Hosts
from voltag.review.web.serving import listen
from voltag.settings import load_settings

__all__ = ["few_annotations", "tiny_model", "tiny_results"]
RETRAINING_SECONDS = 300


@pytest.fixture
def retrainable(
    tiny_results: Path,
    tiny_model: Path,
    few_annotations: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Server]:
    """The pages on results of a small model, served from this process.

    In this process, so that retraining takes the few annotations in place of those that ship.
    """
    out = tmp_path / "out"
    shutil.copytree(tiny_results, out)
    shutil.copytree(tiny_model, out / "models" / load_model(tiny_model).id)
    monkeypatch.setattr(library, "default_annotation_paths", lambda: [few_annotations])
    with Store(out / FILE_NAME) as store:
        store.load(out)
        desk = make_desk(store, out, load_settings())
        config = uvicorn.Config(application(desk, Hosts(["127.0.0.1"])), log_level="warning")
        serving = uvicorn.Server(config)
        with listen("127.0.0.1", 0) as opened_socket:
            port = opened_socket.getsockname()[1]
            thread = threading.Thread(target=serving.run, kwargs={"sockets": [opened_socket]})
            thread.start()
            try:
                link = f"http://127.0.0.1:{port}/enter?token={desk.link.token}"
                yield Server(out, port, link)
            finally:
                serving.should_exit = True
                thread.join(SECONDS)


def beside(browser: Browser, page: Page) -> list[str]:
    """What axe-core finds on the same page, opened beside it so that its policy holds here."""
    state = page.context.storage_state()
    context = browser.new_context(bypass_csp=True, locale="en-GB", storage_state=state)
    same = context.new_page()
    same.goto(page.url)
    same.wait_for_selector("#prepared")
    found = in_light_and_dark(same)
    context.close()
    return found


@pytest.mark.long
def test_a_model_is_retrained_and_adopted_by_clicks(browser: Browser, retrainable: Server) -> None:
    page = opened(browser, retrainable, "Ana")
    begin(page, retrainable)
    first = passage_at(page)
    page.click("[data-action=accept]")
    moved_from(page, first)
    saved(page)

    page.click("nav a[href='/model']")
    in_use = page.locator("section[aria-labelledby=in-use] strong")
    shipped = in_use.inner_text()
    page.click("form[data-post='/model/retrain'] button")
    prepared = page.locator("#prepared")
    expect(prepared).to_be_visible(timeout=RETRAINING_SECONDS * 1000)
    name = prepared.inner_text().removeprefix("Prepared: ")
    assert name != shipped
    expect(in_use).to_have_text(shipped)
    compared = page.locator("section[aria-labelledby=prepared]")
    expect(compared).to_contain_text("contribution F1")
    expect(compared).to_contain_text("Answers that would flip")
    expect(compared).to_contain_text("Decisions of people that it contradicts")

    found = beside(browser, page)
    assert not found, "\n".join(found)

    page.fill("form[data-post='/model/adopt'] textarea", "Read what would flip.")
    page.click("form[data-post='/model/adopt'] button")
    expect(in_use).to_have_text(name)
    history = page.locator("section[aria-labelledby=history] tbody tr")
    expect(history).to_have_count(1)
    expect(history).to_contain_text("Read what would flip.")
    page.click(f"form[data-post='/model/roll-back']:has(input[value='{shipped}']) button")
    expect(in_use).to_have_text(shipped)
    with Store(retrainable.folder / FILE_NAME) as store:
        log = [(entry.kind, entry.model, entry.by) for entry in store.models()]
    assert log == [("adoption", name, "Ana"), ("roll_back", shipped, "Ana")]
