"""The language of a text: named for all, judged only where the model was trained."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from voltag.languages import UNDETERMINED
from voltag.settings import Passages

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
# A Han character says about as much as three Latin letters.
_HAN_WEIGHT = 3


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def letters(text: str) -> int:
    """Return how many letters ``text`` has, a Han character counting as three."""
    return len(_LETTER.findall(text)) + (_HAN_WEIGHT - 1) * len(_HAN.findall(text))


def detect_language(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of the language of ``text`` and a confidence in 0..1.

    Chinese, Japanese and Korean are told by their scripts; every other language by
    py3langid. Text without letters is ``und`` with confidence 1.
    """
    total = letters(text)
    if not total:
        return UNDETERMINED, 1.0
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    hangul = len(_HANGUL.findall(text))
    if (hangul * _HAN_WEIGHT) / total > 0.3:
        return "ko", 1.0
    if (han + kana) * _HAN_WEIGHT / total > 0.3:
        return ("ja", 1.0) if kana * 5 > han else ("zh", 1.0)
    # Lower case: names and headings in capitals look like other languages to the model.
    code, confidence = _identifier().classify(text.lower())
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
    found: list[str | None] = []
    votes: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for text in texts:
        size = letters(text)
        code, confidence = detect_language(text)
        sure = code in ("zh", "ja", "ko") or (
            size >= settings.language_letters and confidence >= settings.language_confidence
        )
        found.append(code if sure and size else None)
        if sure and size:
            votes[bool(_HAN.search(text))][code] += size
    ballots = {
        script: (votes[script] or votes[not script]).most_common(1) for script in (True, False)
    }
    together = UNDETERMINED if any(votes.values()) else detect_language(" ".join(texts))[0]

    def adopted(text: str) -> str:
        if not letters(text):
            return UNDETERMINED
        ballot = ballots[bool(_HAN.search(text))]
        return ballot[0][0] if ballot else together

    return [
        code if code is not None else adopted(text) for text, code in zip(texts, found, strict=True)
    ]
