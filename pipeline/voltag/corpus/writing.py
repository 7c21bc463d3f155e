"""Writing a manifest: the lines that :func:`voltag.batch.manifest.read_manifest` reads."""

import csv
import io
from collections.abc import Iterable

from voltag.batch.manifest import COLUMNS, Row
from voltag.spreadsheets import safe_cell


def manifest_text(rows: Iterable[Row]) -> str:
    """Return ``rows`` as CSV that no spreadsheet takes for formulas; with column heads."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        values = _values(row)
        writer.writerow([safe_cell(values[name]) for name in COLUMNS])
    return buffer.getvalue()


def _values(row: Row) -> dict[str, str]:
    given = row.given
    return {
        "path": row.path,
        "kind": given.kind.value if given.kind else "",
        "country": given.country or "",
        "year": str(given.year) if given.year else "",
        "language": given.language or "",
        "title": given.title,
        # An empty group says that a file stands alone; the manifest has "-" for that.
        "group": "-" if given.group == "" else given.group or "",
        "url": row.url,
        "sha256": row.sha256,
        "verified": row.verified,
        "note": row.note,
    }
