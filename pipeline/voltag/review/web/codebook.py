"""The codebook's clauses by their anchors, as HTML that holds nothing but text and its marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from voltag.resources import annotations_folder

_ANCHOR = re.compile(r'<a id="([a-z0-9_-]+)"></a>')
_HEADING = re.compile(r"(#{1,6}) ")
_ITEM = re.compile(r"- ")


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule of the codebook that can be cited."""

    anchor: str
    title: str
    """Its heading; a borderline case has that of the rule it belongs to."""
    html: Markup


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codebook, whole and clause by clause."""

    html: Markup
    clauses: dict[str, Clause]


@cache
def codebook() -> Codebook:
    """Return the codebook that ships with voltag."""
    text = (annotations_folder() / "CODEBOOK.md").read_text(encoding="utf-8")
    return read_codebook(text)


def read_codebook(text: str) -> Codebook:
    """Return ``text``, in Markdown with anchors, whole and clause by clause.

    A heading's clause is all that stands below it up to the next heading of its rank; the
    clause of an anchor inside an item, row or paragraph is that one.
    """
    lines = text.splitlines()
    clauses: dict[str, Clause] = {}
    title = ""
    for number, line in enumerate(lines):
        heading = _HEADING.match(line)
        if heading:
            title = _plain(line)
        for anchor in _ANCHOR.findall(line):
            part = _section(lines, number) if heading else _row_or_line(lines, number)
            clauses[anchor] = Clause(anchor, title, _rendered("\n".join(part)))
    return Codebook(_rendered(text), clauses)


def _section(lines: Sequence[str], start: int) -> Sequence[str]:
    """The heading in line ``start`` with all below it, without its own subsections' codes."""
    heading = _HEADING.match(lines[start])
    rank = len(heading.group(1)) if heading else 0
    for end in range(start + 1, len(lines)):
        found = _HEADING.match(lines[end])
        if found and len(found.group(1)) <= rank:
            return lines[start:end]
    return lines[start:]


def _row_or_line(lines: Sequence[str], number: int) -> Sequence[str]:
    """The line, with the head of its table where it is a row."""
    if not lines[number].startswith("|"):
        return [_ITEM.sub("", lines[number], count=1)]
    first = number
    while first and lines[first - 1].startswith("|"):
        first -= 1
    return [*lines[first : first + 2], lines[number]]


def _plain(line: str) -> str:
    return _HEADING.sub("", _ANCHOR.sub("", line)).replace("`", "").strip()


def _rendered(text: str) -> Markup:
    return Markup(_renderer().render(text))


@cache
def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule("html_inline", _anchor_or_text)
    markdown.add_render_rule("html_block", _anchor_or_text)
    return markdown


def _anchor_or_text(
    _: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Let an anchor through, or its end; show any other HTML as text."""
    content = tokens[index].content
    found = re.fullmatch(r'<a id="([a-z0-9_-]+)">', content)
    if found:
        return f'<a id="{found.group(1)}">'
    return content if content == "</a>" else str(escape(content))
