"""A real Chromium on a real `voltag review`, on results of two sample documents."""

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.cli.running import voltag, voltag_process
from voltag.review.store import Store
from voltag.review.store.store import FILE_NAME

SAMPLES = ("en-vnr-estonia-2020.pdf", "zh-vnr-china-2021.pdf")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 60
"""Longest wait for a page; no test sleeps."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("NO CHROMIUM: the reviewers' pages are not tested (apt-get install chromium)")
    with sync_playwright() as playwright:
        # Without its sandbox, as a container's root has none; it sees only our own server.
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def results(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of two sample documents."""
    folder = tmp_path_factory.mktemp("review")
    pdfs = [samples / name for name in SAMPLES]
    done = voltag("classify", *pdfs, "-o", folder / "out", "--quiet", "--workers", "1")
    assert done.exit_code == 0
    with Store(folder / "out" / FILE_NAME) as store:
        store.load(folder / "out")
    return folder / "out"


@dataclass
class Server:
    """A `voltag review` that can be killed and started again at the same address."""

    folder: Path
    port: int = 0
    link: str = ""
    process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Start, and wait for the address that is printed."""
        self.process = voltag_process("review", self.folder, "--no-browser", "--port", self.port)
        assert self.process.stdout is not None
        self.link = self.process.stdout.readline().strip()
        found = re.match(r"http://127\.0\.0\.1:(\d+)/enter\?token=", self.link)
        assert found, self.stop(signal.SIGKILL)
        self.port = int(found.group(1))

    def stop(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """End the process; return its exit code and what it printed."""
        assert self.process is not None
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=SECONDS)
        code, self.process = self.process.returncode, None
        return code, out, err

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def server(results: Path, tmp_path: Path) -> Iterator[Server]:
    """A server on a copy of the results without any decision."""
    shutil.copytree(results, tmp_path / "out")
    running = Server(tmp_path / "out")
    running.start()
    yield running
    if running.process is not None:
        running.stop(signal.SIGKILL)


def opened(
    browser: Browser,
    server: Server,
    name: str,
    link: str = "",
    context: BrowserContext | None = None,
) -> Page:
    """A page of a browser of its own, or of ``context``, in which ``name`` reviews."""
    if context is None:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        context.set_default_timeout(SECONDS * 1000)
    page = context.new_page()
    page.goto(link or server.link)
    page.goto(f"{server.address}/reviewers")
    page.fill("input[autocomplete=name]", name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.address}/")
    return page


def begin(page: Page, server: Server, query: str = "task=first") -> None:
    """Open the first passage of a queue and wait until it is there."""
    page.goto(f"{server.address}/review?{query}")
    page.wait_for_selector("#desk[data-ready]")


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def at(page: Page) -> int:
    """The number of the passage that is shown."""
    return int(page.get_attribute("#desk", "data-passage") or 0)


def moved_from(page: Page, number: int) -> None:
    """Wait until another passage than ``number`` is shown."""
    page.wait_for_selector(f"#desk:not([data-passage='{number}'])")


def moved_to(page: Page, number: int) -> None:
    """Wait until passage ``number`` is shown."""
    page.wait_for_selector(f"#desk[data-passage='{number}']")


def saved(page: Page) -> None:
    """Wait until everything decided is in the record."""
    page.wait_for_selector("#saved[data-state=saved]")
