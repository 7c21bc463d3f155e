"""Whether the characters of a page could have been written: a score that costs next to nothing.

Nothing here knows a word of any language. Fonts without a key, wrong code pages and bad OCR
leave letters in places where no language has them, and characters that hardly any text has.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

SURE = 200
"""Letters from which their shares can be trusted."""
_VOWELS = "aeiouyAEIOUY"
_FEW_VOWELS, _MANY_VOWELS = 0.2, 0.7
"""Shares of vowels among plain letters between which all languages lie that use them."""
_ACCENTED = 0.35
"""Share of accented letters that no language reaches; Vietnamese has most of them elsewhere."""
_HAN = range(0x4E00, 0xA000)
_ENOUGH_HAN = 50
_RARE = 0.3
"""Share of rare Chinese characters at which a text says nothing. Real texts have less than 0.01,
names included; UTF-8 read as GBK, or GBK as Big5, has more than 0.4."""
_BREAKS, _ALL_BROKEN = 0.1, 0.4
"""Breaks inside words (a capital or digit after a small letter), by words of five letters: what
tables of codes reach, and at what a text says nothing. Real pages have up to 0.11."""
_DOUBLED = 0.08
"""Share of letters that equal the one before, above what any language has."""
_BAD = 0.3
"""Share of characters without a meaning at which a text says nothing."""

_ASCII = bytes(range(128))


def _kind(character: str) -> str:
    """``v`` for a vowel, ``c`` for any other plain letter, large where it is, ``d`` for a digit."""
    if character.isalpha():
        kind = "v" if character in _VOWELS else "c"
        return kind.upper() if character.isupper() else kind
    return "d" if character.isdigit() else " "


_KINDS = bytes(ord(_kind(chr(code))) if code < 128 else ord(" ") for code in range(256))
"""What the bytes of a text stand for, as letters, so that kinds are counted at one look each."""
_SIZES = _KINDS.translate(bytes.maketrans(b"vcVCd", b"sslll"))
"""The same for breaks inside words: ``s`` is a small letter, ``l`` a capital or a digit."""


def plausibility(text: str) -> float:
    """Return how much a text looks like one that was written, 0..1; 1 for too short ones."""
    if len(text) < _ENOUGH_HAN:
        return 1.0
    encoded = text.encode("utf-8", "replace")
    others = "" if text.isascii() else encoded.translate(None, _ASCII).decode("utf-8")
    return min(_by_letters(encoded, others), _by_han(others))


def meaningful(characters: int, bad: int) -> float:
    """Return how much of a text has a meaning, 0..1, by its characters that have none."""
    if characters < 20:
        return 1.0
    return max(0.0, 1.0 - bad / characters / _BAD)


def seems_doubled(codes: npt.NDArray[np.uint16]) -> bool:
    """Whether so many letters equal the one before that some words must be drawn double."""
    small = ((codes | 0x20) - ord("a") < 26) | (codes >= _HAN.start)
    same = (codes[1:] == codes[:-1]) & small[1:]
    return bool(
        int(np.count_nonzero(same)) > _DOUBLED * max(SURE / 4, int(np.count_nonzero(small)))
    )


def undoubled(text: str) -> str:
    """Return ``text`` with each letter once, where all words in it are drawn double.

    "VVoolluunntteeeerrss" is "Volunteers"; "committee" and "高高兴兴" stay as they are.
    """
    letters = [c for c in text if not c.isspace()]
    if len(letters) < 6 or len(letters) % 2 or letters[::2] != letters[1::2]:
        return text
    kept, before = [], ""
    for character in text:
        if character == before and not character.isspace():
            before = ""
            continue
        kept.append(character)
        before = character if not character.isspace() else before
    return "".join(kept)


def _by_letters(text: bytes, others: str) -> float:
    """Shifted letters have hardly any vowels; bytes read as Latin letters are all accented.

    ``others`` are the characters of the UTF-8 text ``text`` that are not ASCII.
    """
    kinds = text.translate(_KINDS)
    plain = kinds.count(b"v") + kinds.count(b"c") + kinds.count(b"V") + kinds.count(b"C")
    accented = len(others.encode("latin-1", "ignore"))
    letters = plain + len(others)
    if letters < SURE:
        return 1.0
    if accented > _ACCENTED * (plain + accented) and accented > 0.1 * letters:
        return 0.0
    if plain <= 0.8 * letters:
        return 1.0
    vowels = kinds.count(b"v") + kinds.count(b"V")
    if not _FEW_VOWELS < vowels / plain < _MANY_VOWELS:
        return 0.0
    breaks = text.translate(_SIZES).count(b"sl")
    excess = 5 * breaks / plain - _BREAKS
    return 1.0 - min(1.0, max(0.0, excess) / (_ALL_BROKEN - _BREAKS))


def _by_han(others: str) -> float:
    if len(others) < _ENOUGH_HAN:
        return 1.0
    codes = np.frombuffer(others.encode("utf-32-le"), dtype=np.uint32)
    han = codes[(codes >= _HAN.start) & (codes < _HAN.stop)]
    if len(han) < _ENOUGH_HAN:
        return 1.0
    rare = len(han) - int(np.count_nonzero(_common_han()[han - _HAN.start]))
    return max(0.0, 1.0 - rare / len(han) / _RARE)


@cache
def _common_han() -> npt.NDArray[np.bool_]:
    """The characters of the first levels of GB 2312 and Big5, which were chosen by frequency."""
    common = np.zeros(len(_HAN), dtype=bool)
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        for lead in range(first, last + 1):
            for trail in range(0x40, 0xFF):
                character = bytes((lead, trail)).decode(encoding, "ignore")
                if len(character) == 1 and ord(character) in _HAN:
                    common[ord(character) - _HAN.start] = True
    return common
