"""Reading annotations for a verb, texts that are stored in PDFs only among them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from voltag.annotations import Annotation
    from voltag.annotations.read import TextOf
    from voltag.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")


def pdfs_option(function: Callable[P, R]) -> Callable[P, R]:
    """``--pdfs``: where the PDFs are that annotations without their text are from."""
    return click.option(
        "--pdfs",
        "pdfs",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="DIR",
        help="Folder with the PDFs of annotations that are stored without their text; files are"
        " known by their hash, whatever their names.",
    )(function)


def annotations_with_texts(
    files: Sequence[Path], pdfs: Path | None, settings: "Settings", *, quiet: bool
) -> "list[Annotation]":
    """Read annotation files, and the texts that they do not hold from the PDFs in ``pdfs``.

    Raises:
        AnnotationError: lines are invalid, or their texts cannot be read; all are named.
    """
    from voltag.annotations import read_annotations

    return read_annotations(files, text_reader(files, pdfs, settings, quiet=quiet))


def text_reader(
    files: Sequence[Path], pdfs: Path | None, settings: "Settings", *, quiet: bool
) -> "TextOf":
    """Return what gives the texts that annotation files do not hold.

    Raises:
        AnnotationError: a path does not exist, or a folder has no annotation file.
    """
    from voltag.annotations import stored_sources
    from voltag.annotations.read import no_text

    if pdfs is None:
        return no_text
    from voltag.cli.progress import progress_bar, teller
    from voltag.text.sources import texts_of_sources

    with progress_bar(quiet=quiet) as bar:
        return texts_of_sources(stored_sources(files), pdfs, settings, teller(bar))
