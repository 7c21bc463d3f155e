"""Headings: which lines are one, and how deep each stands.

A passage taken for a heading is lost to the reader, a heading taken for a passage is not;
so a line must show several signs: a bookmark that names it, larger or bold letters, a number,
white above it, and never the look of a sentence that goes on. Where a PDF has no bookmarks,
its table of contents takes their place.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from voltag.ingest.characters import cjk_share
from voltag.ingest.contents import contents_entries
from voltag.ingest.measures import Usual, round_size
from voltag.ingest.numbering import marks
from voltag.ingest.shapes import PageLines, TextLine
from voltag.types import OutlineEntry, Role

LONGEST = 200
"""Characters of the longest heading."""
_MOST_LINES = 4
_DEEPEST = 9
_SENTENCE_END = re.compile(r"(?:[.;,。；，、]|(?<![\w)])[-–—])[\"”’」』)）]?$")
_WORD = re.compile(r"[^\W\d_]{3,}|[\u3400-\u9fff]{2}")
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBER_ONLY = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[ivxIVX]{1,5}\.?|第?[一二三四五六七八九十]{1,3}[章节、]?)"
)

Style = tuple[float, bool]
"""Font size, and whether it is bold."""
Hint = tuple[int, int]
"""Level of a kind of numbering, and depth within it."""


def set_headings(
    pages: list[PageLines],
    usual: Usual,
    outline: Iterable[OutlineEntry],
    labels: Mapping[int, str],
) -> None:
    """Give headings their role and level; a heading's first line has ``starts``.

    ``labels`` are the printed numbers of pages: where there are no bookmarks, the tables of
    contents say what stands on the page of a number, and how deep.
    """
    titles = _titles(outline) or _titles_of_contents(pages, labels)
    found: list[tuple[list[TextLine], int]] = []
    for page in pages:
        lines = [line for line in page.lines if line.role is None]
        wanted = titles.get(page.number, [])
        place = 0
        while place < len(lines):
            line = lines[place]
            if not _may_be(line, usual, wanted):
                place += 1
                continue
            group = _together(lines, place)
            depth = _named(group, wanted)
            if depth is not None:
                group = group[: depth[1]]
            if depth is not None or _is_heading(group, lines, place, usual):
                for part in group:
                    part.role = Role.HEADING
                    part.starts = False
                group[0].starts = True
                found.append((group, depth[0] if depth else 0))
            place += len(group)
    _set_levels(found)


def _titles(outline: Iterable[OutlineEntry]) -> dict[int, list[tuple[str, int]]]:
    """The letters and levels of the bookmarks, by page."""
    titles: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for entry in outline:
        if entry.page is not None and (key := _letters(entry.title)):
            titles[entry.page].append((key, entry.level))
    return titles


def _titles_of_contents(
    pages: list[PageLines], labels: Mapping[int, str]
) -> dict[int, list[tuple[str, int]]]:
    """The letters and levels of what tables of contents name, by page.

    A number that several pages bear, or that none does, says nothing.
    """
    bearers: dict[str, list[int]] = defaultdict(list)
    for page, label in labels.items():
        bearers[label.casefold()].append(page)
    titles: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for entry in contents_entries(pages):
        numbered = bearers.get(entry.label, [])
        if len(numbered) == 1 and (key := _letters(entry.title)):
            titles[numbered[0]].append((key, entry.level))
    return titles


def _letters(text: str) -> str:
    return _NOT_WORD.sub("", text).casefold()


def _may_be(line: TextLine, usual: Usual, wanted: list[tuple[str, int]]) -> bool:
    """A cheap look at one line, so that most lines are looked at no further."""
    if line.cell:
        return False
    if line.size > 1.07 * usual.size or (line.bold and not usual.bold):
        return True
    text = line.text
    if wanted and len(text) <= LONGEST:
        letters = _letters(text)
        if any(title.startswith(letters) for title, _ in wanted if len(letters) > 1):
            return True
    first = text[0]
    if len(text) > 90:
        return False
    if first.isdigit() or first in "第一二三四五六七八九十附(（目" or text.isupper():
        return marks().any_heading.match(text) is not None or text.isupper()
    return first in "CAPSGCcIVX" and marks().any_heading.match(text) is not None


def _style(line: TextLine) -> Style:
    return (round_size(line.size), line.bold)


def _together(lines: list[TextLine], place: int) -> list[TextLine]:
    """Return the line at ``place`` with those after it that look like one text with it."""
    first = lines[place]
    group = [first]
    for line in lines[place + 1 : place + _MOST_LINES + 2]:
        before = group[-1]
        if (
            line.column != before.column
            or line.bold != first.bold
            or abs(line.size - first.size) > 0.08 * first.size
            or line.gap > 1.55 * first.size
            or line.gap <= 0
        ):
            break
        if marks().any_heading.match(line.text) and not _NUMBER_ONLY.fullmatch(before.text):
            break
        if marks().list_items.match(line.text) or _ends(before.text):
            break
        group.append(line)
    return group


def _ends(text: str) -> bool:
    """Whether no heading goes on after a line: not so after a comma, or after "Annex."."""
    return len(text) > 10 and text[-1] not in ",，、" and _SENTENCE_END.search(text) is not None


def _named(group: list[TextLine], wanted: list[tuple[str, int]]) -> tuple[int, int] | None:
    """Return level and number of lines where a bookmark or entry names the group's start."""
    best: tuple[int, int] | None = None
    for title, level in wanted:
        letters = ""
        for count, line in enumerate(group, 1):
            letters += _letters(line.text)
            same = (
                letters == title
                or (len(title) > 5 and letters.endswith(title) and len(letters) - len(title) < 12)
                or (len(letters) > 5 and title.endswith(letters) and len(title) - len(letters) < 12)
            )
            if same and (best is None or count > best[1]):
                best = (level, count)
            if len(letters) > len(title) + 12:
                break
    return best


def _is_heading(group: list[TextLine], lines: list[TextLine], place: int, usual: Usual) -> bool:
    first, last = group[0], group[-1]
    text = " ".join(line.text for line in group)
    if len(text) > LONGEST or len(group) > _MOST_LINES or not _WORD.search(text):
        return False
    if marks().captions.match(text):
        return False
    chinese = cjk_share(text) > 0.5
    if chinese and len(text) > 60:
        return False
    numbered = marks().any_heading.match(text) is not None
    listed = marks().list_items.match(text) is not None
    if listed and not numbered:
        return False
    size = first.size / usual.size
    larger = size >= 1.15 or (size >= 1.07 and first.bold)
    bold = first.bold and not usual.bold and size >= 0.92
    large = size >= 1.5 and len(text) < 60 and not chinese
    if _SENTENCE_END.search(text) and not large:
        return False
    if text[0].islower() or text[0] in '“"«,.;:)%&+=©@':
        return False
    after = lines[place + len(group)] if place + len(group) < len(lines) else None
    goes_on = after is not None and after.column == last.column
    same_next = (
        goes_on
        and after is not None
        and after.bold == last.bold
        and abs(after.size - last.size) < 0.08 * last.size
        and after.gap <= 1.3 * usual.leading * last.size
    )
    if chinese and goes_on and after is not None and _runs_on(last, after):
        return False
    above = first.gap <= 0 or first.gap > 1.25 * usual.leading * usual.size
    short = last.x1 < last.right - 2 * last.size or not goes_on
    if larger:
        # A quotation pulled out of the text is large too: it is long, or it is a sentence.
        return len(text) <= 140 and (len(group) <= 3 or size >= 1.4)
    if bold:
        if same_next and not numbered and not text.isupper():
            return False
        return (
            (above or numbered) and len(text) <= 140 and len(group) <= 3 and not text.endswith(":")
        )
    if not numbered and not text.isupper():
        return False
    apart = above and after is not None and after.gap > 1.15 * usual.leading * last.size
    over_text = chinese and numbered and short and _indented_next(last, after)
    if same_next and not apart and not over_text:
        return False
    if text.isupper() and not chinese:
        return above and short and 4 < len(text) <= 140 and len(group) <= 3
    if chinese:
        return numbered and short and len(group) == 1 and len(text) <= 32 and not _has_stop(text)
    capital = sum(word[0].isupper() for word in text.split() if word[0].isalpha())
    return above and short and len(group) == 1 and len(text) <= 80 and capital >= 1 and not listed


def _runs_on(last: TextLine, after: TextLine) -> bool:
    """Whether a line fills its column and the next, in the same letters, goes on with it.

    So runs a paragraph set large or bold with much white between its lines.
    """
    return (
        last.x1 > last.right - 0.5 * last.size
        and after.bold == last.bold
        and abs(after.size - last.size) < 0.08 * last.size
        and after.gap <= 2.5 * last.size
        and marks().any_heading.match(after.text) is None
    )


def _has_stop(text: str) -> bool:
    return any(sign in text[:-1] for sign in "。；！？，;:：")


def _indented_next(line: TextLine, after: TextLine | None) -> bool:
    return after is not None and after.x0 >= line.left + line.size


def _set_levels(found: list[tuple[list[TextLine], int]]) -> None:
    """Set levels that agree over the document.

    Bookmarks decide, for the headings that they name and for others in the same style. Else
    the depth of numbers decides where most headings have one, and the size of letters where
    they have not.
    """
    if not found:
        return
    firsts = [group[0] for group, _ in found]
    hints = [_hint(" ".join(line.text for line in group)) for group, _ in found]
    named: dict[Style, Counter[int]] = defaultdict(Counter)
    for line, (_, level) in zip(firsts, found, strict=True):
        if level:
            named[_style(line)][level] += 1
    styles = sorted({_style(line) for line in firsts}, reverse=True)
    numbered = [hint for hint in hints if hint is not None]
    if named:
        ranks = _ranks_from({style: _most(counts) for style, counts in named.items()}, styles)
        by_number: dict[Hint, int] = {}
    elif len(set(numbered)) >= 2 and len(numbered) >= 0.4 * len(found):
        by_number, ranks = _ranks_of_numbers(firsts, hints, styles)
    else:
        by_number, ranks = {}, _ranks_of_sizes(firsts, styles)
    for line, (_, level), hint in zip(firsts, found, hints, strict=True):
        known = level or (by_number.get(hint, 0) if hint is not None else 0)
        line.level = min(_DEEPEST, known or ranks[_style(line)])


def _most(counts: Counter[int]) -> int:
    return max(counts.items(), key=lambda pair: (pair[1], -pair[0]))[0]


def _ranks_of_sizes(firsts: list[TextLine], styles: list[Style]) -> dict[Style, int]:
    """Rank styles by size; one used only once, as on a cover, makes no level of its own."""
    uses = Counter(_style(line) for line in firsts)
    ranks: dict[Style, int] = {}
    level = 0
    for style in styles:
        level += uses[style] > 1
        ranks[style] = max(1, level + (uses[style] == 1 and level > 0))
    return ranks


def _ranks_from(known: dict[Style, int], styles: list[Style]) -> dict[Style, int]:
    """Give the styles without a level one below that of the next larger style with one."""
    ranks: dict[Style, int] = {}
    above = 0
    for style in styles:  # from the largest to the smallest
        below = min((level for other, level in known.items() if other < style), default=9)
        ranks[style] = known.get(style, max(1, min(above + 1, below)))
        if style in known:
            above = known[style]
    return ranks


def _ranks_of_numbers(
    firsts: list[TextLine], hints: list[Hint | None], styles: list[Style]
) -> tuple[dict[Hint, int], dict[Style, int]]:
    """Return the level of each kind of number, and of each style for headings without one."""
    sizes: dict[Hint, Counter[float]] = defaultdict(Counter)
    for line, hint in zip(firsts, hints, strict=True):
        if hint is not None:
            sizes[hint][round_size(line.size)] += 1
    common = {hint: max(c.items(), key=lambda p: (p[1], p[0]))[0] for hint, c in sizes.items()}
    largest = max(common.values())
    larger = [style for style in styles if style[0] > largest + 0.4]
    base = min(2, len({size for size, _ in larger}))
    by_number = {hint: base + place for place, hint in enumerate(sorted(common), 1)}
    ranks: dict[Style, int] = {}
    for style in styles:
        if style in larger:
            ranks[style] = min(base, 1 + larger.index(style))
            continue
        over = [(by_number[hint], size) for hint, size in common.items() if size >= style[0] - 0.4]
        level = max(level for level, _ in over)
        ranks[style] = level + (min(size for _, size in over) > style[0] + 0.4)
    return by_number, ranks


def _hint(text: str) -> Hint | None:
    """Return the depth that a heading's number speaks of, as far as numbers of a kind go."""
    for numbering in marks().headings:
        number = numbering.pattern.match(text)
        if number is not None:
            dots = number.groupdict().get("number")
            return (numbering.level, 0 if dots is None else dots.count("."))
    return None
