"""Entries of a folder that are no plain files, or have names that mean harm."""

import os
import socket
from pathlib import Path

from tests.hostile.case import Entry
from tests.hostile.structures import good

OK = frozenset({"ok"})
FAILED = frozenset({"failed"})

NAMES = (
    ("formula", b"=cmd|' calc'!A0.pdf", "a name that is a formula"),
    ("script", b"<img src=x onerror=alert(1)>.pdf", "a name that is a script"),
    ("steering", b"a\x1b[2J\x1b]0;owned\x07\nb\r.pdf", "a name that steers terminals"),
    ("markup", b"[red]x[bold][link=a]y.pdf", "a name in the markup of the terminal library"),
    ("not-utf8", b"caf\xe9 \xff\xfe.pdf", "a name that is not UTF-8"),
    ("backwards", "\u202efdp.exe.pdf".encode(), "a name that turns text around"),
    ("upwards", b"..%2f..%2f..\\..\\evil.pdf", "a name that is a path elsewhere"),
    ("option", b"--help.pdf", "a name that is an option"),
    ("dots", b"...pdf", "a name of dots"),
    ("long", b"n" * 251 + b".pdf", "a name of 255 bytes"),
    ("quotes", b"\"';--,\t.pdf", "a name of quotes, commas and a tab"),
)
"""A word, the name in bytes, and what it is."""
VISIBLE = [name for _, name, _ in NAMES if not name.startswith(b".")]
"""The names that are not passed over in a folder."""


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(2**40)


def _swelling(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(900 * 2**20)


def _socket(path: Path) -> None:
    # The address of a socket may have 107 bytes; one that is bound from its folder always fits.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(path.name)
    finally:
        os.chdir(here)


def _link_to_file(path: Path) -> None:
    target = path.with_name("target-of-link.bin")
    target.write_bytes(good())
    path.symlink_to(target.name)


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def _folder(path: Path) -> None:
    path.mkdir()


ENTRIES = (
    Entry("pipe", "a pipe", lambda path: os.mkfifo(path), FAILED, frozenset({"not_a_file"})),
    Entry("socket", "a socket", _socket, FAILED, frozenset({"not_a_file"})),
    Entry(
        "link-to-device",
        "a link to /dev/zero",
        lambda path: path.symlink_to("/dev/zero"),
        FAILED,
        frozenset({"not_a_file"}),
    ),
    Entry(
        "link-to-nothing",
        "a link that leads nowhere",
        lambda path: path.symlink_to("nowhere"),
        FAILED,
        frozenset({"unreadable_file"}),
    ),
    Entry(
        "link-to-itself",
        "a link to itself",
        _link_to_itself,
        FAILED,
        frozenset({"missing", "unreadable_file"}),
    ),
    Entry("link-to-file", "a link to a good PDF", _link_to_file, OK),
    Entry("sparse", "1 TiB of nothing", _sparse, FAILED, frozenset({"too_large"})),
    Entry("swelling", "900 MiB of zeros after a header", _swelling, FAILED, frozenset({"damaged"})),
)
