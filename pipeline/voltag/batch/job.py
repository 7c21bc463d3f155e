"""What every document of a run has in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voltag.settings import Settings
from voltag.types import Given, Kind

if TYPE_CHECKING:
    from voltag.batch.results import DocumentResult
    from voltag.classify.model import Model
    from voltag.ingest import OcrMode

Work = Callable[[Path, str, "Model", Settings, Given, "OcrMode"], "DocumentResult"]
"""What is done with one document: file, name in the output, model, settings, what is given,
which pages are read by OCR."""


class ClusterError(Exception):
    """A cluster that cannot do a job; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Job:
    """The model, the settings and what the user says of the documents."""

    model_folder: Path
    model_id: str
    settings: Settings
    kind: Kind | None = None
    work: Work | None = None
    """None for :func:`voltag.batch.classify_document.classify_document`. Workers look it up by
    its name, so it has to stand at the top of a module."""
    given: Mapping[str, Given] = field(default_factory=dict)
    """What a manifest says of documents, by their names in the output."""
    ocr: "OcrMode" = "off"
    timeout: float | None = None
    """Seconds that one document may take, where the user has said so."""

    @property
    def seconds(self) -> float:
        """Seconds that one document may take, with its OCR where there may be any."""
        if self.timeout is not None:
            return self.timeout
        # Imported once there is a document to read.
        from voltag.ingest.ocr import ocr_problem

        may_read = self.ocr != "off" and ocr_problem() is None
        more = self.settings.ocr.document_seconds if may_read else 0.0
        return self.settings.limits.document_seconds + more

    def given_of(self, name: str) -> Given:
        """What the user says of one document; a manifest stands before ``kind`` for all."""
        given = self.given.get(name)
        if given is None:
            return Given(kind=self.kind)
        return given if given.kind is not None else replace(given, kind=self.kind)
