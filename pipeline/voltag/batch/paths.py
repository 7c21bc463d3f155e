"""Which files a run reads: the paths as given, folders searched for PDFs."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voltag.batch.addresses import Address, RemoteError, RemoteFile, require_remote
from voltag.types import Problem


@dataclass(frozen=True, slots=True)
class Input:
    """A file to classify, and its name in the output: the path as given, with ``/``."""

    path: Path
    """Of no use for a file on another machine."""
    name: str
    remote: RemoteFile | None = None
    """Where it is, if not on this machine."""


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


def find_inputs(paths: Iterable[Path | Address]) -> Found:
    """Find the files that ``paths`` name, and what is wrong with those that name none.

    A path may be an address of another machine; its folders are searched in the same way.

    A folder is searched with its sub-folders for files that end in ``.pdf``, whatever the
    case. Links to folders are not followed, and links to files only where they stay inside the
    folder that was given: whoever fills a folder must not choose what else of the machine is
    read. What is hidden in a folder (``.name``, ``~$name``) is passed over: programs keep there
    what they have not finished, and file servers what was deleted. A file that is given is taken
    whatever it is called, and a link that is given is followed. Pipes, sockets and devices are
    not read, because they may never end.

    Raises:
        AddressError: an address is given, and the extra ``remote`` is not installed.
    """
    files: set[Path] = set()
    remote: dict[str, Input] = {}
    lost: dict[Path | Address, Problem] = {}
    empty: dict[Path | Address, Problem] = {}
    for path in paths:
        if isinstance(path, Address):
            inputs, problem = _search_address(path)
            remote |= inputs
            if problem is not None:
                (empty if problem.error == "no_pdf" else lost)[path] = problem
            continue
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
                empty[path] = _problem(path, "no_pdf", _EMPTY)
        elif stat.S_ISREG(mode):
            files.add(path)
        else:
            lost[path] = _problem(path, "not_a_file", _NOT_A_FILE)
    # By the bytes too: two names that are not UTF-8 may look the same.
    order = sorted(files, key=lambda file: (display_name(file), os.fsencode(file)))
    local = [Input(file, display_name(file)) for file in order]
    return Found(
        tuple(sorted([*local, *remote.values()], key=lambda item: item.name)),
        tuple(lost.values()),
        tuple(empty.values()),
    )


_HIDDEN = (".", "~$")
_EMPTY = "The folder has no PDF in it (*.pdf)."
_NOT_A_FILE = "This is a pipe, a socket or a device; save its content as a file and read that."
_OUTSIDE = "This is a link out of the folder, which is not followed; name the file to read it."


def _search(folder: Path) -> tuple[set[Path], dict[Path | Address, Problem]]:
    """Return the PDFs under ``folder``, and what could not be opened or must not be."""
    unsearched: dict[Path | Address, Problem] = {}
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


def _search_address(address: Address) -> tuple[dict[str, Input], Problem | None]:
    """Return the PDFs at an address by their keys, and what is wrong with it."""
    require_remote(address)
    from voltag.batch.remote import find_files

    try:
        found = find_files(address, _HIDDEN)
    except RemoteError as error:
        return {}, Problem(address.shown, None, None, "find", error.error, str(error))
    if not found:
        return {}, Problem(address.shown, None, None, "find", "no_pdf", _EMPTY)
    return {file.key: Input(Path(file.name), file.name, file) for file in found}, None


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
