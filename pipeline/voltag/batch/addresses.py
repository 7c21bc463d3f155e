"""Addresses of files on other machines, as the user gives them; nothing is asked of a network.

Names in results, messages and notes are made from :attr:`Address.shown`, which has no password and
no signature in it.
"""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from voltag import __version__
from voltag.batch.stamps import Stamp

AGENT = f"voltag/{__version__}"
"""What voltag calls itself to other machines."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
"""At least two letters: ``C://`` is a drive."""
_HASH_DIGITS = 16
_NAMED_BEFORE_HOST = ("abfs", "abfss", "wasb", "wasbs")
"""Protocols in which a container's name, not a user's, stands before the host."""


class AddressError(Exception):
    """An address that cannot be used; the message says why and what to do."""


class RemoteError(Exception):
    """A file or folder on another machine that cannot be had.

    The message has no secrets in it; ``error`` is the short word for programs.
    """

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error


@dataclass(frozen=True, slots=True)
class Address:
    """An address such as ``s3://bucket/reviews``, perhaps with secrets in it."""

    url: str = field(repr=False)

    @property
    def protocol(self) -> str:
        """What stands before ``://``, in small letters."""
        return self.url.partition("://")[0].lower()

    @property
    def shown(self) -> str:
        """The address without user, password, query and a slash at its end."""
        parts = urlsplit(self.url)
        before, at, host = parts.netloc.rpartition("@")
        if before and ":" not in before and self.protocol in _NAMED_BEFORE_HOST:
            host = before + at + host
        return f"{self.protocol}://{host}{parts.path.rstrip('/')}"

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that an address led to."""

    address: Address
    """What was given: where the file system is told from."""
    path: str = field(repr=False)
    """Where it is in that file system."""
    name: str
    """What the output calls it."""
    stamp: Stamp | None
    """How it looked when it was found; None where its size is not told."""

    @property
    def key(self) -> str:
        """What the journal calls it: its name, with a hash where that hides a part of it.

        Addresses that differ by what is not shown are different files.
        """
        if self.address.url.rstrip("/") == self.address.shown:
            return self.name
        return f"{self.name} {sha256(self.address.url.encode()).hexdigest()[:_HASH_DIGITS]}"


def as_address(text: str) -> Address | None:
    """Return ``text`` as an address; None for a path of this machine.

    Raises:
        AddressError: it begins as an address does, and cannot be one.
    """
    if not _ADDRESS.match(text):
        return None
    try:
        urlsplit(text)
    except ValueError as error:
        # Not the text itself, which may have a password in it.
        protocol = text.partition("://")[0]
        raise AddressError(f"what begins with {protocol}:// is no address ({error})") from None
    return Address(text)


def is_loopback(host: str) -> bool:
    """Whether what is at ``host`` is on this machine, and reached from it alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def require_remote(address: Address) -> None:
    """Check that the extra ``remote`` is there.

    Raises:
        AddressError: it is not; the message says how to install it.
    """
    if find_spec("fsspec") is None:
        raise AddressError(
            f"{address}: addresses need fsspec: install it with `pip install 'voltag[remote]'`"
        )
