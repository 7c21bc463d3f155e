"""Where the PDFs of a run are now: at the path that the run read, or found by their hash."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from voltag.ingest.content import document_id_of


class PdfFiles:
    """Finds a document's file by its id. No path ever comes from a request."""

    def __init__(self, paths: Mapping[str, str], folders: Sequence[Path] = ()) -> None:
        """Look in the run's own ``paths`` (by document id), then below ``folders``."""
        self._paths = dict(paths)
        self._folders = tuple(folders)
        self._lock = threading.Lock()
        self._ids: dict[tuple[Path, int, int], str] = {}
        self._moved: dict[str, Path] | None = None

    def find(self, document_id: str) -> Path | None:
        """Return the file whose bytes have the hash ``document_id``, or None."""
        with self._lock:
            given = self._paths.get(document_id)
            if given is not None and self._id(Path(given)) == document_id:
                return Path(given)
            if self._moved is None or document_id not in self._moved:
                self._moved = self._search()
            found = self._moved.get(document_id)
            return found if found is not None and self._id(found) == document_id else None

    def _search(self) -> dict[str, Path]:
        """All PDFs below the folders, by document id; those seen before are not read again."""
        found: dict[str, Path] = {}
        for folder in self._folders:
            for path in sorted(folder.rglob("*")):
                if path.suffix.lower() == ".pdf" and (name := self._id(path)):
                    found.setdefault(name, path)
        return found

    def _id(self, path: Path) -> str | None:
        """The document id of the file at ``path``; the hash is kept while the file is as it was."""
        try:
            state = path.stat()
        except (OSError, ValueError):
            return None
        key = (path, state.st_mtime_ns, state.st_size)
        if key not in self._ids and (found := document_id_of(path)) is not None:
            self._ids[key] = found
        return self._ids.get(key)
