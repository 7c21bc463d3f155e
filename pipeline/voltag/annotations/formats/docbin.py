"""spaCy's DocBin, as ``spacy train`` takes it: every choice is a category, 1 or 0.

What is not a label is in each document's ``user_data`` under ``voltag``, which training passes
over. A file is read without building spaCy's documents: their inner arrays would come from
whoever wrote the file, and spaCy does not check them.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from voltag.annotations.formats.choices import CHOICES, from_choices, to_choices
from voltag.annotations.formats.msgpack import unpack
from voltag.annotations.formats.record import (
    LABEL_FIELDS,
    OTHER_FIELDS,
    Fault,
    LeftOut,
    Record,
    without_labels,
)
from voltag.annotations.model import Annotation

if TYPE_CHECKING:
    from spacy.language import Language

KEY = "voltag"
"""Where in ``user_data`` our fields are."""

_ORTH = 65
"""spaCy's number for the column that says which word a token is (``spacy.attrs.ORTH``)."""

_NAMES = dict.fromkeys(LABEL_FIELDS, "cats") | {
    name: f"user_data.{KEY}.{name}" for name in OTHER_FIELDS if name != "text"
}


def write(annotations: Iterable[Annotation]) -> bytes:
    """Return a DocBin whose words are those of spaCy's blank pipeline for the language."""
    from spacy.tokens import Doc, DocBin

    docs = DocBin(attrs=["ORTH"], store_user_data=True)
    for annotation in annotations:
        pipeline = _pipeline(annotation.language)
        doc = pipeline.make_doc(annotation.text)
        if doc.text != annotation.text:
            doc = Doc(pipeline.vocab, words=[annotation.text], spaces=[False])
        chosen = to_choices(annotation)
        doc.cats = {choice: float(choice in chosen) for choice in CHOICES}
        fields = without_labels(annotation)
        del fields["text"]
        doc.user_data[KEY] = fields
        docs.add(doc)
    return docs.to_bytes()


@cache
def _pipeline(language: str) -> "Language":
    import spacy

    try:
        return spacy.blank(language)
    except ImportError:
        # A language that spaCy does not know, or whose tokenizer needs another package.
        return spacy.blank("xx")


def read(content: bytes, limit: int) -> Iterator[Record | LeftOut | Fault]:
    """Yield the documents that have categories, numbered from 1."""
    try:
        bin_ = _Bin(_unpacked(content, limit))
    except (ValueError, KeyError, TypeError) as error:
        yield Fault("", f"DocBin: {_said(error)}")
        return
    for number in range(len(bin_)):
        place = f"passage {number + 1}"
        try:
            yield _passage(place, bin_, number)
        except (ValueError, KeyError, TypeError) as error:
            yield Fault(place, f"DocBin: {_said(error)}")


def _unpacked(content: bytes, limit: int) -> Mapping[object, object]:
    unzip = zlib.decompressobj()
    try:
        packed = unzip.decompress(content, limit)
    except (zlib.error, OverflowError) as error:
        raise ValueError("is not a DocBin: it is not compressed as one") from error
    if unzip.unconsumed_tail or not unzip.eof:
        more = bool(unzip.unconsumed_tail)
        raise ValueError(f"unpacks to more than {limit} bytes" if more else "ends too early")
    message = unpack(packed)
    if not isinstance(message, dict):
        raise ValueError("is not a DocBin: it holds no map")
    return message


class _Bin:
    """The parts of a DocBin that say what text and which categories a document has."""

    def __init__(self, message: Mapping[object, object]) -> None:
        import numpy as np
        from spacy.strings import StringStore

        attributes = _list_of(int, message, "attrs")
        self.cats = _list_of(dict, message, "cats")
        self.flags = _list_of(dict, message, "flags")
        none: list[object] = [None] * len(self.cats)
        self.user_data = _list_of(object, {"user_data": none} | dict(message), "user_data")
        lengths = np.frombuffer(_bytes(message, "lengths"), dtype="<i4").astype("int64")
        tokens = np.frombuffer(_bytes(message, "tokens"), dtype="<u8")
        spaces = np.frombuffer(_bytes(message, "spaces"), dtype="u1")
        counts = {len(self.cats), len(self.flags), len(self.user_data), len(lengths)}
        words = int(lengths.sum())
        if (
            _ORTH not in attributes
            or len(counts) != 1
            or (len(lengths) and int(lengths.min()) < 0)
            or len(tokens) != words * len(attributes)
            or len(spaces) != words
        ):
            raise ValueError("is not a DocBin: its parts do not fit together")
        self.words = tokens.reshape((words, len(attributes)))[:, attributes.index(_ORTH)]
        self.spaces = spaces
        self.ends = lengths.cumsum()
        self.strings: Callable[[int], str] = StringStore(
            _list_of(str, message, "strings")
        ).__getitem__

    def __len__(self) -> int:
        return len(self.cats)

    def text(self, number: int) -> str:
        """The text of a document."""
        if self.flags[number].get("has_unknown_spaces"):
            raise ValueError("does not say where the spaces of this text are")
        end = int(self.ends[number])
        start = int(self.ends[number - 1]) if number else 0
        words = [self.strings(int(word)) for word in self.words[start:end]]
        return "".join(
            word + " " * bool(space)
            for word, space in zip(words, self.spaces[start:end], strict=True)
        )


def _list_of(kind: type, message: Mapping[object, object], name: str) -> list:  # type: ignore[type-arg]
    found = message.get(name)
    if not isinstance(found, list) or not all(isinstance(item, kind) for item in found):
        raise ValueError(f"is not a DocBin: its {name} are missing, or not what they should be")
    return found


def _bytes(message: Mapping[object, object], name: str) -> bytes:
    found = message.get(name)
    if not isinstance(found, bytes):
        raise ValueError(f"is not a DocBin: it has no {name}")
    return found


def _passage(place: str, bin_: _Bin, number: int) -> Record | LeftOut | Fault:
    cats = bin_.cats[number]
    if not any(cats.values()):
        return LeftOut(place, "no category yet")
    unsure = [name for name, value in cats.items() if value not in (0, 1)]
    if unsure:
        return Fault(
            place, f"cats: {unsure[0]!r:.80} is neither 0 nor 1; a model's scores are no labels"
        )
    packed = bin_.user_data[number]
    user_data = unpack(packed) if isinstance(packed, bytes) else {}
    fields = user_data.get(KEY, {}) if isinstance(user_data, dict) else None
    if not isinstance(user_data, dict) or not isinstance(fields, dict):
        return Fault(place, f"user_data.{KEY}: is not a map")
    try:
        labels = from_choices(name for name, value in cats.items() if value)
    except ValueError as error:
        return Fault(place, f"cats: {error}")
    values = {name: fields[name] for name in OTHER_FIELDS if name in fields}
    extra = [f"user_data.{name}" for name in user_data if name != KEY]
    extra += [f"user_data.{KEY}.{name}" for name in fields if name not in OTHER_FIELDS]
    return Record(place, values | {"text": bin_.text(number)} | labels, _NAMES, tuple(extra))


def _said(error: Exception) -> str:
    if isinstance(error, KeyError):
        return "a word of the text is not among its strings"
    return str(error)
