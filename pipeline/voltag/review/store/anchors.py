"""Where decisions belong: anchors, and finding their place among other passages.

A passage is looked for in its document by its text, first the very same on its page or a
neighbouring one, then one nearly the same, then one that is a part of it, or of which it is
one, with all its signs of volunteering and no others. A text that stands there twice is told
apart by where it stands on the page. What is not found is said to be so, with the nearest
there is.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from voltag.review.store.records import Anchor
from voltag.text.scripts import fold
from voltag.types import LabelledPassage, Span

NEIGHBOURING_PAGES = 1
"""How far from its page a passage is looked for: the page may break elsewhere."""

_NO_LETTERS = re.compile(r"[\W_]+")

_CONTAINED = 97.0
"""From which partial ratio on, 0..100, the shorter of two texts stands in the longer one."""

Found = Literal["exact", "near", "without"]
Reason = Literal["no_document", "no_passage"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of what is loaded, as far as finding places needs it."""

    passage: int
    page: int
    last_page: int
    folded: str
    text_sha256: str
    top: float
    """Top of its first box in points; 0 where it has none."""
    signs: tuple[str, ...] = ()
    """The signs of volunteering in it, folded and sorted."""


@dataclass(frozen=True, slots=True)
class Place:
    """What became of an anchor."""

    found: Found
    passage: int | None
    similarity: float | None = None
    reason: Reason | None = None
    nearest: int | None = None


def folded(text: str, language: str) -> str:
    """Return ``text`` without what may differ between two readings of the same page.

    Capitals, traditional characters, wide letters, spaces and punctuation.
    """
    return _NO_LETTERS.sub("", fold(text, language).casefold())


def text_hash(text: str, language: str) -> str:
    """Return the hash by which a passage's text is known."""
    key = folded(text, language) or text
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def anchor_of(passage: LabelledPassage) -> Anchor:
    """Return the anchor of a passage."""
    return Anchor(
        passage.document_id,
        passage.page,
        passage.text,
        text_hash(passage.text, passage.language),
        passage.language,
        passage.spans,
    )


def candidate(number: int, passage: LabelledPassage) -> Candidate:
    """Return ``passage``, whose row is ``number``, as one that an anchor may belong to."""
    return Candidate(
        number,
        passage.page,
        max((span.page for span in passage.spans), default=passage.page),
        folded(passage.text, passage.language),
        text_hash(passage.text, passage.language),
        top(passage.spans),
        signs_of(passage),
    )


def signs_of(passage: LabelledPassage) -> tuple[str, ...]:
    """The signs of volunteering that the machine found in a passage, folded and sorted."""
    found = [passage.text[start:end] for start, end, _ in passage.terms]
    return tuple(sorted(folded(sign, passage.language) for sign in found))


def top(spans: Sequence[Span]) -> float:
    """Top of the first box, in points from the top of its page; 0 where there is none."""
    return next((box[1] for span in spans for box in span.boxes), 0.0)


def find_places(
    anchors: Sequence[Anchor],
    candidates: Sequence[Candidate],
    similarity: float,
    signs: Sequence[tuple[str, ...]] = (),
) -> list[Place]:
    """Return the place of each anchor of one document, in order.

    ``similarity`` is how like a text must be, 0..1, where it is not the same. Anchors with
    the same text that stood in different places are given different passages, as far as
    there are any. ``signs`` has for each anchor the signs of volunteering that stood in it;
    without them no part of a text stands for the whole.
    """
    taken: set[int] = set()
    by_identity: dict[tuple[str, int, float], Place] = {}
    places = []
    for number, anchor in enumerate(anchors):
        identity = (anchor.text_sha256, anchor.page, top(anchor.spans))
        if identity not in by_identity:
            own = signs[number] if signs else ()
            place = _find(anchor, candidates, similarity, taken, own)
            by_identity[identity] = place
            if place.passage is not None:
                taken.add(place.passage)
        places.append(by_identity[identity])
    return places


def _find(
    anchor: Anchor,
    candidates: Sequence[Candidate],
    similarity: float,
    taken: set[int],
    signs: tuple[str, ...],
) -> Place:
    near = [
        c
        for c in candidates
        if c.page - NEIGHBOURING_PAGES <= anchor.page <= c.last_page + NEIGHBOURING_PAGES
    ]
    same = [c for c in near if c.text_sha256 == anchor.text_sha256]
    if same:
        free = [c for c in same if c.passage not in taken] or same
        best = min(free, key=lambda c: (*_distance(anchor, c), c.passage))
        return Place("exact", best.passage, 1.0)
    text = folded(anchor.text, anchor.language)
    found = process.extract(
        text, {c.passage: c.folded for c in near}, scorer=fuzz.ratio, processor=None, limit=None
    )
    if not found:
        return Place("without", None, reason="no_passage" if candidates else "no_document")
    by_number = {c.passage: c for c in near}
    # Of equally like passages the one that stands nearest to where it stood.
    ranked = sorted(
        found, key=lambda hit: (-round(hit[1], 6), *_distance(anchor, by_number[hit[2]]), hit[2])
    )
    _, score, number = ranked[0]
    alike = round(score / 100, 4)
    if alike < similarity:
        for _, score, other in ranked if signs else ():
            part = by_number[other]
            if part.signs == signs and fuzz.partial_ratio(text, part.folded) >= _CONTAINED:
                return Place("near", other, round(score / 100, 4))
        return Place("without", None, alike, "no_passage", number if alike else None)
    return Place("near", number, alike)


def _distance(anchor: Anchor, found: Candidate) -> tuple[int, float]:
    pages = 0 if found.page <= anchor.page <= found.last_page else abs(found.page - anchor.page)
    return pages, abs(found.top - top(anchor.spans))
