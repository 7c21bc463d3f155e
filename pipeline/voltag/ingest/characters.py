"""Characters as PDFs draw them, turned into the characters that were meant."""

import re
import unicodedata

SOFT_HYPHEN = "\u00ad"
"""Ends a line whose last word goes on in the next; PDFium and typesetters both say so."""

_BULLET = "\u2022"
_REMOVED = dict.fromkeys(
    [
        *range(0x20),
        *range(0x7F, 0xA0),
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2060,
        0xFEFF,
        *range(0x202A, 0x202F),
        *range(0xFE00, 0xFE10),
    ]
)
_SPACES = dict.fromkeys(
    [
        *range(0x09, 0x0E),
        0x85,
        0xA0,
        0x1680,
        *range(0x2000, 0x200B),
        0x2028,
        0x2029,
        0x202F,
        0x205F,
    ],
    " ",
)
# Symbol fonts put their signs into the private area; the ones below are list bullets.
_SYMBOL_BULLETS = dict.fromkeys(
    (
        0xF000 + code
        for code in b"\xb7\xa7\xd8\x76\xa8\x6e\x71\x75\x9f\xfc\xe0\xd2\xb0\x6c\xa1\xf0\xe8\xfe"
    ),
    _BULLET,
)
_LETTERS = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0xF02D: "\u2013",
    0xFFFE: SOFT_HYPHEN,
    0x02: SOFT_HYPHEN,
    0x2010: "-",
    0x2011: "-",
}
# Fonts of the nineties kept old-style digits and small capitals in the private area, where the
# Adobe Glyph List has them. Small capitals stand for small letters.
_LETTERS |= {0xF730 + digit: str(digit) for digit in range(10)}
_LETTERS |= {0xF761 + place: chr(ord("a") + place) for place in range(26)}
# Kangxi and other radicals, compatibility ideographs: they look like ideographs of the text
# and are not. Only these ranges are normalised; full-width signs and (1) stay as they are.
_RADICALS = {
    code: unicodedata.normalize("NFKC", chr(code))
    for block in (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
    for code in block
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
# NFKC leaves most of the supplement of radicals as they are; these stand for whole words, and
# Chinese fonts give them for those (Unicode, EquivalentUnifiedIdeograph).
_WORDS = (
    "⻓长⻔门⻋车⻅见⻉贝⻘青⻚页⻛风⻜飞⻝食⻢马⻤鬼⻥鱼⻦鸟⻩黄⻬齐⻮齿⻰龙⻄西⻆角⺠民⺫目⻁虎⻨麦"
    "⻣骨⻑長⻗雨⻭歯⻯竜⻲亀⻫斉⻙韦⺶羊⺮竹⺬示⺩王⺒巳⺇几"
)
_RADICALS |= {ord(radical): word for radical, word in zip(_WORDS[::2], _WORDS[1::2], strict=True)}
_TABLE = _REMOVED | _SPACES | _SYMBOL_BULLETS | _LETTERS | _RADICALS
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHANGED = frozenset(map(chr, (*_TABLE, *range(0xD800, 0xE000))))

_CJK = (
    "\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u3200-\u33ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_HIGH = re.compile("[\u2e80-\U0010ffff]")
_SPACE_IN_CJK = re.compile(f"(?<=[{_CJK}]) +(?=[{_CJK}])")


def clean(text: str) -> str:
    """Return ``text`` with ligatures, soft signs, radicals and odd spaces made plain."""
    if (text.isascii() and text.isprintable()) or _CHANGED.isdisjoint(text):
        return text
    if _SURROGATE.search(text) is not None:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.translate(_TABLE)


def is_cjk(character: str) -> bool:
    """Whether a character is written without spaces to its neighbours: ideographs and signs."""
    return character > "\u2e7f" and _CJK_CHARACTER.match(character) is not None


def close_cjk(text: str) -> str:
    """Return ``text`` without the spaces between two Chinese characters or signs."""
    # A pattern that looks back at each character is slow: most other text has none so high.
    if text.isascii() or _HIGH.search(text) is None:
        return text
    return _SPACE_IN_CJK.sub("", text)


def cjk_share(text: str) -> float:
    """Return the share of Chinese characters and signs among those that are no space, 0..1."""
    if text.isascii():
        return 0.0
    return len(_CJK_CHARACTER.findall(text)) / max(1, len(text) - text.count(" "))
