"""SECURITY.md and docs/statuses.md say what the code does."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from voltag.settings import describe_settings
from voltag.types import Status

ROOT = Path(__file__).parents[2]
ROOMS = ("ingest", "batch")
"""The rooms whose problems are written to errors.jsonl."""
CODE = sorted(p for r in ROOMS for p in (ROOT / "pipeline" / "voltag" / r).rglob("*.py"))
STATUSES = (ROOT / "docs" / "statuses.md").read_text("utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")

TOLD = {
    "Problem": 4,
    "PdfError": 0,
    "RemoteError": 0,
    "OutOfTimeError": 0,
    "TableError": 0,
    "_problem": 1,
}
"""Functions that are told an error word, and which of their arguments it is."""
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)*")


def words_in(path: Path) -> Iterator[str]:
    """The error words that a module names: where it tells one, or returns one with a sentence."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            place = TOLD.get(name)
            if place is not None and len(node.args) > place:
                yield from constant(node.args[place])
            if name == "_failed":
                yield from (word for each in node.args for word in constant(each))
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            first, second = node.elts
            sentence = isinstance(second, ast.JoinedStr) or any(
                " " in text for text in strings(second)
            )
            if sentence:
                yield from constant(first)


def constant(node: ast.expr) -> Iterator[str]:
    for text in strings(node):
        if _WORD.fullmatch(text):
            yield text


def strings(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def error_words() -> set[str]:
    from voltag.ingest.steps import _WORDS

    made = {f"{stage}_{death}" for stage in _WORDS.values() for death in ("crashed", "timeout")}
    # The step of opening is never passed over.
    made -= {"file_crashed", "file_timeout"}
    return made | {word for path in CODE for word in words_in(path)}


def documented(heading: str) -> set[str]:
    section = STATUSES.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return {word for row in rows for word in re.findall(r"`([a-z_]+)`", row.split("|")[1])}


def test_the_words_are_found_in_the_code() -> None:
    assert error_words() >= {
        "encrypted", "damaged", "timeout", "crashed", "out_of_memory", "not_a_file", "missing",
        "link_outside", "too_large", "page_timeout", "page_crashed", "table_failed", "changed",
    }  # fmt: skip


def test_every_error_word_is_documented() -> None:
    assert error_words() - documented("What each error word means") == set()


def test_no_error_word_is_documented_that_is_gone() -> None:
    everything = "".join(path.read_text("utf-8") for path in CODE)
    gone = {
        word
        for word in documented("What each error word means")
        if f'"{word}"' not in everything and word not in error_words()
    }
    assert gone == set()


def test_every_status_is_documented() -> None:
    head = STATUSES.split("\n## ", 1)[0]
    assert {status.value for status in Status} <= set(re.findall(r"^\| `([a-z_]+)`", head, re.M))


@pytest.mark.parametrize(
    "setting", [s for s in describe_settings() if s.name.startswith("limits.")]
)
def test_every_limit_is_in_the_security_policy_with_its_default(setting: object) -> None:
    name, default = setting.name, setting.default  # type: ignore[attr-defined]
    (row,) = [line for line in SECURITY.splitlines() if line.startswith(f"| `{name}`")]
    assert float(row.split("|")[2]) == default


def test_the_fixed_limits_are_those_of_the_code() -> None:
    from voltag.annotations.formats import strict_json
    from voltag.batch.deaths import ATTEMPTS
    from voltag.classify import opening
    from voltag.ingest import about

    for says, value in (
        ("readings of a document that kills its worker", ATTEMPTS),
        ("characters of a title or other metadata", about.METADATA_CHARACTERS),
        ("characters of a page label", about.LABEL_CHARACTERS),
        ("characters of a bookmark", about.TITLE_CHARACTERS),
        ("bookmarks", about.BOOKMARKS),
        ("levels of lists and objects in JSON", strict_json.DEPTH),
        ("MiB of a model's parts, packed and unpacked", opening.LARGEST_MIB),
    ):
        (row,) = [line for line in SECURITY.splitlines() if line.startswith(f"| {says} |")]
        assert int(row.split("|")[2]) == value, says
