"""Words of a text: spaCy's tokenizers, in Chinese with jieba and our domain words."""

import os
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voltag.languages import language_data
from voltag.text.scripts import fold

if TYPE_CHECKING:
    from spacy.language import BaseDefaults


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
    document = tokenizer(language)(fold(text, language))
    return [
        Word(_number_shape(token.lower_), token.idx, token.idx + len(token.text))
        for token in document
        if any(character.isalnum() for character in token.text)
    ]


def _number_shape(word: str) -> str:
    if not any(character.isdigit() for character in word):
        return word
    return "".join("0" if c.isdigit() else c for c in word if c not in ",. ")


_making = threading.Lock()
"""Held while a tokenizer is made: spaCy's modules import each other in a circle, so that two
threads that import it at once can find a module half read."""


def tokenizer(language: str) -> Any:  # noqa: ANN401 - spaCy's tokenizers have no types
    """Return spaCy's tokenizer of ``language``, of which only the tokenizer is made.

    ``spacy.blank`` makes a whole pipeline, for which it imports all that any installed package
    adds to spaCy: twice the time before the first word.
    """
    with _making:
        return _made(language)


@cache
def _made(language: str) -> Any:  # noqa: ANN401
    from spacy.util import get_lang_class
    from spacy.vocab import create_vocab

    name = language_data(language, "language")["tokenizer"]
    defaults = get_lang_class(name).Defaults
    if name == "zh":
        from spacy.lang.zh import ChineseTokenizer

        chinese = ChineseTokenizer(create_vocab(name, defaults))
        # Asked for jieba, spaCy would set up the global one, with its shared cache file.
        chinese.segmenter = "jieba"
        chinese.jieba_seg = _jieba(language)
        return chinese
    if "tokenizer" in defaults.config.get("nlp", {}):
        import spacy

        # A language with a tokenizer of its own kind.
        return spacy.blank(name).tokenizer
    return _usual_tokenizer(name, defaults)


def _usual_tokenizer(name: str, defaults: "type[BaseDefaults]") -> Any:  # noqa: ANN401
    """The tokenizer that most languages of spaCy have, by the rules of one."""
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
    from spacy.vocab import create_vocab

    prefixes, suffixes, infixes = defaults.prefixes, defaults.suffixes, defaults.infixes
    return Tokenizer(
        create_vocab(name, defaults),
        rules=defaults.tokenizer_exceptions,
        prefix_search=compile_prefix_regex(prefixes).search if prefixes else None,
        suffix_search=compile_suffix_regex(suffixes).search if suffixes else None,
        infix_finditer=compile_infix_regex(infixes).finditer if infixes else None,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


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
