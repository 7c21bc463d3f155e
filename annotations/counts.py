"""Refresh what is derived from the annotation files.

``python annotations/counts.py`` counts the passages, measures the agreement of the two
labellings in agreement/, and writes the tables of DATASHEET.md;
``python annotations/counts.py DESCRIPTIONS.jsonl...`` also writes documents.csv anew from
lines with ``document``, ``language``, ``kind`` and ``description``.
"""

import csv
import json
import statistics
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voltag.annotations import read_annotations
from voltag.annotations.agreement import (
    ALL,
    BOTH_B4,
    TOGETHER,
    LabelAgreement,
    agreement,
    kappa_text,
    paired,
)
from voltag.evaluation.slices import script
from voltag.languages import language_data

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh", "fr")
LABELLED_TWICE = ("en", "zh")
"""The languages of the two labellings that are compared."""

Passage = dict[str, Any]


def read(paths: list[Path]) -> list[Passage]:
    """Return the objects of JSON lines files, in order."""
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n")]
    return [json.loads(line) for line in lines if line.strip()]


def table(heading: str, counts: dict[str, Counter[str]], order: list[str]) -> list[str]:
    """Return a Markdown table of one row a value and one column a language."""
    rows = ["", f"| {heading} | {' | '.join(LANGUAGES)} |", "|---|" + "---:|" * len(LANGUAGES)]
    for value in order:
        rows.append(f"| {value} | " + " | ".join(str(counts[lg][value]) for lg in LANGUAGES) + " |")
    return rows


def by_language(
    passages: list[Passage], values: Callable[[Passage], list[str]]
) -> dict[str, Counter[str]]:
    """Count the values that ``values`` gives for each passage, language by language."""
    counts: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
    for passage in passages:
        counts[passage["language"]].update(values(passage))
    return counts


def has_words(language: str) -> bool:
    """Whether words are separated by spaces in ``language``."""
    return bool(language_data(language, "language")["spaces"])


def quartiles(passages: list[Passage], language: str) -> list[int]:
    """Return shortest, quartiles and longest: words, or characters where none are separated."""
    texts = [p["text"] for p in passages if p["language"] == language]
    lengths = [len(t.split()) if has_words(language) else len("".join(t.split())) for t in texts]
    return [min(lengths), *(round(q) for q in statistics.quantiles(lengths, n=4)), max(lengths)]


def tables(passages: list[Passage]) -> list[str]:
    """Return all tables of the datasheet as lines of Markdown."""
    said = [p for p in passages if p["reference"] == "contribution"]
    totals = by_language(passages, lambda p: ["passages"])
    for p in {p["document"]: p for p in passages}.values():
        totals[p["language"]]["documents"] += 1
    codes = [
        f"{letter}{n}"
        for letter, last in (("a", 5), ("b", 7), ("c", 4))
        for n in range(1, last + 1)
    ]
    lines = table("", totals, ["passages", "documents"])
    lines += table(
        "`reference`",
        by_language(passages, lambda p: [p["reference"]]),
        ["none", "bare", "contribution"],
    )
    lines += ["", "Of the contributions:"]
    lines += table(
        "objective",
        by_language(said, lambda p: p["objectives"] or ["no objective"]),
        ["ownership", "integration", "measurement", "no objective"],
    )
    lines += table("code", by_language(said, lambda p: p["codes"]), codes)
    b4 = [p for p in said if "b4" in p["codes"]]
    lines += table(
        "`b4_kind`",
        by_language(b4, lambda p: [p["b4_kind"] or "null"]),
        ["long_term", "new", "null"],
    )
    lines += table(
        "`polarity`",
        by_language(said, lambda p: [p["polarity"]]),
        ["positive", "neutral", "negative"],
    )
    lines += table(
        "`implicit`", by_language(said, lambda p: [str(p["implicit"]).lower()]), ["true", "false"]
    )
    lines += ["", "Of all passages:"]
    scripts = by_language(passages, lambda p: [script(p["text"], p["language"])])
    lines += table("script", scripts, sorted({v for c in scripts.values() for v in c}))
    for name in ("origin", "annotator"):
        found: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
        for passage in passages:
            found[passage["language"]][passage[name]] += 1
        lines += table(f"`{name}`", found, sorted({v for c in found.values() for v in c}))
    lines += [
        "",
        "| length | shortest | quartile | median | quartile | longest |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for language in LANGUAGES:
        unit = "words" if has_words(language) else "characters"
        cells = " | ".join(map(str, quartiles(passages, language)))
        lines.append(f"| {language}, {unit} | {cells} |")
    return lines


def agreement_cell(row: LabelAgreement) -> str:
    """Return a kappa with its interval and how often each annotator gave the label."""
    interval = "" if row.interval is None else " to ".join(map(kappa_text, row.interval))
    given = "" if row.given is None else f"; {row.given[0]}, {row.given[1]}"
    inside = f" ({interval}{given})" if interval else given.replace("; ", " (") + ")" * bool(given)
    return kappa_text(row.kappa) + inside


def agreement_tables() -> list[str]:
    """Return the tables of kappa by label and language as lines of Markdown."""
    first, second = (read_annotations([FOLDER / "agreement" / f"{n}.jsonl"]) for n in ("A1", "A2"))
    rows = agreement(paired(first, second))
    columns = [*LABELLED_TWICE, TOGETHER]
    lines: list[str] = []
    for title, shown in (
        ("Over all passages:", [r for r in rows if r.among == ALL]),
        ("Among those that both call a contribution:", [r for r in rows if r.among != ALL]),
    ):
        heads = [
            f"{c}, {next(r.passages for r in shown if r.language == c)} passages" for c in columns
        ]
        lines += ["", title, "", f"| label | {' | '.join(heads)} |", "|---|" + "---|" * len(heads)]
        for label in dict.fromkeys(row.label for row in shown):
            of_label = {row.language: row for row in shown if row.label == label}
            name = f"`{label}`" if label in ("reference", "implicit", "polarity") else label
            if of_label[TOGETHER].among == BOTH_B4:
                passages = ", ".join(str(of_label[c].passages) for c in columns)
                name = f"`{label}`, where both give b4 ({passages} passages)"
            cells = " | ".join(agreement_cell(of_label[c]) for c in columns)
            lines.append(f"| {name} | {cells} |")
    return lines


def put(text: str, name: str, lines: list[str]) -> str:
    """Return ``text`` with ``lines`` between its two marks of ``name``."""
    start, end = f"<!-- {name}: start -->", f"<!-- {name}: end -->"
    before, rest = text.split(start)
    after = rest.split(end)[1]
    return f"{before}{start}\n" + "\n".join(lines) + f"\n\n{end}{after}"


def refreshed(text: str) -> str:
    """Return the datasheet's text with the tables that the files give today."""
    text = put(text, "counts", tables(read(sorted(FOLDER.glob("*.jsonl")))))
    return put(text, "agreement", agreement_tables())


def main(descriptions: list[Path]) -> None:
    """Write DATASHEET.md's tables and, when ``descriptions`` are given, documents.csv."""
    sheet = FOLDER / "DATASHEET.md"
    sheet.write_text(refreshed(sheet.read_text(encoding="utf-8")), encoding="utf-8")
    if descriptions:
        columns = ["document", "language", "kind", "description"]
        with (FOLDER / "documents.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(sorted(read(descriptions), key=lambda d: str(d["document"])))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
