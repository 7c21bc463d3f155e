"""The language of a text: named for all, judged only where the model was trained."""

import math
import re
import threading
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from voltag.languages import UNDETERMINED, language_codes, language_data
from voltag.settings import Passages

# Runs, since few long matches are found faster than many of one character each.
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_KANA = re.compile(r"[\u3040-\u30ff]+")
_HANGUL = re.compile(r"[\uac00-\ud7af]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII = bytes(range(128))
_NO_PLAIN_LETTERS = bytes(c for c in range(256) if c >= 128 or not chr(c).isalpha())
# A Han character says about as much as three Latin letters.
_HAN_WEIGHT = 3


_loading = threading.Lock()


def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    # A text that asks while another thread loads it waits for that one.
    with _loading:
        return _loaded_identifier()


@cache
def _loaded_identifier() -> Any:  # noqa: ANN401
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def begin_to_load_identifier() -> threading.Thread:
    """Load the statistical identifier beside what the caller goes on to do.

    Most of that time its model is being unpacked, which leaves Python to others. Returns the
    thread that loads it; whoever asks for the identifier waits for it.
    """
    # Here, not in the thread: two threads that import at once can find modules half read.
    import py3langid.langid  # noqa: F401

    thread = threading.Thread(target=_identifier, daemon=True)
    thread.start()
    return thread


class _FunctionWords(NamedTuple):
    """The words that tell a language at sight (``languages/*/function_words.toml``)."""

    code: str
    words: frozenset[str]
    least: int
    share: float


@cache
def _function_words() -> tuple[_FunctionWords, ...]:
    told = ((code, language_data(code, "function_words")) for code in language_codes())
    return tuple(
        _FunctionWords(code, frozenset(data["words"]), data["least"], data["share"])
        for code, data in told
        if data
    )


def _characters(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def _plain_letters(text: str) -> int:
    """How many of the letters A to Z ``text`` has, in capitals and small letters."""
    return len(text.encode("utf-8", "surrogatepass").translate(None, _NO_PLAIN_LETTERS))


def _not_ascii(text: str) -> str:
    """The characters of ``text`` that are not ASCII: few, or all of them.

    Taken out of the bytes, they are found at the speed of memory, where a pattern looks at each
    character: of English text with its quotes and dashes hardly any are left to be looked at.
    """
    if text.isascii():
        return ""
    encoded = text.encode("utf-8", "surrogatepass")
    return encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass")


def letters(text: str) -> int:
    """Return how many letters ``text`` has, a Han character counting as three."""
    plain, others = _plain_letters(text), _not_ascii(text)
    if not others:
        return plain
    return plain + _characters(_LETTERS, others) + (_HAN_WEIGHT - 1) * _characters(_HAN, others)


def detect_language(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of the language of ``text`` and a confidence in 0..1.

    Chinese, Japanese and Korean are told by their scripts, and a language that has a file of
    function words by these where there are many; all other text is left to py3langid, which
    takes forty times as long. Text without letters is ``und`` with confidence 1.
    """
    total = letters(text)
    if not total:
        return UNDETERMINED, 1.0
    if (code := _told_by_script(text, total)) is not None:
        return code, 1.0
    return _told_by_words(text, total)


def _told_by_script(text: str, total: int) -> str | None:
    """The language that the script of ``text``, which has ``total`` letters, belongs to."""
    others = _not_ascii(text)
    # Quotes, dashes and accents are Latin text's.
    if len(others) * _HAN_WEIGHT <= 0.3 * total:
        return None
    han, kana = _characters(_HAN, others), _characters(_KANA, others)
    if (_characters(_HANGUL, others) * _HAN_WEIGHT) / total > 0.3:
        return "ko"
    if (han + kana) * _HAN_WEIGHT / total > 0.3:
        return "ja" if kana * 5 > han else "zh"
    return None


def _told_by_words(text: str, total: int) -> tuple[str, float]:
    small = text.lower()
    # Letters with accents may be those of a quotation in another language: not told at sight.
    if text.isascii() or _plain_letters(text) == total:
        words = small.split()
        for told in _function_words():
            known = sum(map(told.words.__contains__, words))
            if known >= told.least and known >= told.share * len(words):
                return told.code, 1.0
    # Lower case: names and headings in capitals look like other languages to the model.
    code, confidence = _identifier().classify(small)
    return str(code), float(confidence)


def language_shares(texts: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Return the share of each language among ``(language, text)`` pairs, by letters.

    Undetermined text is left out; the shares add up to 1, or there are none.
    """
    counts: Counter[str] = Counter()
    for language, text in texts:
        if language != UNDETERMINED:
            counts[language] += letters(text)
    total = math.fsum(counts.values())
    return {code: count / total for code, count in sorted(counts.items()) if count}


def assign_languages(texts: list[str], settings: Passages) -> list[str]:
    """Return the language of each of a document's ``texts``.

    A text that is too short to tell, or told with little confidence, takes the language
    that most of the document's other text in the same script has; where there is none, the
    language of all the document's text together. Text without letters is ``und``.
    """
    sizes = [letters(text) for text in texts]
    found: list[str | None] = []
    votes: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for text, size in zip(texts, sizes, strict=True):
        code = _told_by_script(text, size) if size else None
        if code is None and size >= max(1, settings.language_letters):
            told, confidence = _told_by_words(text, size)
            code = told if confidence >= settings.language_confidence else None
        found.append(code)
        if code is not None:
            votes[_has_han(text)][code] += size
    ballots = {
        script: (votes[script] or votes[not script]).most_common(1) for script in (True, False)
    }
    together = UNDETERMINED if any(votes.values()) else detect_language(" ".join(texts))[0]

    def adopted(text: str) -> str:
        ballot = ballots[_has_han(text)]
        return ballot[0][0] if ballot else together

    return [
        code if code is not None else adopted(text) if size else UNDETERMINED
        for text, size, code in zip(texts, sizes, found, strict=True)
    ]


def _has_han(text: str) -> bool:
    return _HAN.search(_not_ascii(text)) is not None
