"""The checks of axe-core on a page, in a context that lets its script by the pages' own policy."""

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def grave(page: Page, *, only: Sequence[str] = ()) -> list[str]:
    """What axe-core finds serious or critical on the page as it stands; ``only`` some rules."""
    if not page.evaluate("typeof axe === 'object'"):
        page.add_script_tag(content=AXE_SCRIPT)
    rules = {"type": "rule", "values": list(only)} if only else None
    options: dict[str, Any] = {"resultTypes": ["violations"]} | (
        {"runOnly": rules} if rules else {}
    )
    found = page.evaluate("options => axe.run(document, options)", options)
    assert found["passes"], "nothing was checked"
    return [
        f"{page.url}: {one['id']} ({one['impact']}): {node['target']}: {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def in_light_and_dark(page: Page) -> list[str]:
    """What is serious or critical in either; only colours differ in the dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = grave(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + [f"dark: {one}" for one in grave(page, only=["color-contrast"])]
