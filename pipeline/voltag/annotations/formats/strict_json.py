"""JSON from strangers: nothing nested without end, no key twice, nothing but JSON."""

import json
import re
from collections.abc import Iterator
from typing import NoReturn

from voltag.annotations.formats.record import Fault

DEPTH = 32
"""Levels of lists and objects inside one another; the tools' files have about eight."""

_BRACKETS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object names {twice!r:.80} twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


def _check_depth(text: str) -> None:
    depth = 0
    for token in _BRACKETS.finditer(text):
        first = token.group()[0]
        if first in "[{":
            depth += 1
            if depth > DEPTH:
                raise ValueError(f"lists and objects are nested more than {DEPTH} levels deep")
        elif first != '"':
            depth -= 1


def decoded(content: bytes) -> str | Fault:
    """Return a file's text, UTF-8 with or without a byte order mark, or what is wrong with it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Fault(str(line), f"line: is not UTF-8 text ({error.reason}); convert the file first")


def json_objects(content: bytes) -> Iterator[tuple[str, dict[str, object]] | Fault]:
    """Yield the objects of JSON lines with their line numbers; empty lines are passed over."""
    text = decoded(content)
    if isinstance(text, Fault):
        yield text
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            _check_depth(line)
            value = _decoder.decode(line)
        except ValueError as error:
            yield Fault(str(number), f"line: {_said(error)}")
            continue
        if isinstance(value, dict):
            yield str(number), value
        else:
            yield Fault(str(number), "line: is not a JSON object")


def json_list(content: bytes) -> Iterator[tuple[str, dict[str, object]] | Fault]:
    """Yield the objects of one JSON list, each with the line on which it begins."""
    text = decoded(content)
    if isinstance(text, Fault):
        yield text
        return
    line, counted, at = 1, 0, 0
    try:
        _check_depth(text)
        at = _past_space(text, 0)
        at = _past(text, at, "[", "is not a JSON list of tasks")
        ended = text[at : at + 1] == "]"
        while not ended:
            line, counted = line + text.count("\n", counted, at), at
            value, at = _decoder.raw_decode(text, at)
            if isinstance(value, dict):
                yield str(line), value
            else:
                yield Fault(str(line), "task: is not a JSON object")
            at = _past_space(text, at)
            ended = text[at : at + 1] == "]"
            if not ended:
                at = _past(text, at, ",", "is not JSON: a comma or the end of the list is missing")
        at = _past_space(text, at + 1)
        if at != len(text):
            raise ValueError("is not JSON: something follows the list")
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError):
            at = error.pos
        yield Fault(str(line + text.count("\n", counted, at)), f"line: {_said(error)}")


def _past(text: str, at: int, wanted: str, otherwise: str) -> int:
    if text[at : at + 1] != wanted:
        raise ValueError(otherwise)
    return _past_space(text, at + 1)


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _said(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error.msg} (column {error.colno})"
    return str(error)
