"""A model with its settings: text in, labels out; PDFs in, verdicts out."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from voltag.api.results import Classification, TaggedText
from voltag.batch.outputs import RUN
from voltag.classify.languages import text_language
from voltag.classify.model import Model
from voltag.classify.persist import find_model, load_model
from voltag.report.reading import read_results
from voltag.settings import Settings, load_settings
from voltag.types import Labels

_FINISHED = (0, 1, 3)
"""Exit codes of a run that may have written results: answered, all failed, some failed."""
StrPath = str | PathLike[str]
KindOption = Literal["auto", "vnr", "framework"]
OcrOption = Literal["auto", "off", "force"]


class ClassifyError(Exception):
    """Nothing could be classified; the message is the one that the command gives."""


def load(model: StrPath = "default", settings: StrPath | None = None) -> "Classifier":
    """Load a model.

    Args:
        model: A model folder, or the name of a shipped model: ``default``, or
            ``multilingual`` with the extra of that name.
        settings: A TOML file with the settings to change; see ``voltag settings``.

    Raises:
        ModelError: there is no such model, or it cannot be used.
        SettingsError: the settings file cannot be used.
    """
    folder = find_model(str(model))
    file = Path(settings) if settings is not None else None
    return Classifier(load_model(folder), folder, load_settings(file), file)


class Classifier:
    """A model with its settings, ready for texts and PDFs. :func:`load` makes one."""

    def __init__(
        self, model: Model, folder: Path, settings: Settings, settings_file: Path | None
    ) -> None:
        self._model = model
        self._folder = folder
        self._settings_file = settings_file
        self.settings = settings

    @property
    def model_id(self) -> str:
        """The model's id, as every verdict names it."""
        return self._model.id

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages that the model knows."""
        return tuple(self._model.languages)

    def __repr__(self) -> str:
        return f"<Classifier {self.model_id}: {', '.join(self.languages)}>"

    def tag(self, text: str, language: str | None = None) -> TaggedText:
        """Label one passage; see :meth:`tag_all`."""
        return self.tag_all([text], language)[0]

    def tag_all(self, texts: Iterable[str], language: str | None = None) -> list[TaggedText]:
        """Label passages of one to about five sentences.

        Args:
            texts: The passages.
            language: Their ISO 639-1 code; told from each text where it is not given.

        Returns:
            The labels, in the order of the texts.
        """
        pairs = [
            (text, language or text_language(text, self._model, self.settings)) for text in texts
        ]
        names = [field.name for field in fields(Labels)]
        return [
            TaggedText(text, code, **{name: getattr(labels, name) for name in names})
            for (text, code), labels in zip(
                pairs, self._model.label(pairs, self.settings), strict=True
            )
        ]

    def classify(
        self, path: StrPath, *, kind: KindOption = "auto", ocr: OcrOption = "auto"
    ) -> Classification:
        """Read and judge one PDF; :meth:`classify_all` is quicker for many.

        Raises:
            ClassifyError: there is no such file.
        """
        if Path(path).is_dir():
            raise ClassifyError(f"{path}: is a folder; use classify_all for it")
        return self.classify_all([path], kind=kind, ocr=ocr)[0]

    def classify_all(
        self,
        paths: Sequence[StrPath],
        *,
        kind: KindOption = "auto",
        ocr: OcrOption = "auto",
        out: StrPath | None = None,
        workers: int | None = None,
    ) -> list[Classification]:
        """Read and judge PDFs and folders of PDFs, exactly as ``voltag classify`` does.

        A PDF may be hostile, so none is opened in this process: the command runs beside it,
        with its workers and their limits of time and memory.

        Args:
            paths: PDFs, or folders that are searched for them.
            kind: What the documents are; told from each where it is ``auto``.
            ocr: Whether pages without text are read by OCR: where that is installed
                (``auto``), never, or all pages (``force``).
            out: A folder that keeps the results, for reports, reviews and later runs.
            workers: How many documents are read at a time.

        Returns:
            A classification for each document, sorted by path. What is wrong with one is in
            its status and its problems.

        Raises:
            ClassifyError: nothing could be classified, or ``out`` cannot be written.
        """
        if not paths:
            raise ClassifyError("there is no path to classify")
        if out is not None:
            return self._run(paths, kind, ocr, Path(out), workers)
        with TemporaryDirectory(prefix="voltag-") as folder:
            return self._run(paths, kind, ocr, Path(folder, "out"), workers)

    def _run(
        self, paths: Sequence[StrPath], kind: str, ocr: str, out: Path, workers: int | None
    ) -> list[Classification]:
        options = [
            "--quiet",
            "--kind",
            kind,
            "--ocr",
            ocr,
            "--model",
            str(self._folder),
            "-o",
            str(out),
        ]
        if self._settings_file is not None:
            options += ["--settings", str(self._settings_file)]
        if workers is not None:
            options += ["--workers", str(workers)]
        before = _content(out / RUN)
        run = subprocess.run(
            [sys.executable, "-m", "voltag", "classify", *options, "--", *map(str, paths)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if run.returncode not in _FINISHED or _content(out / RUN) == before:
            message = run.stderr.strip().removeprefix("voltag: ")
            raise ClassifyError(message or f"voltag classify ended with code {run.returncode}")
        return [
            Classification(document.verdict, document.passages, document.problems)
            for document in read_results([out]).documents
        ]


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
