"""A receipt for a "no": what was read, what was found and rejected, what was not looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log

from voltag.batch.outputs import ParsedHeader
from voltag.classify.candidates import Candidate, Fate
from voltag.report.reading import Audit
from voltag.settings import ReportSettings
from voltag.types import LabelledPassage, PageText, Reference

CONFIDENCE = 0.95
"""Of every interval and limit in the report (CRITERIA, "What the verdicts add up to")."""
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class CandidateGroup:
    """The candidates of one lemma that met the same end."""

    lemma: str
    fate: Fate
    vetoed_by: str | None
    count: int
    examples: tuple[str, ...]
    """Different spellings as they stand in the text, at most three."""
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AuditLimit:
    """What an audit of the rejected passages shows, or what one would have to be."""

    rejected: int
    """Passages without a reference and without doubt."""
    audited: int
    """How many of them a person read, drawn at random; 0 where there was no audit."""
    missed: int
    limit: float | None
    """Upper limit, at 95%, of the share of rejected passages that are contributions."""
    wanted_limit: float
    needed: int
    """How many to read, with none found, for an upper limit of ``wanted_limit``."""
    by: str
    date: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands behind a document's "no"."""

    pages: int
    read: int
    """Pages with text that was read."""
    blank: tuple[int, ...]
    """Pages without text, nor anything that looks like it."""
    poor: tuple[int, ...]
    """Pages that seem to bear text which could not be read, as a scan or a garbled layer."""
    failed: tuple[int, ...]
    pictures: tuple[int, ...]
    """Pages much of which lies under pictures; what these say was not looked at."""
    other_languages: tuple[tuple[str, int], ...]
    """Languages that the lexicons do not cover, with how many passages were passed over."""
    passages: int
    scored: int
    """Passages with a standing sign of volunteering, which the classifier scored."""
    candidates: tuple[CandidateGroup, ...]
    misses: tuple[LabelledPassage, ...]
    """The passages that came nearest to a contribution, the nearest first."""
    audit: AuditLimit


def receipt(
    header: ParsedHeader,
    passages: Sequence[LabelledPassage],
    languages: Iterable[str],
    audit: Audit | None,
    settings: ReportSettings,
) -> Receipt:
    """Return the receipt of a document from what ``parsed/`` keeps of it.

    ``languages`` are those that the lexicons cover.
    """
    covered = frozenset(languages)
    passed_over: dict[str, int] = {}
    for passage in passages:
        if passage.language not in covered:
            passed_over[passage.language] = passed_over.get(passage.language, 0) + 1
    scored = [p for p in passages if p.scores.contribution > 0]
    nearest = sorted(scored, key=lambda p: (-p.scores.contribution, p.page, p.passage_id))
    rejected = sum(p.reference is Reference.NONE and not p.in_doubt for p in passages)
    return Receipt(
        pages=len(header.pages),
        read=sum(page.text is PageText.READ for page in header.pages),
        blank=_pages(header, PageText.BLANK),
        poor=_pages(header, PageText.UNREADABLE),
        failed=_pages(header, PageText.FAILED),
        pictures=tuple(p.number for p in header.pages if p.picture_share >= settings.picture_share),
        other_languages=tuple(sorted(passed_over.items(), key=lambda item: (-item[1], item[0]))),
        passages=len(passages),
        scored=len(scored),
        candidates=candidate_groups(header.candidates),
        misses=tuple(nearest[: settings.nearest_misses]),
        audit=audit_limit(rejected, audit, settings.audit_limit),
    )


def _pages(header: ParsedHeader, text: PageText) -> tuple[int, ...]:
    return tuple(page.number for page in header.pages if page.text is text)


def candidate_groups(candidates: Iterable[Candidate]) -> tuple[CandidateGroup, ...]:
    """Group candidates by lemma and what became of them, the most frequent first."""
    grouped: dict[tuple[str, Fate, str | None], list[Candidate]] = {}
    for candidate in candidates:
        key = (candidate.lemma, candidate.fate, candidate.vetoed_by)
        grouped.setdefault(key, []).append(candidate)
    groups = [
        CandidateGroup(
            lemma,
            fate,
            vetoed_by,
            len(found),
            tuple(dict.fromkeys(candidate.text for candidate in found))[:_EXAMPLES],
            tuple(sorted({candidate.page for candidate in found})),
        )
        for (lemma, fate, vetoed_by), found in grouped.items()
    ]
    groups.sort(key=lambda g: (g.fate != "stands", -g.count, g.lemma, g.vetoed_by or ""))
    return tuple(groups)


def audit_limit(rejected: int, audit: Audit | None, wanted: float) -> AuditLimit:
    """Return what ``audit`` shows of ``rejected`` passages, and how many to read for ``wanted``.

    With none missed among n, the exact binomial upper limit is 1 - 0.05^(1/n). A document
    with fewer rejected passages than that takes has to be read as a whole.
    """
    needed = min(ceil(log(1 - CONFIDENCE) / log(1 - wanted)), rejected)
    if audit is None or audit.audited == 0:
        return AuditLimit(rejected, 0, 0, None, wanted, needed, "", "")
    limit = upper_limit(audit.missed, audit.audited)
    if audit.audited >= rejected:
        limit = audit.missed / audit.audited
    return AuditLimit(
        rejected, audit.audited, audit.missed, limit, wanted, needed, audit.by, audit.date
    )


def upper_limit(missed: int, audited: int) -> float:
    """Return the exact (Clopper-Pearson) one-sided upper limit, at 95%, of missed/audited."""
    from scipy.stats import binomtest

    interval = binomtest(missed, audited, alternative="less").proportion_ci(CONFIDENCE, "exact")
    return float(interval.high)
