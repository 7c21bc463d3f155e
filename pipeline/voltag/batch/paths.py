"""Which files a run reads: the paths as given, folders searched for PDFs."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voltag.types import Problem


@dataclass(frozen=True, slots=True)
class Input:
    """A file to classify, and its name in the output: the path as given, with ``/``."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the paths of a run came to."""

    inputs: tuple[Input, ...]
    """The files to read, each once, sorted by name."""
    lost: tuple[Problem, ...]
    """Paths that are no file and folders that cannot be searched: documents that failed."""
    empty: tuple[Problem, ...]
    """Folders without a PDF in them."""


def display_name(path: Path) -> str:
    """Return ``path`` as the output writes it: with ``/``, and valid as UTF-8.

    Bytes of a file name that are not UTF-8 come out as U+FFFD.
    """
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def find_inputs(paths: Iterable[Path]) -> Found:
    """Find the files that ``paths`` name, and what is wrong with those that name none.

    A folder is searched with its sub-folders for files that end in ``.pdf``, whatever the
    case. Links to folders are not followed, and links to files only where they stay inside the
    folder that was given: whoever fills a folder must not choose what else of the machine is
    read. What is hidden in a folder (``.name``, ``~$name``) is passed over: programs keep there
    what they have not finished, and file servers what was deleted. A file that is given is taken
    whatever it is called, and a link that is given is followed. Pipes, sockets and devices are
    not read, because they may never end.
    """
    files: set[Path] = set()
    lost: dict[Path, Problem] = {}
    empty: dict[Path, Problem] = {}
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            # A link that leads nowhere is a file that cannot be read, and is told as that.
            if isinstance(error, FileNotFoundError) and path.is_symlink():
                files.add(path)
            else:
                lost[path] = _problem(path, "missing", _unreachable(error))
            continue
        if stat.S_ISDIR(mode):
            inside, unsearched = _search(path)
            files |= inside
            lost |= unsearched
            if not inside and not unsearched:
                empty[path] = _problem(path, "no_pdf", "The folder has no PDF in it (*.pdf).")
        elif stat.S_ISREG(mode):
            files.add(path)
        else:
            lost[path] = _problem(path, "not_a_file", _NOT_A_FILE)
    # By the bytes too: two names that are not UTF-8 may look the same.
    order = sorted(files, key=lambda file: (display_name(file), os.fsencode(file)))
    return Found(
        tuple(Input(file, display_name(file)) for file in order),
        tuple(lost.values()),
        tuple(empty.values()),
    )


_HIDDEN = (".", "~$")
_NOT_A_FILE = "This is a pipe, a socket or a device; save its content as a file and read that."
_OUTSIDE = "This is a link out of the folder, which is not followed; name the file to read it."


def _search(folder: Path) -> tuple[set[Path], dict[Path, Problem]]:
    """Return the PDFs under ``folder``, and what could not be opened or must not be."""
    unsearched: dict[Path, Problem] = {}
    inside = os.path.realpath(folder)

    def note(error: OSError) -> None:
        path = Path(error.filename)
        message = f"The folder cannot be opened ({error.strerror}); check its permissions."
        unsearched[path] = _problem(path, "unreadable_folder", message)

    found = set()
    for parent, folders, names in os.walk(folder, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
        for name in names:
            path = Path(parent, name)
            if not name.lower().endswith(".pdf") or name.startswith(_HIDDEN):
                continue
            if path.is_symlink() and not _leads_inside(path, inside):
                unsearched[path] = _problem(path, "link_outside", _OUTSIDE)
            elif path.is_file() or path.is_symlink():
                found.add(path)
            else:
                unsearched[path] = _problem(path, "not_a_file", _NOT_A_FILE)
    return found, unsearched


def _leads_inside(link: Path, folder: str) -> bool:
    """Whether a link leads to somewhere in ``folder``, or nowhere."""
    target = os.path.realpath(link)
    return not os.path.lexists(target) or Path(target).is_relative_to(folder)


def _unreachable(error: Exception) -> str:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "There is no such file or folder; check the path."
    reason = error.strerror if isinstance(error, OSError) else error
    return f"The path cannot be reached ({reason}); check it and its permissions."


def _problem(path: Path, error: str, message: str) -> Problem:
    return Problem(display_name(path), None, None, "find", error, message)
