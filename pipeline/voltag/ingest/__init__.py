"""From a PDF to a :class:`voltag.types.Document`: pages, lines, and blocks in reading order."""

from voltag.ingest.framework import TableLimits
from voltag.ingest.reader import read_document

__all__ = ["TableLimits", "read_document"]
