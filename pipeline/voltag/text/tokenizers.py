"""Words of a text: spaCy's tokenizers, in Chinese with jieba and our domain words."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from voltag.languages import language_data
from voltag.text.scripts import fold

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, folded and in lower case, and where it stands."""

    text: str
    start: int
    end: int


def words(text: str, language: str) -> list[Word]:
    """Return the words of ``text``, lower-case and folded, without punctuation and spaces.

    ``language`` must have a folder in ``voltag/languages``. Numbers come out as ``0`` with
    a digit for each place ("2,000" is ``0000``), so that a figure is a figure.
    """
    document = _pipeline(language).make_doc(fold(text, language))
    return [
        Word(_number_shape(token.lower_), token.idx, token.idx + len(token.text))
        for token in document
        if any(character.isalnum() for character in token.text)
    ]


def _number_shape(word: str) -> str:
    if not any(character.isdigit() for character in word):
        return word
    return "".join("0" if c.isdigit() else c for c in word if c not in ",. ")


@cache
def _pipeline(language: str) -> "Language":
    import spacy

    name = language_data(language, "language")["tokenizer"]
    if name != "zh":
        return spacy.blank(name)
    # Asked for jieba, spaCy would set up the global one, with its shared cache file.
    pipeline = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    pipeline.tokenizer.segmenter = "jieba"  # type: ignore[union-attr]
    pipeline.tokenizer.jieba_seg = _jieba(language)  # type: ignore[union-attr]
    return pipeline


def _jieba(language: str) -> object:
    """Return a jieba tokenizer of our own, with the domain words; the global one is untouched.

    jieba keeps its built dictionary in a cache file that it reads with ``marshal``, by
    default in the shared temporary folder where anyone could have left one; ours is in a
    folder that only this user may enter.
    """
    import logging
    import warnings

    import platformdirs

    with warnings.catch_warnings():
        # Of its own source; Python 3.12 would show it to the user wherever no bytecode is kept.
        warnings.filterwarnings("ignore", "invalid escape sequence")
        import jieba

    logging.getLogger("jieba").setLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    folder = Path(platformdirs.user_cache_dir("voltag"))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        private = folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 0o022
    except OSError:
        private = False
    # A folder that does not exist makes jieba build its dictionary in memory each time.
    tokenizer.tmp_dir = str(folder) if private else os.devnull
    for entry in language_data(language, "domain").get("entry", ()):
        tokenizer.add_word(entry["word"], entry.get("frequency"))
    return tokenizer
