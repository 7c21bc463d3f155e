"""The keys: the page, its help and the guide have the same ones."""

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

from tests.review.web.clients import person
from voltag.review.web.keys import KEYS, actions

GUIDE = Path(__file__).parents[3] / "docs" / "review.md"
ALL = [key for group in KEYS.values() for key in group]


def test_the_guide_has_every_key_and_no_other() -> None:
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(key.label, key.help) for key in ALL]


def test_no_key_does_two_things() -> None:
    assert [key for key, count in Counter(key.key for key in ALL).items() if count > 1] == []


def test_the_script_knows_every_action() -> None:
    script = files("voltag.review.web").joinpath("static/review.js").read_text(encoding="utf-8")
    known = script.split("const ACTIONS = {")[1].split("\n};")[0]
    named = set(re.findall(r"^  (\w+)(?::|,|\()", known, re.MULTILINE))
    assert set(actions().values()) <= named


def test_the_help_shows_every_key(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        number = one.client.get("/steps").json()["passages"][0]
        html = one.html(f"/passages/{number}")
    shown = html.split('<dialog id="help"')[1].split("</dialog>")[0]
    assert shown.count("<dt>") == len(ALL)
    assert all(f"<dd>{key.help}</dd>" in shown for key in ALL)
