"""What the Python interface returns: the values of the result files, with a face."""

from dataclasses import dataclass

from voltag.types import (
    B4Kind,
    Code,
    LabelledPassage,
    Objective,
    Polarity,
    Problem,
    Question,
    Reference,
    Scores,
    Term,
    Verdict,
)

_ANSWERS = {True: "yes", False: "no", None: "open"}


@dataclass(frozen=True, slots=True, repr=False)
class Classification:
    """What voltag says of one document: a line of each result file."""

    verdict: Verdict
    """As in ``documents.jsonl``."""
    passages: tuple[LabelledPassage, ...]
    """As in ``passages.jsonl``: the passages with a reference, or in doubt on a question."""
    problems: tuple[Problem, ...]
    """As in ``errors.jsonl``: what could not be read, and what to do about it."""

    def evidence(self) -> tuple[LabelledPassage, ...]:
        """Return the passages that an answer of the verdict rests on, best first, each once."""
        ids = dict.fromkeys(
            (
                *self.verdict.passages,
                *(i for o in self.verdict.objectives.values() for i in o.passages),
            )
        )
        by_id = {passage.passage_id: passage for passage in self.passages}
        return tuple(by_id[passage_id] for passage_id in ids if passage_id in by_id)

    def __repr__(self) -> str:
        verdict = self.verdict
        answers = ", ".join(
            f"{objective.value}={_ANSWERS[verdict.objectives[objective].evidenced]}"
            for objective in Objective
        )
        return (
            f"<Classification {verdict.path!r}: {verdict.kind.value}, {verdict.status.value},"
            f" references_volunteering={_ANSWERS[verdict.references_volunteering]}, {answers},"
            f" {len(self.passages)} passages>"
        )

    def _repr_html_(self) -> str:
        from voltag.api.notebook import classification_html

        return classification_html(self)


@dataclass(frozen=True, slots=True, repr=False)
class TaggedText:
    """A text with its labels: what ``voltag tag`` prints for a line."""

    text: str
    language: str
    """ISO 639-1 code; labels are all ``none`` in a language that the model does not know."""
    reference: Reference
    scores: Scores
    in_doubt: tuple[Question, ...]
    objectives: tuple[Objective, ...]
    codes: tuple[Code, ...]
    b4_kind: B4Kind | None
    implicit: bool
    polarity: Polarity
    terms: tuple[Term, ...]
    """``(start, end, lemma)``: 0-based character offsets in ``text``."""

    def __repr__(self) -> str:
        shown = self.text if len(self.text) <= 60 else self.text[:59] + "…"
        codes = " ".join(self.codes) or "no codes"
        labels = f"{self.reference.value} {self.scores.contribution:.2f}, {codes}"
        return f"<TaggedText {labels}: {shown!r}>"

    def _repr_html_(self) -> str:
        from voltag.api.notebook import tagged_html

        return tagged_html(self)
