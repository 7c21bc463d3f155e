"""Why a text has its labels: every part of every score, adding up to it exactly."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy.sparse as sp

from voltag.classify.attribution import Attribution, Share, TermShare, Weighed
from voltag.classify.features import Signs, feature_places, features
from voltag.classify.model import Head, Model, feature_matrix, labels_from
from voltag.languages import UNDETERMINED
from voltag.settings import Settings
from voltag.text.lexicon import EntryKind, Lexicon, Match, lexicon
from voltag.types import Code, Labels, Objective, Polarity, Reference

Outcome = Literal["judged", "no_sign", "unsupported_language"]
"""Whether the model judged the text; else why it is `none` without having been judged."""

NEARLY = 0.2
"""Probability from which a code that is not given counts as nearly given, and is explained."""

MEANING = "meaning of the passage, by sentence vectors"
"""What the part of the sentence vectors is called."""


@dataclass(frozen=True, slots=True)
class Confusable:
    """An expression in the text that only looks like volunteering."""

    text: str
    """As it stands in the text."""
    start: int
    end: int
    lemma: str
    row: str
    """The row of the criteria's table of what looks like volunteering and is not."""
    source: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A term of volunteering, or something that implies it, in the text."""

    text: str
    start: int
    end: int
    lemma: str
    group: str
    kind: EntryKind
    weak: bool
    """Whether it counts in company only."""
    stands: bool
    veto: Confusable | None
    """What it is part of, so that it does not count."""
    why: str
    """One clause: why it stands, or why not."""


@dataclass(frozen=True, slots=True)
class HeadExplanation:
    """One question's sum: the log odds of yes, part by part.

    ``intercept``, the ``log_odds`` of all ``features``, ``vectors`` and ``shift`` add up to
    ``log_odds``; the logistic function of that is ``probability``.
    """

    name: str
    """``contribution``, ``bare``, an objective, a code, ``b4 long_term``, ``positive`` ..."""
    condition: str
    """Of what the question is asked: ``passage``, ``not a contribution``, ``contribution``."""
    given: bool
    """Whether the label was given."""
    intercept: float
    features: tuple[Share, ...]
    """Every named feature of the text that the model knows; the weightiest first."""
    vectors: float | None
    """The part of the sentence vectors as one; None in a model without them."""
    shift: float | None
    """What the setting ``shift_setting`` adds to contribution; None for the other heads."""
    shift_setting: str | None
    """``explicit.odds``, or ``implicit.odds`` where volunteering is not named."""
    log_odds: float
    probability: float
    score: float | None
    """What the thresholds are held against, for contribution and the objectives: an
    objective's is its probability times that of being a contribution."""
    terms: tuple[TermShare, ...]
    """The features again, by the words of the text that they come from."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text has its labels under one model and its settings."""

    text: str
    language: str
    model: str
    outcome: Outcome
    reason: str
    """One sentence for people."""
    labels: Labels
    signs: tuple[Sign, ...]
    """All candidates, in the order of the text."""
    confusables: tuple[Confusable, ...]
    """What only looks like volunteering, whether a candidate is part of it or not."""
    heads: tuple[HeadExplanation, ...]
    """Those that matter: reference, objectives, codes that are given or nearly given,
    polarity. Empty for a text that was not judged."""

    def head(self, name: str) -> HeadExplanation | None:
        """The head called ``name``, or None where it does not matter here."""
        return next((head for head in self.heads if head.name == name), None)


def explain(model: Model, text: str, language: str, settings: Settings) -> Explanation:
    """Return why ``model`` labels ``text`` as it does.

    Raises:
        EncoderMissingError: the model needs sentence vectors and cannot have them here.
    """
    if language not in model.languages:
        reason = (
            "none, because the text has no letters"
            if language == UNDETERMINED
            else f"none, because the model was not trained for the language {language}"
        )
        labels = labels_from(Signs((), ()), {}, settings)
        return Explanation(
            text, language, model.id, "unsupported_language", reason, labels, (), (), ()
        )
    found = model.signs(text, language)
    own = lexicon(language, model.added)
    told = explain_signs(text, own, found)
    alike = confusables(text, own, found)
    if not found.standing:
        labels = labels_from(found, {}, settings)
        reason = _no_sign(told, alike)
        return Explanation(text, language, model.id, "no_sign", reason, labels, told, alike, ())
    row = _Row.of(model, text, language, found)
    chances = {
        name: float(head.probability(row.matrix, row.vectors)[0])
        for name, head in model.heads.items()
    }
    labels = labels_from(found, chances, settings)
    heads = tuple(
        _head(model, name, row, found, labels, settings)
        for name in _that_matter(chances, labels)
        if name in model.heads
    )
    reason = f"{labels.reference.value}, because {_why_judged(labels, heads)}"
    return Explanation(text, language, model.id, "judged", reason, labels, told, alike, heads)


def explain_signs(text: str, own: Lexicon, found: Signs) -> tuple[Sign, ...]:
    """Return the candidates that the lexicon ``own`` finds in ``text``, and what became of each."""
    return tuple(
        _sign(text, own, match, found)
        for match in found.matches
        if match.kind in ("term", "implicit")
    )


def _sign(text: str, own: Lexicon, match: Match, found: Signs) -> Sign:
    stands = match in found.standing
    veto = _veto(text, own, match, found)
    if veto is not None:
        why = f"is part of “{veto.text}”, which is not volunteering"
    elif not stands:
        why = "is a weak sign and has no company: too common in text without volunteering"
    elif match.weak:
        why = "is a weak sign, and stands in the company of others"
    elif match.kind == "term":
        why = "names volunteering"
    else:
        why = "implies volunteering"
    return Sign(
        text[match.start : match.end],
        match.start,
        match.end,
        match.lemma,
        match.group,
        match.kind,
        match.weak,
        stands,
        veto,
        why,
    )


def _veto(text: str, own: Lexicon, match: Match, found: Signs) -> Confusable | None:
    if match.vetoed_by is None:
        return None
    by = next(
        m
        for m in found.matches
        if m.kind == "confusable" and m.lemma == match.vetoed_by and m.start <= match.start < m.end
    )
    return _confusable(text, own, by)


def confusables(text: str, own: Lexicon, found: Signs) -> tuple[Confusable, ...]:
    """Return what only looks like volunteering in ``text``, in its order."""
    return tuple(_confusable(text, own, m) for m in found.matches if m.kind == "confusable")


def _confusable(text: str, own: Lexicon, match: Match) -> Confusable:
    source = next(
        entry.source
        for entry in own.entries
        if (entry.kind, entry.lemma, entry.group) == (match.kind, match.lemma, match.group)
    )
    shown = text[match.start : match.end]
    return Confusable(shown, match.start, match.end, match.lemma, match.group, source)


def _no_sign(told: tuple[Sign, ...], alike: tuple[Confusable, ...]) -> str:
    if told:
        listed = "; ".join(dict.fromkeys(f"“{sign.text}” {sign.why}" for sign in told))
        return f"none, because no sign of volunteering stands: {listed}"
    reason = "none, because nothing in the text names or implies volunteering"
    if not alike:
        return reason
    listed = ", ".join(dict.fromkeys(f"“{c.text}”" for c in alike))
    return f"{reason}; {listed} only look{'s' if listed.count('“') == 1 else ''} like it"


def _why_judged(labels: Labels, heads: Sequence[HeadExplanation]) -> str:
    by_name = {head.name: head for head in heads}
    score = labels.scores.contribution
    if labels.reference is Reference.CONTRIBUTION:
        return f"the probability of a contribution is {score:.4f}"
    bare = by_name["bare"].probability
    return (
        f"the probability of a contribution is {score:.4f}, and that of a bare mention, if it is"
        f" not a contribution, {bare:.4f}"
    )


def _that_matter(chances: dict[str, float], labels: Labels) -> list[str]:
    """The names of the heads that are explained."""
    names = ["contribution", "bare", *Objective]
    names += [c.value for c in Code if c in labels.codes or _nearly(c, chances)]
    if Code.B4 in labels.codes:
        names += ["b4 long_term", "b4 new"]
    return [str(name) for name in names] + [Polarity.POSITIVE.value, Polarity.NEGATIVE.value]


def _nearly(code: Code, chances: dict[str, float]) -> bool:
    return chances["contribution"] >= NEARLY and chances[code.value] >= NEARLY


@dataclass(frozen=True, slots=True)
class _Row:
    """A text as the heads see it."""

    matrix: sp.csr_matrix
    vectors: np.ndarray | None
    weighed: tuple[Weighed, ...]
    attribution: Attribution

    @classmethod
    def of(cls, model: Model, text: str, language: str, found: Signs) -> "_Row":
        """Return ``text`` as the heads of ``model`` see it."""
        named = features(text, language, found)
        matrix = feature_matrix(model.blocks, [named])
        weighed = []
        first = 0
        for block_name, block in model.blocks.items():
            names = block.names
            weighed += [
                Weighed(int(column), block_name, names[column - first], float(value))
                for column, value in zip(matrix.indices, matrix.data, strict=True)
                if first <= column < first + len(names) and value
            ]
            first += len(names)
        return cls(
            matrix,
            model.vector_columns([(text, language)], [found]),
            tuple(weighed),
            Attribution(text, language, feature_places(text, language, found)),
        )


def _head(
    model: Model,
    name: str,
    row: _Row,
    found: Signs,
    labels: Labels,
    settings: Settings,
) -> HeadExplanation:
    head = model.heads[name]
    weights = [float(head.weights[item.column]) for item in row.weighed]
    shares = row.attribution.shares(row.weighed, weights)
    vectors = _vector_part(head, row.vectors)
    shift, shift_setting = None, None
    if name == "contribution":
        shift_setting = "explicit.odds" if found.explicit else "implicit.odds"
        shift = math.log((settings.explicit if found.explicit else settings.implicit).odds)
    log_odds = math.fsum(
        [head.intercept, *(s.log_odds for s in shares), vectors or 0.0, shift or 0.0]
    )
    probability = _logistic(log_odds)
    return HeadExplanation(
        name=name,
        condition=_condition(name),
        given=_given(name, labels),
        intercept=head.intercept,
        features=shares,
        vectors=vectors,
        shift=shift,
        shift_setting=shift_setting,
        log_odds=log_odds,
        probability=probability,
        score=_score(name, labels),
        terms=row.attribution.terms(row.weighed, weights),
    )


def _vector_part(head: Head, vectors: np.ndarray | None) -> float | None:
    if vectors is None or not len(head.vector_weights):
        return None
    return float(vectors[0] @ head.vector_weights)


def _logistic(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, log_odds))))


def _condition(name: str) -> str:
    if name in ("contribution", "bare"):
        return "passage" if name == "contribution" else "not a contribution"
    return "b4" if name.startswith("b4 ") else "contribution"


def _score(name: str, labels: Labels) -> float | None:
    if name == "contribution":
        return labels.scores.contribution
    if name in list(Objective):
        return labels.scores.of(Objective(name).value)
    return None


def _given(name: str, labels: Labels) -> bool:
    if name in ("contribution", "bare"):
        return labels.reference.value == name
    if name in list(Objective):
        return name in labels.objectives
    if name in list(Polarity):
        return labels.reference is Reference.CONTRIBUTION and labels.polarity.value == name
    if name.startswith("b4 "):
        return labels.b4_kind == name.removeprefix("b4 ")
    return name in labels.codes
