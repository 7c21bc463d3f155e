"""Cutting a document into passages: one to about five sentences under one heading."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voltag.settings import Passages
from voltag.text.language import assign_languages
from voltag.text.rows import row_texts
from voltag.text.sentences import may_end, sentence_ends
from voltag.types import Block, Box, Context, Document, Passage, Piece, Role, Span, Table

_WIDE = re.compile("[\u2e80-\U0010ffff]+")
_RUNS = {Role.LIST_ITEM, Role.CONTENTS}
"""Roles whose short neighbours make one passage."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A passage before it has an id and a language."""

    role: Role
    text: str
    pieces: tuple[Piece, ...]
    section: tuple[str, ...]
    context: Context | None = None
    """The row of a results framework that it stands in; None for all other text."""


def passage_id(document_id: str, page: int, text: str, occurrence: int) -> str:
    """Return the id of a passage: the same for the same file, page and text, whatever the model.

    ``occurrence`` counts from 0 the passages of one document with the same page and text.
    """
    key = "\x1f".join((document_id, str(page), text, str(occurrence)))
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]


def segment(document: Document, settings: Passages) -> tuple[Passage, ...]:
    """Cut ``document`` into passages, in reading order.

    Headings become the section path of the passages below them. Items of a list go
    together with the sentence that leads in to it, because what an item is worth depends
    on it. Every block with a letter or digit in it ends up in exactly one passage, and so
    does every block of a cell of a results framework, with its row as context.
    """
    drafts = list(_drafts(document, settings))
    languages = assign_languages([draft.text for draft in drafts], settings)
    labels = {page.number: page.label for page in document.pages}
    seen: Counter[tuple[int, str]] = Counter()
    passages = []
    for draft, language in zip(drafts, languages, strict=True):
        page = draft.pieces[0].page
        occurrence = seen[page, draft.text]
        seen[page, draft.text] += 1
        passages.append(
            Passage(
                passage_id=passage_id(document.document_id, page, draft.text, occurrence),
                document_id=document.document_id,
                page=page,
                page_label=labels.get(page),
                spans=_spans(draft.pieces),
                section=draft.section,
                in_results_framework=draft.context is not None,
                role=draft.role,
                language=language,
                text=draft.text,
                context=draft.context or (),
                ocr_confidence=_confidence(draft.pieces),
            )
        )
    return tuple(passages)


def _drafts(document: Document, settings: Passages) -> Iterator[_Draft]:
    """Yield the drafts of all blocks; runs of list items or contents lines are grouped."""
    section: list[tuple[int, str]] = []
    run: list[_Draft] = []
    waiting = sorted(document.tables, key=lambda table: table.place)
    for place, block in enumerate(document.blocks):
        while waiting and waiting[0].place <= place:
            yield from _grouped(run, settings)
            run = []
            yield from _rows(waiting.pop(0), tuple(title for _, title in section), settings)
        if block.role is Role.HEADING:
            yield from _grouped(run, settings)
            run = []
            level = block.level or 1
            section = [entry for entry in section if entry[0] < level]
            section.append((level, block.text))
            continue
        if not any(character.isalnum() for character in block.text) or not block.pieces:
            continue
        path = tuple(title for _, title in section)
        parts = list(_cut(block, path, settings))
        if block.role in _RUNS and len(parts) == 1:
            # Entries of a table of contents count for less, and go with their like only.
            if run and (run[-1].role is Role.CONTENTS) is not (block.role is Role.CONTENTS):
                yield from _grouped(run, settings)
                run = []
            run += parts
            continue
        yield from _grouped(run, settings)
        run = []
        if block.role is Role.PARAGRAPH and _leads_in(block.text):
            run = [parts.pop()]
        yield from parts
    yield from _grouped(run, settings)
    for table in waiting:
        yield from _rows(table, tuple(title for _, title in section), settings)


def _rows(table: Table, section: tuple[str, ...], settings: Passages) -> Iterator[_Draft]:
    """Yield the drafts of a results framework: its rows, the long ones cut as prose is."""
    for block, context in row_texts(table, lambda text: _limit(text, settings)):
        if any(character.isalnum() for character in block.text):
            fits = len(block.text) <= _limit(block.text, settings)
            parts = (
                [_part(block, 0, len(block.text), section)]
                if fits
                else _cut(block, section, settings)
            )
            yield from (replace(part, context=context) for part in parts)


def _confidence(pieces: tuple[Piece, ...]) -> float | None:
    """How sure OCR is of the least sure piece; None where all are text of the PDF."""
    told = [piece.confidence for piece in pieces if piece.confidence is not None]
    return min(told) if told else None


def _leads_in(text: str) -> bool:
    return text.rstrip().endswith((":", "：", ";", "；", "—", "–"))


def _grouped(run: list[_Draft], settings: Passages) -> Iterator[_Draft]:
    """Join the drafts of a run into as few as the limits allow, the lead-in with the first."""
    group: list[_Draft] = []
    for draft in run:
        limit = _limit(draft.text, settings)
        size = sum(len(d.text) + 1 for d in group) + len(draft.text)
        items = sum(d.role in _RUNS for d in group)
        if group and (size > limit or items >= settings.sentences):
            yield _joined(group)
            group = []
        group.append(draft)
    if group:
        yield _joined(group)


def _joined(group: list[_Draft]) -> _Draft:
    if len(group) == 1:
        return group[0]
    text = ""
    pieces: list[Piece] = []
    for draft in group:
        offset = len(text) + bool(text)
        text = f"{text} {draft.text}" if text else draft.text
        pieces += (
            Piece(p.start + offset, p.end + offset, p.page, p.box, p.confidence)
            for p in draft.pieces
        )
    return _Draft(group[-1].role, text, tuple(pieces), group[0].section)


def _limit(text: str, settings: Passages) -> int:
    """The length at which a passage of this text's kind of writing should end."""
    wide = 0 if text.isascii() else _wide(text)
    return settings.characters_unspaced if wide * 3 > len(text) else settings.characters_spaced


def _cut(block: Block, section: tuple[str, ...], settings: Passages) -> Iterator[_Draft]:
    """Cut a block at sentence ends into parts of about equal length within the limits."""
    text = block.text
    if len(text) <= _limit(text, settings) and may_end(text) < settings.sentences:
        # It stays whole, wherever its sentences end.
        yield _part(block, 0, len(text), section)
        return
    for start, end in stretches(text, sentence_ends(text), settings):
        yield _part(block, start, end, section)


def stretches(text: str, ends: Sequence[int], settings: Passages) -> Iterator[tuple[int, int]]:
    """Yield where the passages of ``text`` start and end: about equally long, within the limits.

    Args:
        text: A paragraph, or any running text.
        ends: The offset after each of its sentences, in order.
        settings: How many sentences and characters a passage may have.
    """
    if not ends:
        return
    limit = _limit(text, settings)
    count = max(-(-len(text) // limit), -(-len(ends) // settings.sentences))
    target = len(text) / count
    start = first = 0
    for index, end in enumerate(ends):
        following = ends[index + 1] if index + 1 < len(ends) else None
        full = index + 1 - first >= settings.sentences
        # Cut here unless going on brings the part closer to the wanted length.
        near = following is not None and abs(end - start - target) <= abs(
            following - start - target
        )
        if following is None or full or near:
            yield start, end
            start, first = end, index + 1


def _part(block: Block, start: int, end: int, section: tuple[str, ...]) -> _Draft:
    stretch = block.text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    text = stretch.strip()
    end = start + len(text)
    if len(text) == len(block.text):
        return _Draft(block.role, text, block.pieces, section)
    pieces = tuple(
        Piece(
            max(piece.start, start) - start,
            min(piece.end, end) - start,
            piece.page,
            piece.box
            if start <= piece.start and piece.end <= end
            else _part_of_box(block.text, piece, max(piece.start, start), min(piece.end, end)),
            piece.confidence,
        )
        for piece in block.pieces
        if piece.start < end and piece.end > start
    )
    return _Draft(block.role, text, pieces, section)


def _part_of_box(text: str, piece: Piece, start: int, end: int) -> Box:
    """The box of ``text[start:end]`` within a piece, by the usual widths of its characters."""
    x0, top, x1, bottom = piece.box
    before = _width(text[piece.start : start])
    inside = _width(text[start:end])
    whole = before + inside + _width(text[end : piece.end])
    scale = (x1 - x0) / whole if whole else 0.0
    left = x0 + before * scale
    return (round(left, 2), top, round(left + inside * scale, 2), bottom)


def _width(text: str) -> float:
    return float(len(text) if text.isascii() else len(text) + _wide(text))


def _wide(text: str) -> int:
    """How many characters of ``text`` are of East Asian width, by where their blocks begin."""
    return sum(map(len, _WIDE.findall(text)))


def _spans(pieces: tuple[Piece, ...]) -> tuple[Span, ...]:
    """Group pieces by page and column.

    A piece that stands higher than the one before it, without sharing its line, begins a
    new column.
    """
    groups: list[list[Piece]] = []
    for piece in pieces:
        previous = groups[-1][-1] if groups else None
        if previous is None or piece.page != previous.page or piece.box[3] <= previous.box[1]:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return tuple(
        Span(g[0].page, tuple(piece.box for piece in g), g[0].start, g[-1].end) for g in groups
    )
