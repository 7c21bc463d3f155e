"""From a PDF to a :class:`voltag.types.Document`: pages, lines, and blocks in reading order."""

from voltag.ingest.framework import TableLimits
from voltag.ingest.ocr import OcrMissingError
from voltag.ingest.reader import read_document
from voltag.ingest.scans import OcrMode, OcrOptions

__all__ = ["OcrMissingError", "OcrMode", "OcrOptions", "TableLimits", "read_document"]
