"""Results as a pandas frame; with the extra ``voltag[pandas]``."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from voltag.api.results import Classification, TaggedText
from voltag.extras import check_extra
from voltag.records import to_plain
from voltag.types import Objective

if TYPE_CHECKING:
    import pandas as pd


def frame(
    results: Classification | TaggedText | Iterable[Classification | TaggedText],
    *,
    passages: bool = False,
) -> "pd.DataFrame":
    """Return results as a pandas frame.

    Args:
        results: What :class:`voltag.Classifier` returned: one result, or many of one kind.
        passages: A row a passage instead of a row a document.

    Returns:
        A row a document with the columns of ``documents.jsonl``, a row a passage with those of
        ``passages.jsonl``, or a row a text with those of ``voltag tag``. Scores and answers by
        objective have a column each (``score_ownership``, ``ownership``); an open answer is
        ``<NA>``, which is neither true nor false.

    Raises:
        ExtraError: pandas is not installed.
        ValueError: results of both kinds are given.
    """
    check_extra("frame")
    import pandas as pd

    given = [results] if isinstance(results, (Classification, TaggedText)) else list(results)
    kinds = {type(result) for result in given}
    if len(kinds) > 1:
        raise ValueError("classified documents and tagged texts have different columns; give one")
    if kinds == {TaggedText}:
        return pd.DataFrame([_with_scores(to_plain(text)) for text in given])
    documents = [result for result in given if isinstance(result, Classification)]
    if passages:
        return pd.DataFrame(
            [
                {"path": document.verdict.path, **_with_scores(to_plain(passage))}
                for document in documents
                for passage in document.passages
            ]
        )
    made = pd.DataFrame([_document_row(document) for document in documents])
    answers = ["references_volunteering", *(objective.value for objective in Objective)]
    if len(made):
        made[answers] = made[answers].astype("boolean")
        made["year"] = made["year"].astype("Int64")
    return made


def _with_scores(plain: dict[str, Any]) -> dict[str, Any]:
    scores: Mapping[str, float] = plain.pop("scores")
    return plain | {f"score_{name}": value for name, value in scores.items()}


def _document_row(document: Classification) -> dict[str, Any]:
    plain = to_plain(document.verdict)
    objectives = plain.pop("objectives")
    for name, answer in objectives.items():
        plain[name] = answer["evidenced"]
        plain[f"score_{name}"] = answer["score"]
    return plain
