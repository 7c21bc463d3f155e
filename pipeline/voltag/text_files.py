"""Text files that people give: read whole, and told of in a sentence where they cannot be."""

from pathlib import Path


class TextFileError(Exception):
    """A file that cannot be read as text; the message names it and says what to do."""


def read_text(path: Path, *, of_spreadsheet: bool = False) -> str:
    """Return the text of the UTF-8 file at ``path``, without a byte order mark.

    ``of_spreadsheet`` is for CSV files, which whoever made them can save anew as UTF-8.

    Raises:
        TextFileError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TextFileError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        told = (
            "is not UTF-8 text; save it as “CSV UTF-8” and give that"
            if of_spreadsheet
            else f"is not UTF-8 text ({error.reason}); convert it first"
        )
        raise TextFileError(f"{path}: {told}") from error
