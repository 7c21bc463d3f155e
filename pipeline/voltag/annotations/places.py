"""Where each annotation stands in its files."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voltag.annotations.model import Annotation
from voltag.annotations.read import AnnotationError, TextOf, annotation_files, no_text, parsed_line


@dataclass(frozen=True, slots=True)
class Placed:
    """An annotation, and its place as ``file:line``."""

    annotation: Annotation
    place: str


def placed_annotations(paths: Iterable[Path], text_of: TextOf = no_text) -> list[Placed]:
    """Return the annotations of all valid lines, in order, with their places.

    ``text_of`` gives the text of those that are stored without it. Lines and files that cannot
    be read are passed over; :func:`read_annotations` names them.

    Raises:
        AnnotationError: a path does not exist, or a folder has no annotation file.
    """
    placed = []
    for path in annotation_files(paths):
        try:
            content = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        for number, line in enumerate(content.split("\n"), start=1):
            try:
                annotation = parsed_line(line, text_of)
            except AnnotationError:
                continue
            placed.append(Placed(annotation, f"{path}:{number}"))
    return placed


def replaced(placed: Iterable[Placed]) -> list[tuple[Placed, Placed]]:
    """Return the pairs of annotations with the same id, the later one of each first."""
    found: dict[str, Placed] = {}
    pairs = []
    for later in placed:
        earlier = found.get(later.annotation.id)
        if earlier is not None:
            pairs.append((later, earlier))
        found[later.annotation.id] = later
    return pairs
