"""What in a document may have been volunteering, and what became of it: for a "no"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from voltag.classify.features import signs
from voltag.text.added_terms import AddedTerm
from voltag.text.lexicon import Match, lexicon
from voltag.types import Passage

Fate = Literal["stands", "vetoed", "without_company", "no_term"]
"""What became of a candidate: it made its passage one for the classifier, a confusable
contains it, it is a weak sign that nothing else in the passage supports, or it is a word such
as "voluntary" that is no term of volunteering as it stands there."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term or sign of volunteering, or a word that looks like one, in a passage.

    It stands at ``start`` to ``end`` of the passage's text.
    """

    passage_id: str
    page: int
    start: int
    end: int
    text: str
    lemma: str
    """The lexicon's name of it; of a word that is no term, the word in small letters."""
    fate: Fate
    vetoed_by: str | None
    """The lemma of the confusable that contains it."""


def candidates(
    passages: Iterable[Passage],
    languages: Iterable[str],
    added: tuple[AddedTerm, ...] = (),
) -> tuple[Candidate, ...]:
    """Return the candidates of ``passages`` in ``languages``, in the order of the text.

    ``added`` are the terms that people added for the model.
    """
    supported = frozenset(languages)
    return tuple(
        candidate
        for passage in passages
        if passage.language in supported
        for candidate in sorted(_of(passage, added), key=lambda c: (c.start, -c.end, c.lemma))
    )


def _of(passage: Passage, added: tuple[AddedTerm, ...]) -> Iterator[Candidate]:
    own = lexicon(passage.language, added)
    matches: tuple[Match, ...] = ()
    if own.is_candidate(passage.text):
        found = signs(passage.text, passage.language, added)
        matches = tuple(m for m in found.matches if m.kind in ("term", "implicit"))
        for match in matches:
            fate: Fate = "stands" if match in found.standing else "without_company"
            fate = fate if match.vetoed_by is None else "vetoed"
            yield _candidate(passage, match.start, match.end, match.lemma, fate, match.vetoed_by)
    words = own.lookalikes(passage.text)
    words = [w for w in words if not any(m.start < w[1] and w[0] < m.end for m in matches)]
    if not words:
        return
    confusables = own.confusables(passage.text)
    for start, end in words:
        by = next((c.lemma for c in confusables if c.start < end and start < c.end), None)
        word = passage.text[start:end].lower()
        yield _candidate(passage, start, end, word, "vetoed" if by else "no_term", by)


def _candidate(
    passage: Passage, start: int, end: int, lemma: str, fate: Fate, vetoed_by: str | None
) -> Candidate:
    return Candidate(
        passage.passage_id,
        passage.page,
        start,
        end,
        passage.text[start:end],
        lemma,
        fate,
        vetoed_by,
    )
