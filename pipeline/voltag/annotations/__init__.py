"""Labelled passages: reading annotation files and saying exactly what is wrong with them."""

from voltag.annotations.model import Annotation, Source
from voltag.annotations.read import (
    AnnotationError,
    TextMissingError,
    default_annotation_paths,
    find_annotations,
    read_annotations,
    stored_sources,
)

__all__ = [
    "Annotation",
    "AnnotationError",
    "Source",
    "TextMissingError",
    "default_annotation_paths",
    "find_annotations",
    "read_annotations",
    "stored_sources",
]
