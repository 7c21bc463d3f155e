"""The interface in Chinese: every text has its translation, and none is left over."""

import re
from importlib.resources import files

import pytest

from voltag.review.orders import PURPOSES
from voltag.review.web import words
from voltag.review.web.keys import KEYS
from voltag.review.web.languages import catalogue, chosen, translator

_USED = re.compile(r"""_\((["'])(.*?)\1\)""")


def texts() -> set[str]:
    """All texts of the interface, as they stand in templates and tables."""
    found = set(PURPOSES.values())
    for template in files("voltag.review.web").joinpath("templates").iterdir():
        found |= {text for _, text in _USED.findall(template.read_text(encoding="utf-8"))}
    for name, table in vars(words).items():
        if name.isupper() and isinstance(table, dict):
            found |= set(table.values())
    for group, keys in KEYS.items():
        found |= {group, *(key.help for key in keys)}
    return found


def test_every_text_is_translated() -> None:
    assert texts() - set(catalogue("zh")) == set()


def test_no_translation_is_of_a_text_that_is_gone() -> None:
    assert set(catalogue("zh")) - texts() == set()


def test_what_is_not_known_stays_as_it_is() -> None:
    assert translator("zh")("Documents") == "文件"
    assert translator("zh")("A title of a document") == "A title of a document"
    assert translator("en")("Documents") == "Documents"


@pytest.mark.parametrize(
    ("cookie", "accepted", "expected"),
    [
        ("zh", "en-GB,en", "zh"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "fr,zh-TW;q=0.5", "zh"),
        ("xx", "", "en"),
        (None, "*", "en"),
    ],
)
def test_the_language_is_the_one_chosen_or_the_browsers(
    cookie: str | None, accepted: str, expected: str
) -> None:
    assert chosen(cookie, accepted) == expected
