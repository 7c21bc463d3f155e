"""Databases with a few documents, and judgements, for tests."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from tests.report.folders import NO, document, name, out
from tests.results import none_passage, passage
from voltag.batch.results import DocumentResult
from voltag.review.store import Store
from voltag.review.store.records import Judgement, QueueItem, QueueQuery
from voltag.settings import Settings
from voltag.types import Code, LabelledPassage, Polarity, Reference, Scores, Span

ANA, BO, CHIDI = "Ana", "Bo", "Chidi"
_ids = count()

ACCEPT = Judgement("accept")
NOT = Judgement("not_volunteering")
UNSURE = Judgement("unsure")
A3 = Judgement("correct", Reference.CONTRIBUTION, (Code.A3,), polarity=Polarity.POSITIVE)
A1 = Judgement("correct", Reference.CONTRIBUTION, (Code.A1,), polarity=Polarity.POSITIVE)
B5 = Judgement("correct", Reference.CONTRIBUTION, (Code.B5,), polarity=Polarity.NEUTRAL)
BARE = Judgement("correct", Reference.BARE)


def new_id() -> str:
    """A decision id that no other has."""
    return f"decision-{next(_ids)}"


def on(page: int, text: str, *, top: float = 100.0, **changes: Any) -> LabelledPassage:  # noqa: ANN401
    """A contribution on a page, whose id tells page, place and text."""
    values: dict[str, Any] = {
        "passage_id": f"{page}-{top:.0f}-{text[:24]}",
        "page": page,
        "page_label": None,
        "text": text,
        "spans": (Span(page, ((50.0, top, 300.0, top + 12.0),), 0, len(text)),),
        "terms": (),
    }
    return passage(**values | changes)


def rejected(page: int, text: str, *, top: float = 100.0) -> LabelledPassage:
    """A passage in which the machine found nothing."""
    return none_passage(
        passage_id=f"{page}-{top:.0f}-{text[:24]}",
        page=page,
        page_label=None,
        text=text,
        spans=(Span(page, ((50.0, top, 300.0, top + 12.0),), 0, len(text)),),
    )


def doubtful(page: int, text: str, score: float = 0.5) -> LabelledPassage:
    """A passage of which the machine does not know whether it is a contribution."""
    return on(
        page,
        text,
        scores=Scores(score, 0.0, 0.0, 0.0),
        in_doubt=("references",),
        reference=Reference.NONE,
        objectives=(),
        codes=(),
        polarity=Polarity.NEUTRAL,
    )


KENYA = "Four thousand village volunteers took vaccines to the islands of the lake."
HELP = "After the flood neighbours and volunteers rebuilt three hundred homes together."
CHINA = "全县注册志愿者达到三万人，常年开展为老服务。"
PLAN = "The national plan promotes employment, sport and volunteering among the young."


def two_documents() -> tuple[DocumentResult, ...]:
    """A review with a yes, and one whose yes is in doubt."""
    return (
        document(
            1,
            on(1, KENYA),
            rejected(1, "The economy grew by four per cent in that year.", top=200.0),
            on(2, HELP),
            rejected(3, "Roads were built in every province of the country."),
            pages=3,
        ),
        document(
            2,
            rejected(1, "本报告由各部门共同编写。"),
            on(2, CHINA, language="zh"),
            doubtful(3, PLAN),
            **NO | {"pages": 3, "country": "CHN", "year": 2021, "languages": ("zh",)},
        ),
    )


def opened(
    folder: Path,
    results: Sequence[DocumentResult] | None = None,
    settings: Settings | None = None,
) -> Store:
    """A store with three reviewers in which the documents are loaded."""
    made = out(folder / "out", *(two_documents() if results is None else results))
    store = Store(folder / "review.sqlite3", settings)
    store.load(made)
    for reviewer in (ANA, BO, CHIDI):
        store.add_reviewer(reviewer)
    return store


def find(store: Store, text: str, reviewer: str = ANA) -> QueueItem:
    """The passage whose text begins so."""
    items = store.queue(QueueQuery(scope="all", limit=1000), reviewer).items
    return next(item for item in items if item.text.startswith(text))


def renamed(result: DocumentResult, **changes: Any) -> DocumentResult:  # noqa: ANN401
    """The same document with another verdict."""
    return replace(result, verdict=replace(result.verdict, **changes))


__all__ = ["name", "out"]
