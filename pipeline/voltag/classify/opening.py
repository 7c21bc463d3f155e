"""Opening the files of a model folder, which somebody else may have made."""

import errno
import io
import os
import stat
import zipfile
from pathlib import Path

LARGEST_MIB = 200
"""MiB of a file of a model, as it is and unpacked; the largest that ships has 5."""


def part_of(path: Path) -> bytes:
    """Return the content of a file of a model folder.

    Raises:
        OSError: it cannot be read, is a pipe or a device, or is larger than ``LARGEST_MIB``.
    """
    # A link to a device has no size and no end, and opening a pipe waits for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no plain file", str(path))
        content = file.read(LARGEST_MIB * 2**20 + 1)
    if len(content) > LARGEST_MIB * 2**20:
        raise OSError(errno.EFBIG, f"it is larger than {LARGEST_MIB} MiB", str(path))
    return content


def check_unpacked(archive: bytes) -> None:
    """Look how large a zip archive would be, before anything of it is unpacked.

    Raises:
        ValueError: it is no such archive, or larger than ``LARGEST_MIB``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            size = sum(info.file_size for info in opened.infolist())
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise ValueError(f"is no zip archive ({error})") from error
    if size > LARGEST_MIB * 2**20:
        raise ValueError(f"unpacks to more than {LARGEST_MIB} MiB")
