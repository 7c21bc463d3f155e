"""Passages that are nearly the same: in other letters, spacing, punctuation, or a few words.

Two texts are compared by the runs of five characters they share (Jaccard similarity), after
folding: traditional to simplified Chinese, wide to narrow letters, capitals to small ones, and
without spaces and punctuation.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from voltag.text.scripts import fold

RUN = 5
"""Characters in a run: an English word's, or a Chinese clause's."""

SIMILARITY = 0.3
"""Share of runs from which on two texts count as nearly the same. No two of the passages written
for this project reach it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, by their places in the sequence, the earlier first, and how alike they are."""

    first: int
    second: int
    similarity: float


def near_duplicates(texts: Iterable[tuple[str, str]], similarity: float = SIMILARITY) -> list[Pair]:
    """Return the pairs of ``(text, language)`` that are at least so similar, in order.

    Of texts whose runs are all the same, each is paired with the first of them, which alone is
    compared with the others. No other pair is missed. ``similarity`` must be above 0.
    """
    firsts: dict[frozenset[str], int] = {}
    pairs = []
    for number, (text, language) in enumerate(texts):
        runs = _runs(text, language)
        first = firsts.setdefault(runs, number)
        if first != number:
            pairs.append(Pair(first, number, 1.0))
    pairs += _similar(firsts, similarity)
    return sorted(pairs, key=lambda pair: (pair.first, pair.second))


def _similar(firsts: Mapping[frozenset[str], int], similarity: float) -> Iterator[Pair]:
    """Yield the pairs of different sets of runs; ``firsts`` has the place of each."""
    times = Counter(chain.from_iterable(firsts))
    # For every run that stands in several texts, the texts so far that have it.
    holders: dict[str, list[int]] = {run: [] for run, count in times.items() if count > 1}
    sizes: dict[int, int] = {}
    for runs, number in firsts.items():
        shared_with = [holders[run] for run in runs if run in holders]
        for other, shared in Counter(chain.from_iterable(shared_with)).items():
            if shared >= similarity * (len(runs) + sizes[other] - shared):
                yield Pair(other, number, shared / (len(runs) + sizes[other] - shared))
        for texts in shared_with:
            texts.append(number)
        sizes[number] = len(runs)


def _runs(text: str, language: str) -> frozenset[str]:
    letters = "".join(c for c in fold(text, language).casefold() if c.isalnum())
    return frozenset(letters[i : i + RUN] for i in range(max(1, len(letters) - RUN + 1)))
