"""Other tools' files: annotations out, and back in with nothing set in silence.

A format is a module with two functions, ``write`` and ``read``. What a file says of a passage
comes out of ``read`` as it stands there; making an annotation of it, filling what is missing
from what the user said, and counting all that was filled or left, is the same for every format
and stands in :mod:`voltag.annotations.formats.importing`.
"""

from voltag.annotations.formats.exporting import (
    Exported,
    export_annotations,
    export_without_text,
    unknown_fields,
)
from voltag.annotations.formats.importing import Fill, Imported, import_annotations, passages
from voltag.annotations.formats.names import FORMATS

__all__ = [
    "FORMATS",
    "Exported",
    "Fill",
    "Imported",
    "export_annotations",
    "export_without_text",
    "import_annotations",
    "passages",
    "unknown_fields",
]
