"""Annotations of every kind, for property tests."""

from datetime import date
from typing import Any, get_args

from hypothesis import strategies as st

from voltag.annotations import Annotation
from voltag.annotations.model import Origin
from voltag.types import B4Kind, Code, Polarity, Reference

_CHARACTERS = st.characters(exclude_categories=["Cs"])
_CHINESE = st.sampled_from(["志愿者", "志願者\u3000", "，", "＝", "🙂"])
_LATIN = st.sampled_from([" volunteers", "NOUN", "ORTH ", "don't ", "=1+1", "'=2", "@SUM(A1)"])
_SIGNS = st.sampled_from(['"', ";", "  ", "\t", "\r\n", "\n", "\ufeff", "\u2028", "\x00"])
_ANY = st.text(_CHARACTERS, max_size=6)
PHRASES = st.lists(st.one_of(_CHINESE, _LATIN, _SIGNS, _ANY), max_size=8).map("".join)


@st.composite
def annotations(draw: st.DrawFn, identifier: str = "1") -> Annotation:
    """Any valid annotation."""
    reference = draw(st.sampled_from(Reference))
    labels: dict[str, Any] = {"reference": reference}
    if reference is Reference.CONTRIBUTION:
        codes = draw(st.lists(st.sampled_from(Code), unique=True, max_size=5))
        labels |= {
            "codes": codes,
            "objectives": sorted({code.objective for code in codes}),
            "polarity": draw(st.sampled_from(Polarity)),
            "implicit": draw(st.booleans()),
        }
        if Code.B4 in codes:
            labels["b4_kind"] = draw(st.sampled_from([None, *get_args(B4Kind)]))
    return Annotation.model_validate(
        labels
        | {
            "id": identifier + draw(PHRASES),
            "document": draw(PHRASES),
            "language": draw(st.sampled_from(["en", "zh", "fr", "ja", "vi", "und", "qx"])),
            "text": draw(PHRASES.filter(lambda text: any(c.isalnum() for c in text))),
            "annotator": draw(PHRASES),
            "date": draw(st.none() | st.dates(date(2000, 1, 1))),
            "origin": draw(st.sampled_from(get_args(Origin))),
            "note": draw(PHRASES),
        }
    )


@st.composite
def annotation_lists(draw: st.DrawFn) -> list[Annotation]:
    """A few annotations with different ids."""
    return [draw(annotations(f"{number} ")) for number in range(draw(st.integers(0, 4)))]
