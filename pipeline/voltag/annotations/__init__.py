"""Labelled passages: reading annotation files and saying exactly what is wrong with them."""

from voltag.annotations.model import Annotation
from voltag.annotations.read import (
    AnnotationError,
    default_annotation_paths,
    find_annotations,
    read_annotations,
)

__all__ = [
    "Annotation",
    "AnnotationError",
    "default_annotation_paths",
    "find_annotations",
    "read_annotations",
]
