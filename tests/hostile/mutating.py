"""PDFs changed at random: bytes, numbers, names, references, and what is inside streams."""

import random
import re
import zlib
from collections.abc import Callable, Sequence

_NUMBER = re.compile(rb"(?<![\w.#/-])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_REFERENCE = re.compile(rb"(\d+) 0 R\b")
_OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\b")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_LENGTH = re.compile(rb"/Length \d+")
_NUMBERS = (
    b"0", b"-1", b"1", b"255", b"65535", b"65536", b"2147483647", b"-2147483648", b"4294967295",
    b"4294967296", b"99999999999999999999", b"1e308", b".0000000001", b"-99999.5", b"nan",
)  # fmt: skip
_OPERATORS = (
    b"q", b"Q", b"BT", b"ET", b"cm", b"Tm", b"Tf", b"Td", b"TJ", b"Tj", b"Do", b"re", b"f", b"W n",
    b"sh", b"gs", b"BI", b"ID", b"EI", b"scn", b"'", b'"', b"[", b"]", b"<<", b">>", b"(", b")",
)  # fmt: skip
_LARGEST = 4_000_000
"""Bytes above which a changed file is cut: the fuzzer looks for faults, not for sizes."""

Change = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def mutated(chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Return one of ``seeds`` with one to five changes; the same for the same ``chance``."""
    content = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        content = chance.choice(CHANGES)(chance, content, seeds)
    if chance.random() < 0.5:
        content = indexed(content)
    return content[:_LARGEST]


def _flipped(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _place in range(chance.choice((1, 2, 8, 64))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(content) + 1)
    if chance.random() < 0.2:
        return content[:start]
    return content[:start] + content[start + chance.choice((1, 20, 400, 8000)) :]


def _spliced(chance: random.Random, content: bytes, seeds: Sequence[bytes]) -> bytes:
    other = chance.choice(seeds)
    start, size = chance.randrange(len(other)), chance.choice((4, 60, 900, 20_000))
    at = chance.randrange(len(content) + 1)
    over = size if chance.random() < 0.5 else 0
    return content[:at] + other[start : start + size] + content[at + over :]


def _repeated(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(content) + 1)
    part = content[start : start + chance.choice((2, 30, 300))]
    return content[:start] + part * chance.choice((2, 50, 1000)) + content[start:]


def _number(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return _one(chance, _NUMBER, content, lambda _: chance.choice(_NUMBERS))


def _name(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    names = _NAME.findall(content) or [b"/X"]
    return _one(chance, _NAME, content, lambda _: chance.choice(names))


def _reference(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    numbers = _OBJECT.findall(content) or [b"1"]
    return _one(chance, _REFERENCE, content, lambda _: chance.choice(numbers) + b" 0 R")


def _inside(chance: random.Random, content: bytes, seeds: Sequence[bytes]) -> bytes:
    """Change what a stream unpacks to, and pack it again."""
    streams = list(_STREAM.finditer(content))
    if not streams:
        return content
    found = chance.choice(streams)
    packed = found[1]
    try:
        data = zlib.decompress(packed)
        again: Callable[[bytes], bytes] = zlib.compress
    except zlib.error:
        data, again = packed, bytes
    for _ in range(chance.choice((1, 3, 10))):
        data = chance.choice(_INSIDE)(chance, data, seeds)
    new = again(data[:_LARGEST])
    head = content[: found.start()]
    lengths = list(_LENGTH.finditer(head, max(0, len(head) - 600)))
    if lengths and chance.random() < 0.8:
        last = lengths[-1]
        head = head[: last.start()] + b"/Length %d" % len(new) + head[last.end() :]
    return head + b"stream\n" + new + b"\nendstream" + content[found.end() :]


def _operator(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(content) + 1)
    told = b" ".join(
        chance.choice((*_OPERATORS, *_NUMBERS)) for _ in range(chance.choice((1, 6, 40)))
    )
    return content[:at] + b" " + told + b" " + content[at:]


def _one(
    chance: random.Random,
    pattern: re.Pattern[bytes],
    content: bytes,
    other: Callable[[re.Match[bytes]], bytes],
) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return content
    chosen = chance.choice(found)
    return content[: chosen.start()] + other(chosen) + content[chosen.end() :]


CHANGES: tuple[Change, ...] = (
    _flipped, _cut, _spliced, _repeated, _number, _name, _reference, _inside, _inside, _inside,
)  # fmt: skip
_INSIDE: tuple[Change, ...] = (_flipped, _cut, _spliced, _repeated, _number, _name, _operator)


def indexed(content: bytes) -> bytes:
    """Return ``content`` with an index of the objects that it has, so that all are found."""
    offsets = {int(found[1]): found.start() for found in _OBJECT.finditer(content)}
    offsets = {number: at for number, at in offsets.items() if number < 100_000}
    if not offsets:
        return content
    roots = re.findall(rb"/Root (\d+) 0 R", content)
    root = roots[-1] if roots else b"1"
    rows = [
        b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n"
        for n in range(max(offsets) + 1)
    ]
    return b"%s\nxref\n0 %d\n%strailer<</Size %d/Root %s 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        content, len(rows), b"".join(rows), len(rows), root, len(content) + 1,
    )  # fmt: skip
