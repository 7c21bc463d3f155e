"""Which objectives are taken for which."""

from dataclasses import dataclass

from voltag.evaluation.labels import Judged
from voltag.types import Objective, Reference


@dataclass(frozen=True, slots=True)
class Confusion:
    """The contributions that show one objective, and what the model makes of them."""

    language: str
    objective: Objective
    passages: int
    found: int
    """Passages in which the objective was found."""
    wrongly_added: dict[Objective, int]
    """For each other objective: passages that were given it and do not show it."""
    not_contribution: int
    """Passages that were not even taken for a contribution."""


def confusions(judged: Judged) -> tuple[Confusion, ...]:
    """Count, by language, what becomes of the passages of each objective."""
    found = []
    for language in judged.languages():
        part = judged.of_language(language)
        pairs = list(zip(part.annotations, part.labels, strict=True))
        for objective in Objective:
            own = [(a, p) for a, p in pairs if objective in a.objectives]
            found.append(
                Confusion(
                    language=language,
                    objective=objective,
                    passages=len(own),
                    found=sum(objective in p.objectives for _, p in own),
                    wrongly_added={
                        other: sum(
                            other in p.objectives and other not in a.objectives for a, p in own
                        )
                        for other in Objective
                        if other is not objective
                    },
                    not_contribution=sum(p.reference is not Reference.CONTRIBUTION for _, p in own),
                )
            )
    return tuple(found)
