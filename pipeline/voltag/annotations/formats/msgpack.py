"""MessagePack from strangers, into plain values only.

spaCy's own reader turns what looks like a NumPy array into one and lets any installed package
add such a turn; this one makes numbers, texts, bytes, lists and dicts, and refuses all else.
"""

import struct
from collections.abc import Hashable

DEPTH = 32
"""Levels of lists and maps inside one another."""

_NUMBERS = {
    0xCA: ">f",
    0xCB: ">d",
    0xCC: ">B",
    0xCD: ">H",
    0xCE: ">I",
    0xCF: ">Q",
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">i",
    0xD3: ">q",
}
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
_BYTES = {0xC4: ">B", 0xC5: ">H", 0xC6: ">I"}
_TEXTS = {0xD9: ">B", 0xDA: ">H", 0xDB: ">I"}
_LISTS = {0xDC: ">H", 0xDD: ">I"}
_MAPS = {0xDE: ">H", 0xDF: ">I"}


def unpack(content: bytes) -> object:
    """Return the one value that ``content`` holds.

    Raises:
        ValueError: it is not MessagePack, is nested too deep, names a key twice, or has an
            extension type in it.
    """
    reader = _Reader(content)
    value = reader.value(0)
    if reader.at != len(content):
        raise ValueError("is not MessagePack: something follows the value")
    return value


class _Reader:
    """The content and how far it has been read."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def value(self, depth: int) -> object:
        if depth > DEPTH:
            raise ValueError(f"lists and maps are nested more than {DEPTH} levels deep")
        first = self._take(1)[0]
        if first < 0x80:
            return first
        if first >= 0xE0:
            return first - 0x100
        if first < 0x90:
            return self._map(first & 0x0F, depth)
        if first < 0xA0:
            return self._list(first & 0x0F, depth)
        if first < 0xC0:
            return self._text(first & 0x1F)
        if first in _CONSTANTS:
            return _CONSTANTS[first]
        if first in _NUMBERS:
            return self._number(_NUMBERS[first])
        if first in _TEXTS:
            return self._text(self._length(_TEXTS[first]))
        if first in _BYTES:
            return self._take(self._length(_BYTES[first]))
        if first in _LISTS:
            return self._list(self._length(_LISTS[first]), depth)
        if first in _MAPS:
            return self._map(self._length(_MAPS[first]), depth)
        raise ValueError("has an extension type of MessagePack in it, which is not read")

    def _take(self, length: int) -> bytes:
        taken = self.content[self.at : self.at + length]
        if len(taken) < length:
            raise ValueError("is not MessagePack: it ends too early")
        self.at += length
        return taken

    def _number(self, layout: str) -> int | float:
        number: int | float = struct.unpack(layout, self._take(struct.calcsize(layout)))[0]
        return number

    def _length(self, layout: str) -> int:
        return int(self._number(layout))

    def _text(self, length: int) -> str:
        return self._take(length).decode("utf-8")

    def _list(self, length: int, depth: int) -> list[object]:
        return [self.value(depth + 1) for _ in range(length)]

    def _map(self, length: int, depth: int) -> dict[Hashable, object]:
        found: dict[Hashable, object] = {}
        for _ in range(length):
            key = self.value(depth + 1)
            if isinstance(key, list):
                # The keys of spaCy's extension attributes are tuples.
                key = tuple(key)
            try:
                if key in found:
                    raise ValueError(f"names the key {key!r:.80} twice")
                found[key] = self.value(depth + 1)
            except TypeError as error:
                raise ValueError(f"has the key {key!r:.80}, which is no key") from error
        return found
