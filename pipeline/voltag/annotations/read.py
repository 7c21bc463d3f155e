"""Reading annotation files, with every error named by file, line and field."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voltag.annotations.model import Annotation, Source
from voltag.resources import annotations_folder
from voltag.text_files import TextFileError, read_text


class AnnotationError(ValueError):
    """Annotation files that cannot be used; the message lists every fault found."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        shown = faults[:20]
        if len(faults) > len(shown):
            shown.append(f"... and {len(faults) - len(shown)} more")
        super().__init__("\n".join(shown))


class TextMissingError(ValueError):
    """The text of an annotation that is stored without it cannot be had; the message says why."""


TextOf = Callable[[Source], str]
"""Gives the text of a source, or raises :class:`TextMissingError`."""


def no_text(source: Source) -> str:
    """Give the text of no source, for callers that have no PDFs.

    Raises:
        TextMissingError: always.
    """
    raise TextMissingError(
        f"is stored without its text, which is in the PDF {source.document_id}; name the folder"
        " with the PDFs (--pdfs DIR)"
    )


def default_annotation_paths() -> list[Path]:
    """Return the annotation files that ship with voltag, sorted."""
    return sorted(annotations_folder().glob("*.jsonl"))


def annotation_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files that ``paths`` name, folders replaced by the ``*.jsonl`` in them.

    Raises:
        AnnotationError: a path does not exist, or a folder has no such file.
    """
    found: list[Path] = []
    faults: list[str] = []
    for path in paths:
        named = path.glob("*.jsonl") if path.is_dir() else [path]
        # A pipe of that name would be waited for.
        inside = sorted(file for file in named if file.is_file())
        if not inside:
            faults.append(f"{path}: no annotation file (*.jsonl) is there")
        found += inside
    if faults:
        raise AnnotationError(faults)
    return found


def stored_sources(paths: Iterable[Path]) -> list[Source]:
    """Return the sources of all annotations that are stored without their text, in order.

    Lines and files that cannot be read are passed over; :func:`read_annotations` names them.

    Raises:
        AnnotationError: a path does not exist, or a folder has no annotation file.
    """
    found = []
    for path in annotation_files(paths):
        with suppress(OSError, UnicodeDecodeError):
            for line in path.read_text(encoding="utf-8-sig").split("\n"):
                with suppress(ValueError):
                    if (source := _source_alone(line)) is not None:
                        found.append(source[1])
    return found


def _source_alone(line: str) -> tuple[dict[str, Any], Source] | None:
    """Return the values and the source of a line without a text; None for any other line.

    Raises:
        ValueError: the line has no text, and its source is not valid.
    """
    if '"source"' not in line:
        return None
    try:
        values = json.loads(line)
    except RecursionError:
        raise ValueError("lists and objects are nested too deep") from None
    if not isinstance(values, dict) or values.get("text") or values.get("source") is None:
        return None
    try:
        return values, Source.model_validate(values["source"])
    except ValidationError as error:
        faults = [f"source.{fault}" for fault in _faults(error)]
        raise AnnotationError(faults) from error


def parsed_line(line: str, text_of: TextOf = no_text) -> Annotation:
    """Read a line of an annotation file; ``text_of`` is asked where it has no text.

    Raises:
        AnnotationError: the line is not valid; each fault as ``field: what is wrong``.
    """
    try:
        alone = _source_alone(line)
        if alone is None:
            return Annotation.model_validate_json(line)
        values, source = alone
        return Annotation.model_validate_json(json.dumps(values | {"text": text_of(source)}))
    except ValidationError as error:
        raise AnnotationError(list(_faults(error))) from error
    except TextMissingError as error:
        raise AnnotationError([f"text: {error}"]) from error
    except AnnotationError:
        raise
    except ValueError as error:
        raise AnnotationError([f"line: {error}"]) from error


def read_annotations(paths: Iterable[Path], text_of: TextOf = no_text) -> list[Annotation]:
    """Read annotation files and folders of them; every line must be valid.

    ``text_of`` gives the text of those that are stored without it.

    Of two annotations of one passage, that is with the same id or, in different files, with the
    same text, the later one in the order of ``paths`` replaces the earlier: a reviewer's
    decision comes after what it decides on. Within one file an id may stand only once.

    Raises:
        AnnotationError: files are missing or lines are invalid; all faults are listed, each
            as ``file:line: field: what is wrong``.
    """
    annotations: dict[str, Annotation] = {}
    id_by_text: dict[tuple[str, str], str] = {}
    faults: list[str] = []
    for path in annotation_files(paths):
        lines_by_id: dict[str, int] = {}
        earlier = dict(id_by_text)
        try:
            content = read_text(path)
        except TextFileError as error:
            faults.append(str(error))
            continue
        for number, line in enumerate(content.split("\n"), start=1):
            if not line.strip():
                continue
            try:
                annotation = parsed_line(line, text_of)
            except AnnotationError as error:
                faults += (f"{path}:{number}: {fault}" for fault in error.faults)
                continue
            if annotation.id in lines_by_id:
                faults.append(
                    f"{path}:{number}: id: {annotation.id} stands on line"
                    f" {lines_by_id[annotation.id]} already"
                )
            lines_by_id[annotation.id] = number
            text = (annotation.language, " ".join(annotation.text.split()))
            annotations.pop(earlier.get(text, ""), None)
            annotations[annotation.id] = annotation
            id_by_text[text] = annotation.id
    if faults:
        raise AnnotationError(faults)
    return list(annotations.values())


def find_annotations(paths: Iterable[Path], ids: Collection[str]) -> list[Annotation]:
    """Return the annotations in ``paths`` that have one of ``ids``, reading no others.

    Much faster than reading all. Of two with the same id the later one is returned; lines
    that are not valid and files that cannot be read are passed over.
    """
    wanted = [json.dumps(text, ensure_ascii=ascii_) for text in ids for ascii_ in (False, True)]
    found: dict[str, Annotation] = {}
    for path in paths:
        with suppress(OSError, UnicodeDecodeError):
            content = path.read_text(encoding="utf-8-sig")
            if not any(word in content for word in wanted):
                continue
            for line in content.split("\n"):
                if any(word in line for word in wanted):
                    with suppress(ValidationError):
                        annotation = Annotation.model_validate_json(line)
                        found[annotation.id] = annotation
    return [annotation for key, annotation in found.items() if key in set(ids)]


def _faults(error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        where = ".".join(str(part) for part in detail["loc"]) or "line"
        yield f"{where}: {detail['msg'].removeprefix('Value error, ')}"
