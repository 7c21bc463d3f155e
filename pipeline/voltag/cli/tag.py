"""``voltag tag``: text in, labels out."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any, TextIO

import click

from voltag.cli.options import (
    fail,
    json_text,
    model_option,
    one_line,
    reports_errors,
    settings_option,
)

_SURROGATE = re.compile("[\ud800-\udfff]")
BATCH = 64
"""Lines that are labelled together; output still comes in order and without long waits."""


@click.command("tag")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"), default="-", metavar="[FILE|-]")
@model_option
@settings_option
@reports_errors
def command(file: TextIO, model_name: str, settings_file: Any) -> None:  # noqa: ANN401
    """Label passages: one a line, plain or as {"text": ..., "language": optional}.

    Writes one JSON object a line on standard output, in order, with the labels and all other
    keys of the input. A language that is not given is told from the text; of one that is
    given, such as zh-Hant, the part before the hyphen counts. Empty lines are left out.
    Characters that cannot be written as UTF-8 come out as U+FFFD.

    \b
    Examples:
      echo "Volunteers planted 300 trees." | voltag tag
      voltag tag passages.jsonl > labelled.jsonl
    """
    from pathlib import Path

    from voltag.classify.folders import find_model
    from voltag.languages import UNDETERMINED
    from voltag.settings import load_settings
    from voltag.text.language import begin_to_load_identifier

    settings = load_settings(Path(settings_file) if settings_file else None)
    folder = find_model(model_name)
    batches = _batches(_records(file))
    first = next(batches, [])
    if not all(record.get("language") for record in first):
        begin_to_load_identifier()
    # What takes long to import comes last: the identifier is on its way meanwhile.
    from voltag.classify.languages import text_language
    from voltag.classify.persist import load_model
    from voltag.records import to_plain

    model = load_model(folder)
    unknown: Counter[str] = Counter()
    for records in chain([first], batches):
        for record in records:
            record["language"] = record.get("language") or text_language(
                record["text"], model, settings
            )
        languages = [record["language"].split("-")[0].lower() for record in records]
        texts = [record["text"] for record in records]
        labels = model.label(list(zip(texts, languages, strict=True)), settings)
        unknown.update(code for code in languages if code not in (*model.languages, UNDETERMINED))
        for record, label in zip(records, labels, strict=True):
            click.echo(json_text(record | to_plain(label)))
    if unknown:
        # Their labels are all `none`, which must not be taken for an answer.
        found = ", ".join(f"{one_line(code)} ({count})" for code, count in sorted(unknown.items()))
        click.echo(f"voltag: lines not judged, the model knows no such language: {found}", err=True)


def _records(file: TextIO) -> Iterator[dict[str, Any]]:
    name = _name(file)
    for number, line in enumerate(_lines(file), start=1):
        text = line.strip()
        if not text:
            continue
        if not text.startswith("{"):
            yield {"text": text}
            continue
        try:
            record = without_surrogates(json.loads(text))
            json.dumps(record, allow_nan=False)
        except (ValueError, RecursionError) as error:
            fail(f"{name}:{number}: is not JSON ({error}); plain text must not begin with {{")
        if not isinstance(record.get("text"), str):
            fail(f"{name}:{number}: text: is missing, or is not a string")
        if not isinstance(record.get("language") or "", str):
            fail(f"{name}:{number}: language: must be a string such as en or zh")
        yield record


def _name(file: TextIO) -> str:
    return str(getattr(file, "name", "<stdin>"))


def without_surrogates(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON value with U+FFFD for every half of a UTF-16 pair in it.

    Nothing can write such a half, and the tokenizers cannot read it; offsets stay.
    """
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {without_surrogates(k): without_surrogates(v) for k, v in value.items()}
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    return value


def _lines(file: TextIO) -> Iterator[str]:
    try:
        yield from file
    except UnicodeDecodeError as error:
        fail(f"{_name(file)}: is not UTF-8 text ({error.reason}); convert it first")


def _batches(records: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for record in records:
        batch.append(record)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
