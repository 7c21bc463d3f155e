"""No pattern of a lexicon takes for ever on a text that is made for it."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.text.lexicon_entries import Entry, every_entry

# How the standard library itself reads a pattern; private, so a new Python may move it.
sre = import_module("re._constants")
sre_parser = import_module("re._parser")

Node = Any  # of the parser's tree

LONGEST_BOUNDED = 12
"""Repeats of up to this many of a repeated thing are bounded; more counts as without end."""


SHAPES = {
    category: {ord(c) for c in re.findall(shape, "".join(map(chr, range(0x3000))))}
    for category, shape in (
        (sre.CATEGORY_SPACE, r"\s"),
        (sre.CATEGORY_WORD, r"\w"),
        (sre.CATEGORY_DIGIT, r"\d"),
    )
}
"""The characters of `\\s`, `\\w` and `\\d`, as far as our patterns meet them."""


def _is_endless(low: int, high: int) -> bool:
    return high == sre.MAXREPEAT or high - low > 200


def _first(items: Node) -> set[int] | None:
    """The characters that can begin ``items``, as code points; None when any can."""
    begins: set[int] = set()
    for op, value in items:
        one, may_be_empty = _begin(op, value)
        if one is None:
            return None
        begins |= one
        if not may_be_empty:
            break
    return begins


def _begin(op: Node, value: Node) -> tuple[set[int] | None, bool]:
    if op is sre.LITERAL:
        return {ord(chr(value).lower()), ord(chr(value).upper()[0])}, False
    if op is sre.IN:
        return _set_of(value), False
    if op is sre.SUBPATTERN:
        inner = value[3]
        return _first(inner), inner.getwidth()[0] == 0
    if op is sre.BRANCH:
        sets = [_first(branch) for branch in value[1]]
        empty = any(branch.getwidth()[0] == 0 for branch in value[1])
        return (
            None if None in sets else set().union(*(one for one in sets if one is not None))
        ), empty
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        low, _, inner = value
        return _first(inner), low == 0 or inner.getwidth()[0] == 0
    if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return set(), True
    return None, False


def _set_of(items: Node) -> set[int] | None:
    found: set[int] = set()
    for op, value in items:
        if op is sre.LITERAL:
            found |= {ord(chr(value).lower()), ord(chr(value).upper()[0])}
        elif op is sre.RANGE:
            found |= set(range(value[0], value[1] + 1))
        elif op is sre.CATEGORY and value in SHAPES:
            found |= SHAPES[value]
        else:
            return None
    return found


def run_aways(pattern: str) -> list[str]:
    """Return what makes ``pattern`` prone to catastrophic backtracking, by its structure.

    Only one character or one set of characters may repeat without end: an endless repeat of
    a longer thing makes a search quadratic, and one whose body itself repeats without end
    gives exponentially many ways to read one text. A bounded repeat may hold endless parts,
    ``(?:\\w+\\s+){0,4}``, in a few rounds.
    """
    found: list[str] = []

    def walk(items: Node, inside_endless: bool) -> None:
        for op, value in items:
            if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
                low, high, body = value
                endless = _is_endless(low, high)
                if endless and inside_endless:
                    found.append("an endless repeat inside an endless repeat")
                if endless and (len(body) > 1 or body[0][0] in (sre.SUBPATTERN, sre.BRANCH)):
                    found.append("an endless repeat of more than one character")
                if endless and any(_endless_parts(body)):
                    found.append("an endless repeat of an endless repeat")
                if not endless and high > LONGEST_BOUNDED and any(_endless_parts(body)):
                    found.append(f"{high} rounds of an endless repeat")
                if high > 1 and body.getwidth()[0] == 0:
                    found.append("a repeat of something that may be empty")
                walk(body, inside_endless or endless)
            elif op is sre.SUBPATTERN:
                walk(value[3], inside_endless)
            elif op is sre.BRANCH:
                for branch in value[1]:
                    walk(branch, inside_endless)
            elif op in (sre.ASSERT, sre.ASSERT_NOT):
                walk(value[1], inside_endless)

    def _endless_parts(items: Node) -> Iterator[bool]:
        for op, value in items:
            if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
                yield _is_endless(value[0], value[1])
                yield from _endless_parts(value[2])
            elif op is sre.SUBPATTERN:
                yield from _endless_parts(value[3])
            elif op is sre.BRANCH:
                for branch in value[1]:
                    yield from _endless_parts(branch)

    walk(sre_parser.parse(pattern), inside_endless=False)
    return found


def touching(pattern: str) -> list[str]:
    """Return endless repeats that follow one another and eat the same characters.

    ``\\w+\\w+`` reads a long word in as many ways as it has letters: quadratic, and worse
    with every further repeat.
    """
    found: list[str] = []

    def walk(items: Node) -> None:
        previous: set[int] | None = set()
        for op, value in items:
            endless = op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and _is_endless(value[0], value[1])
            if endless:
                eats = _first(value[2])
                if previous is None or (eats is not None and previous & eats):
                    found.append("two endless repeats of the same characters in a row")
                previous = eats
            else:
                previous = set()
            if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
                walk(value[2])
            elif op is sre.SUBPATTERN:
                walk(value[3])
            elif op is sre.BRANCH:
                for branch in value[1]:
                    walk(branch)

    walk(sre_parser.parse(pattern))
    return found


@pytest.mark.parametrize(("code", "name", "entry"), every_entry())
def test_no_pattern_can_run_away(code: str, name: str, entry: Entry) -> None:
    assert run_aways(entry["pattern"]) == []
    assert touching(entry["pattern"]) == []


@pytest.mark.parametrize("pattern", [r"(?:a+)+", r"(?:\w+\s*)*x", r"(?:a*)*", r"(?:(?:ab)+c?)+"])
def test_the_check_knows_a_run_away_pattern(pattern: str) -> None:
    assert run_aways(pattern)
