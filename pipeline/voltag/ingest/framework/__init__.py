"""The tables of a results framework: which pages hold one, and what stands in their cells.

Only the pages that show signs of such a table are read with pdfplumber.
"""

from voltag.ingest.framework.read import TableLimits, read_tables

__all__ = ["TableLimits", "read_tables"]
