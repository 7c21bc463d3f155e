"""Options and ways of failing that several verbs share."""

import functools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")

NOTHING_DONE = 1
SOME_FAILED = 3


class Failure(click.ClickException):
    """An error for the user: one message, exit code 1."""

    exit_code = NOTHING_DONE

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as in click
        """Print the message to standard error, without control characters."""
        click.echo(f"voltag: {printable(self.format_message())}", err=True)


def printable(text: str) -> str:
    """Return ``text`` without characters that could steer a terminal; line feeds stay."""
    return "\n".join(map(one_line, text.split("\n")))


def one_line(text: str) -> str:
    """Return ``text`` without characters that could steer a terminal or end the line."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def counted(count: int, noun: str) -> str:
    """Return ``1 document`` or ``2 documents`` for the noun ``document``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON leaves as it is and a terminal may act on, and halves of characters."""


def json_text(value: object, indent: int | None = None) -> str:
    """Return ``value`` as JSON for standard output, which may be a terminal.

    What could steer one, and what is not valid in UTF-8, is written as an escape: whoever reads
    the JSON gets the same value.
    """
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return _STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def fail(message: object) -> NoReturn:
    """End the command with ``message`` and exit code 1."""
    raise Failure(str(message))


def model_option(function: Callable[P, R]) -> Callable[P, R]:
    """``--model``: a folder or the name of a shipped model."""
    return click.option(
        "--model",
        "model_name",
        default="default",
        show_default=True,
        metavar="DIR",
        help="Model folder, or the name of a shipped model.",
    )(function)


def settings_option(function: Callable[P, R]) -> Callable[P, R]:
    """``--settings``: a TOML file that changes defaults."""
    return click.option(
        "--settings",
        "settings_file",
        type=click.Path(path_type=Path),
        metavar="FILE.toml",
        help="File with the settings to change; see `voltag settings`.",
    )(function)


def ocr_option(function: Callable[P, R]) -> Callable[P, R]:
    """``--ocr``: which pages are read by OCR."""
    return click.option(
        "--ocr",
        "ocr",
        type=click.Choice(["auto", "off", "force"]),
        default="auto",
        show_default=True,
        help="Recognise the text of pages that have none of use, of no page, or of all."
        " Needs the extra ocr; without it auto leaves such pages unread and says so.",
    )(function)


def quiet_option(function: Callable[P, R]) -> Callable[P, R]:
    """``--quiet``: errors only."""
    return click.option("--quiet", is_flag=True, help="Print nothing but errors.")(function)


def reports_errors(function: Callable[P, R]) -> Callable[P, R]:
    """Turn the errors that voltag raises on purpose into a message and exit code 1."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            if isinstance(error, _on_purpose()):
                fail(error)
            raise

    return wrapped


def _on_purpose() -> tuple[type[Exception], ...]:
    # Imported only once there is an error: a verb loads no room that it does not use.
    from voltag.annotations import AnnotationError
    from voltag.batch.addresses import AddressError
    from voltag.batch.classify import NoInputError
    from voltag.batch.job import ClusterError
    from voltag.batch.manifest import ManifestError
    from voltag.batch.webhook import WebhookError
    from voltag.batch.whole_files import OutputError
    from voltag.classify.folders import ModelError
    from voltag.extras import ExtraError
    from voltag.ingest import OcrMissingError
    from voltag.report.reading import ResultsError
    from voltag.settings import SettingsError

    return (
        AddressError,
        AnnotationError,
        ClusterError,
        ExtraError,
        ManifestError,
        ModelError,
        NoInputError,
        OcrMissingError,
        OutputError,
        ResultsError,
        SettingsError,
        WebhookError,
    )
