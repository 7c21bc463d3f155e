"""Whatever stands on a page, laying it out, joining and segmenting hold what they promise."""

import math
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voltag.ingest.joins import Words, join
from voltag.ingest.layout import lay_out
from voltag.ingest.shapes import PageContent, Rule, TextLine
from voltag.settings import load_settings
from voltag.text.segment import segment
from voltag.types import Block, Document, Metadata, Piece, ReadStatus, Role

SETTINGS = load_settings()
WORDS = st.sampled_from(
    ["volunteers", "1.2", "•", "(a)", "自愿国别评估", "志愿者", "co-", "…", ". . . .", "x", "²",
     "ﬁ", "\u00ad", "\u200b", "a\u0301", "4,000", "–", "Goal", "。", "😀", "\ud800", "\x00", "-"]
)  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
PLACES = st.one_of(st.integers(-50, 900).map(float), st.sampled_from([0.5, 72.0, 1e6, -1e6, 3e38]))
SIZES = st.sampled_from([1.0, 6.0, 9.96, 12.0, 30.0, 2000.0])
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
"""The same examples each time: what is found by chance is found by ``make fuzz``."""


@st.composite
def runs(draw: st.DrawFn) -> TextLine:
    x0, wide, text = (
        draw(PLACES),
        draw(st.sampled_from([-5.0, 0.0, 3.0, 40.0, 250.0, 600.0])),
        draw(TEXTS),
    )
    run = TextLine(text, x0, x0 + wide, draw(PLACES), draw(SIZES), draw(st.booleans()), True)
    run.turned = draw(st.integers(0, 5)) == 0
    return run


def boxes() -> st.SearchStrategy[tuple[float, float, float, float]]:
    return st.tuples(PLACES, PLACES, PLACES, PLACES).map(
        lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
    )


@st.composite
def contents(draw: st.DrawFn) -> PageContent:
    rules = st.lists(boxes().map(lambda box: Rule(*box)), max_size=4)
    shapes = st.lists(boxes(), max_size=4)
    return PageContent(
        draw(st.sampled_from([595.0, 842.0, 1.0, 1e6])),
        draw(st.sampled_from([842.0, 595.0, 1.0, 1e6])),
        runs=draw(st.lists(runs(), max_size=14)),
        across=draw(rules),
        down=draw(rules),
        frames=draw(shapes),
        drawings=draw(shapes),
        pictures=draw(shapes),
    )


def letters(texts: Iterable[str]) -> Counter[str]:
    """How often each ASCII letter stands in texts; those of ligatures are passed over."""
    return Counter(
        c for text in texts for c in text if c.isascii() and c.isalpha() and c not in "fi"
    )


@QUICK
@given(contents(), st.booleans())
def test_any_layout_is_put_in_order_and_no_letter_is_made_up(
    content: PageContent, goes_on: bool
) -> None:
    before = letters(run.text for run in content.runs)
    page = lay_out(content, 1, goes_on=goes_on)
    # No letter is made up; what stands at one place twice, as in false bold, may be taken once.
    assert not letters(line.text for line in page.lines) - before
    assert 0.0 <= page.picture_share <= 1.0
    for line in page.lines:
        assert not any(math.isnan(value) for value in line.box)


@QUICK
@given(st.lists(TEXTS.map(str.strip).filter(bool), min_size=1, max_size=8))
def test_joined_lines_are_found_in_the_text(lines: list[str]) -> None:
    text, places = join(lines, Words(lines))
    assert len(places) == len(lines)
    end = 0
    for start, stop in places:
        assert end <= start <= stop <= len(text)
        assert text[end:start].strip() == ""
        end = stop
    assert text[end:].strip() == ""


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    text = " ".join(draw(TEXTS).split()) or "x"
    cuts = sorted({0, len(text), *draw(st.lists(st.integers(0, len(text)), max_size=3))})
    box = (60.0, 60.0, 300.0, 72.0)
    pieces = tuple(
        Piece(start, stop, draw(st.integers(1, 3)), box) for start, stop in pairwise(cuts)
    )
    role = draw(st.sampled_from([Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM, Role.TABLE]))
    return Block(role, text, pieces, 1 if role is Role.HEADING else None)


@QUICK
@given(st.lists(blocks(), max_size=10))
def test_passages_of_any_blocks_have_true_offsets(found: list[Block]) -> None:
    document = Document("sha256:0", "a.pdf", ReadStatus.OK, (), tuple(found), (), Metadata(), ())
    passages = segment(document, SETTINGS.passages)
    assert len({passage.passage_id for passage in passages}) == len(passages)
    for passage in passages:
        assert passage.text == passage.text.strip() != ""
        end = 0
        for span in passage.spans:
            assert 0 <= end <= span.start <= span.end <= len(passage.text)
            end = span.end
