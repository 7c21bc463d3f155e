"""A table for spreadsheets: a header, a row a passage, lists joined by spaces."""

import csv
import io
from collections.abc import Iterable, Iterator

from voltag.annotations.formats.record import FIELDS, Fault, LeftOut, Record, plain
from voltag.annotations.formats.strict_json import decoded
from voltag.annotations.model import Annotation
from voltag.spreadsheets import cell_delimiter, opens_formula

_LISTS = ("objectives", "codes")
_YES_OR_NO = {"true": True, "false": False}

_APOSTROPHE = "'"


def write(annotations: Iterable[Annotation]) -> bytes:
    """Return the table, UTF-8 with a byte order mark so that spreadsheets show Chinese right."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for annotation in annotations:
        values = plain(annotation)
        writer.writerow([_cell(values[name]) for name in FIELDS])
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(value)
    text = str(value)
    return _APOSTROPHE + text if _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula, but for apostrophes before it.

    Such a cell gets an apostrophe, and another where it has one, so that taking one away always
    gives back what was meant.
    """
    return opens_formula(text.lstrip(_APOSTROPHE))


def read(content: bytes, limit: int) -> Iterator[Record | LeftOut | Fault]:
    """Yield the passages of a table; its cells may be parted by commas, semicolons or tabs."""
    text = decoded(content)
    if isinstance(text, Fault):
        yield text
        return
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=cell_delimiter(text), strict=True)
    header: list[str] | None = None
    line = 0
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Fault(str(line), f"row: is not CSV: {error}")
            return
        if row is None:
            return
        if not any(row):
            continue
        if header is None:
            header = [name.strip() for name in row]
            twice = {name for name in header if name and header.count(name) > 1}
            if twice or "text" not in header:
                wrong = f"names {', '.join(sorted(twice))} twice" if twice else "has no column text"
                yield Fault(str(line), f"header: {wrong}; columns are: {', '.join(FIELDS)}")
                return
        elif len(row) > len(header):
            yield Fault(
                str(line), f"row: has {len(row)} cells, the header names {len(header)} columns"
            )
        else:
            yield _record(str(line), dict(zip(header, row, strict=False)))


def _record(place: str, cells: dict[str, str]) -> Record | Fault:
    values: dict[str, object] = {}
    for name in FIELDS:
        text = cells.get(name, "")
        if _is_formula(text):
            text = text.removeprefix(_APOSTROPHE)
        if name in _LISTS:
            if name in cells:
                values[name] = text.split()
        elif name == "implicit" and text:
            if text.lower() not in _YES_OR_NO:
                return Fault(place, f"implicit: {text!r:.80} is neither true nor false")
            values[name] = _YES_OR_NO[text.lower()]
        elif text:
            values[name] = text
    extra = tuple(name for name, text in cells.items() if text and name not in FIELDS)
    return Record(place, values, not_taken=extra)
