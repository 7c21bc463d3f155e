"""A manifest: a CSV file in which the user says what documents are.

Columns are ``path`` and any of ``kind``, ``country``, ``year``, ``language``, ``title`` and
``group``; an empty cell leaves the answer to the document. A manifest of where documents are
(``voltag corpus``) has ``url`` and ``sha256`` too, perhaps before it has paths, and ``verified``
and ``note`` for its readers. Every fault is named by file, line and column.
"""

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from voltag.batch.paths import Found, Input, display_name
from voltag.spreadsheets import cell_delimiter, safe_cell
from voltag.text.identity import country_code
from voltag.text_files import TextFileError, read_text
from voltag.types import Given, Kind, Problem

COLUMNS = (
    "path",
    "kind",
    "country",
    "year",
    "language",
    "title",
    "group",
    "url",
    "sha256",
    "verified",
    "note",
)
ALONE = "-"
"""A group that says: this file stands alone."""
_YEARS = range(1990, 2101)
_CYCLE = re.compile(r"(\d{4})(?:\s*[-–—/]\s*(\d{4}|\d{2}))?")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


class ManifestError(Exception):
    """A manifest that cannot be used; the message names file, line and column."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a manifest."""

    manifest: Path
    line: int
    path: str
    """Empty where the document has not been fetched."""
    given: Given
    url: str = ""
    """Where the document is to be had; empty where nobody knows."""
    sha256: str = ""
    """Of its file, hexadecimal; empty where it is not known."""
    verified: str = ""
    """What a person says of whether the line is right."""
    note: str = ""


def read_manifest(path: Path) -> tuple[Row, ...]:
    """Read the manifest at ``path``.

    Raises:
        ManifestError: it is not a CSV file in UTF-8 with a ``path`` or ``url`` column and known
            ones beside it, or a cell has a value that its column cannot have.
    """
    try:
        text = read_text(path, of_spreadsheet=True)
    except TextFileError as error:
        raise ManifestError(str(error)) from error
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=cell_delimiter(text), strict=True)
    try:
        head = [name.strip().casefold() for name in next(rows, [])]
        _check_head(path, head)
        found = [
            _row(path, rows.line_num, dict(zip(head, row, strict=False)), len(row), len(head))
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise ManifestError(f"{path}, line {rows.line_num}: is not CSV ({error})") from error
    return tuple(found)


def match_manifest(
    rows: tuple[Row, ...], found: Found
) -> tuple[dict[str, Given], tuple[Problem, ...]]:
    """Return what the ``rows`` say of the documents ``found``, by their names in the output.

    A path of the manifest is one as given on the command line, one from the manifest's own
    folder, or the bare name of exactly one document. Rows that match none are problems.

    Raises:
        ManifestError: two rows are about one document.
    """
    names = _Names(found)
    given: dict[str, Row] = {}
    problems = []
    for row in rows:
        if not row.path:
            continue
        name = names.of(row)
        if name is None:
            problems.append(_unmatched(row))
            continue
        if name in given:
            raise ManifestError(
                f"{row.manifest}, line {row.line}, column path: {row.path} is in line"
                f" {given[name].line} already"
            )
        given[name] = row
    return {name: row.given for name, row in given.items()}, tuple(problems)


class _Names:
    """The documents of a run by all the ways in which a manifest may name them."""

    def __init__(self, found: Found) -> None:
        lost = (Input(Path(problem.path), problem.path) for problem in found.lost)
        inputs = [*found.inputs, *lost]
        self._shown = {item.name for item in inputs}
        self._resolved = {_resolved(item.path): item.name for item in inputs}
        bare = defaultdict(list)
        for item in inputs:
            bare[PurePath(item.name).name].append(item.name)
        self._bare = {name: shown[0] for name, shown in bare.items() if len(shown) == 1}

    def of(self, row: Row) -> str | None:
        """The name in the output of the document that ``row`` is about."""
        if row.path in self._shown:
            return row.path
        path = Path(row.path)
        shown = display_name(path)
        if shown in self._shown:
            return shown
        for folder in (row.manifest.parent, Path()):
            name = self._resolved.get(_resolved(folder / path))
            if name is not None:
                return name
        return self._bare.get(shown)


def _resolved(path: Path) -> str:
    try:
        return str(path.resolve())
    except (OSError, RuntimeError, ValueError):
        return str(path)


def _unmatched(row: Row) -> Problem:
    message = (
        f"Line {row.line} of {row.manifest} names a path that is not among the documents of this"
        " run; check the path, or leave the line out."
    )
    return Problem(row.path, None, None, "manifest", "unmatched_row", message)


def _check_head(path: Path, head: list[str]) -> None:
    known = ", ".join(COLUMNS)
    if "path" not in head and "url" not in head:
        raise ManifestError(f"{path}, line 1: there is no column path; columns are: {known}")
    for name in head:
        if name not in COLUMNS:
            shown = name or "(without a name)"
            raise ManifestError(
                f"{path}, line 1: no column is called {shown}; columns are: {known}"
            )
        if head.count(name) > 1:
            raise ManifestError(f"{path}, line 1: the column {name} stands twice")


def _unguarded(cell: str) -> str:
    """A cell without the sign that :func:`safe_cell` puts before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and safe_cell(cell[1:]) == cell else cell


def _is_address(text: str) -> bool:
    try:
        return _ADDRESS.fullmatch(text) is not None and bool(urlsplit(text).netloc)
    except ValueError:
        return False


def _row(path: Path, line: int, cells: dict[str, str], size: int, wanted: int) -> Row:
    if size > wanted:
        raise ManifestError(
            f"{path}, line {line}: has {size} cells under {wanted} column heads; put cells with"
            " a comma in quotes"
        )
    cells = {name: _unguarded(" ".join(cell.split())) for name, cell in cells.items()}

    def fault(column: str, wanted: str) -> ManifestError:
        return ManifestError(
            f"{path}, line {line}, column {column}: {cells[column]!r} is not {wanted}"
        )

    if not cells.get("path") and "url" not in cells:
        raise ManifestError(f"{path}, line {line}, column path: is empty")
    kind = country = year = language = None
    if given := cells.get("kind", "").casefold():
        if given not in set(Kind):
            raise fault("kind", f"one of {', '.join(Kind)}")
        kind = Kind(given)
    if given := cells.get("country", ""):
        country = country_code(given)
        if country is None:
            raise fault("country", "a country's name or ISO 3166 alpha-3 code (XKX for Kosovo)")
    if given := cells.get("year", ""):
        match = _CYCLE.fullmatch(given)
        if match is None or int(match[1]) not in _YEARS:
            raise fault("year", "a year such as 2020, or a cycle such as 2023-2027")
        year = int(match[1])
    if given := cells.get("language", "").casefold():
        if _LANGUAGE.fullmatch(given) is None:
            raise fault("language", "an ISO 639-1 code such as en or zh")
        language = given
    url, sha256 = cells.get("url", ""), cells.get("sha256", "").casefold()
    if url and not _is_address(url):
        raise fault("url", "an address that begins with https:// or http://")
    sha256 = sha256.removeprefix("sha256:")
    if sha256 and _SHA256.fullmatch(sha256) is None:
        raise fault("sha256", "a SHA-256 of 64 hexadecimal digits")
    group = cells.get("group") or None
    return Row(
        path,
        line,
        cells.get("path", ""),
        Given(
            kind,
            country,
            year,
            language,
            cells.get("title", ""),
            "" if group == ALONE else group,
            f"manifest, line {line}",
        ),
        url,
        sha256,
        cells.get("verified", ""),
        cells.get("note", ""),
    )
