"""PDFium's own functions, typed as far as they go: handles and addresses are integers.

Prototypes of our own: plain integers for handles make a call twice as fast as pypdfium2's do,
and leave what other users of pypdfium2 see as it is. Functions return what PDFium returns;
those that fill in numbers take the addresses of buffers.

Names that begin with ``quick`` are of functions called for each text object of each page. They
have no prototype, so that ``ctypes`` has nothing to convert, which is half of a call: a handle
or an address must come as a ``c_void_p``, a number as an integer.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as raw

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
"""Types of page objects."""
LINE_TO, BEZIER_TO = 0, 1
"""Types of path segments."""
STROKE_AND_FILL, INVISIBLE = 2, 3
"""Text render modes."""


def _address(name: str) -> int:
    pointer = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    if pointer is None:
        raise ImportError(f"pypdfium2 has no function {name}")
    return pointer


def _function(name: str, result: type | None, *arguments: type) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(_address(name))


def _long_function(name: str, result: type | None, *arguments: type) -> Callable[..., Any]:
    """A function that may take long: other threads of Python go on meanwhile."""
    return ctypes.CFUNCTYPE(result, *arguments)(_address(name))


def _quick_function(name: str, result: type) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result)(_address(name))


def handle(thing: object) -> int:
    """Return the handle of a document, page or text page of pypdfium2 as a plain integer."""
    return ctypes.cast(thing.raw, ctypes.c_void_p).value or 0  # type: ignore[attr-defined]


_P, _I = ctypes.c_void_p, ctypes.c_int
load_page = _long_function("FPDF_LoadPage", _P, _P, _I)
close_page = _long_function("FPDF_ClosePage", None, _P)
load_text = _long_function("FPDFText_LoadPage", _P, _P)
close_text = _long_function("FPDFText_ClosePage", None, _P)
page_rotation = _function("FPDFPage_GetRotation", _I, _P)
page_bounds = _function("FPDF_GetPageBoundingBox", _I, _P, _P)
page_count = _function("FPDFPage_CountObjects", _I, _P)
text_count = _function("FPDFText_CountChars", _I, _P)
text_units = _function("FPDFText_GetText", _I, _P, _I, _I, _P)
char_box = _function("FPDFText_GetLooseCharBox", _I, _P, _I, _P)
char_code = _function("FPDFText_GetUnicode", ctypes.c_uint, _P, _I)
quick_char_object = _quick_function("FPDFText_GetTextObject", _P)
quick_char_matrix = _quick_function("FPDFText_GetMatrix", _I)
quick_char_size = _quick_function("FPDFText_GetFontSize", ctypes.c_double)
quick_char_box = _quick_function("FPDFText_GetLooseCharBox", _I)
quick_char_ink = _quick_function("FPDFText_GetCharBox", _I)
quick_char_origin = _quick_function("FPDFText_GetCharOrigin", _I)
quick_page_object = _quick_function("FPDFPage_GetObject", _P)
text_font = _function("FPDFTextObj_GetFont", _P, _P)
font_embedded = _function("FPDFFont_GetIsEmbedded", _I, _P)
text_mode = _function("FPDFTextObj_GetTextRenderMode", _I, _P)
font_name = _function("FPDFFont_GetBaseFontName", ctypes.c_size_t, _P, _P, ctypes.c_size_t)
font_flags = _function("FPDFFont_GetFlags", _I, _P)
form_object = _function("FPDFFormObj_GetObject", _P, _P, ctypes.c_ulong)
form_count = _function("FPDFFormObj_CountObjects", _I, _P)
object_type = _function("FPDFPageObj_GetType", _I, _P)
object_bounds = _function("FPDFPageObj_GetBounds", _I, _P, _P, _P, _P, _P)
object_matrix = _function("FPDFPageObj_GetMatrix", _I, _P, _P)
object_fill = _function("FPDFPageObj_GetFillColor", _I, _P, _P, _P, _P, _P)
object_clip = _function("FPDFPageObj_GetClipPath", _P, _P)
clip_paths = _function("FPDFClipPath_CountPaths", _I, _P)
clip_segments = _function("FPDFClipPath_CountPathSegments", _I, _P, _I)
clip_segment = _function("FPDFClipPath_GetPathSegment", _P, _P, _I, _I)
path_mode = _function("FPDFPath_GetDrawMode", _I, _P, _P, _P)
path_segments = _function("FPDFPath_CountSegments", _I, _P)
path_segment = _function("FPDFPath_GetPathSegment", _P, _P, _I)
segment_type = _function("FPDFPathSegment_GetType", _I, _P)
segment_point = _function("FPDFPathSegment_GetPoint", _I, _P, _P, _P)
annotation_count = _function("FPDFPage_GetAnnotCount", _I, _P)
annotation = _function("FPDFPage_GetAnnot", _P, _P, _I)
annotation_close = _function("FPDFPage_CloseAnnot", None, _P)
annotation_kind = _function("FPDFAnnot_GetSubtype", _I, _P)
annotation_bounds = _function("FPDFAnnot_GetRect", _I, _P, _P)
annotation_value = _function(
    "FPDFAnnot_GetStringValue", ctypes.c_ulong, _P, ctypes.c_char_p, _P, ctypes.c_ulong
)
LINK, POPUP, WIDGET = 2, 16, 20
"""Kinds of annotations."""


def name_of(font: int) -> bytes:
    """Return the name of a font, as the PDF writes it."""
    name = ctypes.create_string_buffer(128)
    font_name(font, name, 128)
    return name.value
