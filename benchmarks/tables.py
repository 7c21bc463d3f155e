"""Results of the comparison as Markdown tables, written into a page between its markers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

BEGIN = "<!-- comparison: begin (written by `make compare`) -->"
END = "<!-- comparison: end -->"

_LANGUAGES = {"en": "English", "zh": "Chinese", "fr": "French", "all": "all"}
"""In the order in which a cell of several figures has them."""
_SHARES = ("contribution F1", "average precision", "objectives macro F1", "codes macro F1")


def tables(rows: dict[str, Any], order: Sequence[str]) -> str:
    """All tables of ``rows``, in the given order; those without a row are left out.

    A row whose cost is None is left out of the table of costs, which begins with the rule's.
    """
    known = {name: rows[name] for name in order if name in rows}
    parts = [
        "### Cross-validated on written passages",
        _quality(known, "written"),
        "### On real passages",
        _quality(known, "real"),
        "### Objectives on real passages",
        _objectives(known),
        "### Cost",
        _costs(known),
    ]
    parts += [
        part
        for name, row in known.items()
        if row.get("against")
        for part in (f"### Against the keyword rule, real passages: {name}", _against(row))
    ]
    return "\n\n".join(parts)


def write_between_markers(page: Path, text: str, begin: str = BEGIN, end: str = END) -> None:
    """Replace what stands between the markers of ``page``.

    Raises:
        ValueError: the page does not have both markers, in their order.
    """
    old = page.read_text(encoding="utf-8")
    before, opening, rest = old.partition(begin)
    _, closing, after = rest.partition(end)
    if not opening or not closing:
        raise ValueError(f"{page} needs the lines {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def _languages(rows: dict[str, Any], which: str) -> list[str]:
    """The languages of all rows, with ``all`` at the end."""
    return [lg for lg in _LANGUAGES if any(lg in row[which] for row in rows.values())]


def _named(languages: Sequence[str]) -> str:
    return " / ".join(_LANGUAGES[language] for language in languages)


def _quality(rows: dict[str, Any], which: str) -> str:
    languages = _languages(rows, which)
    head = [_named(languages), *_SHARES, "`none` called contribution"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name, row in rows.items():
        measured = row[which]
        if not measured:
            continue
        cells = []
        for share in _SHARES:
            values = [measured[language][share] for language in languages]
            # A rule that knows no codes never finds one.
            unknown = share == "codes macro F1" and not any(values)
            cells.append("–" if unknown else " / ".join(_share(value) for value in values))
        called = [(measured[lg]["none called"], measured[lg]["none"]) for lg in languages]
        if which == "written":
            cells.append(" / ".join(f"{100 * a / b:.1f}%" for a, b in called))
        else:
            cells.append(" / ".join(f"{a:.0f} of {b:.0f}" for a, b in called))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _objectives(rows: dict[str, Any]) -> str:
    """F1 of the two objectives with enough real passages, and measurement as counts."""
    languages = _languages(rows, "real")
    lines = [
        f"| {_named(languages)} | ownership F1 | integration F1 | mean of the two"
        " | measurement: found, and wrongly called |",
        "|---" * 5 + "|",
    ]
    for name, row in rows.items():
        if not row["real"]:
            continue
        parts = [row["real"][language] for language in languages]
        cells = [
            " / ".join(_share(part[objective]) for part in parts)
            for objective in ("ownership", "integration")
        ]
        cells.append(
            " / ".join(_share((part["ownership"] + part["integration"]) / 2) for part in parts)
        )
        counts = [part["measurement"] for part in parts]
        cells.append(" / ".join(f"{found} of {has}, {wrong}" for has, found, wrong in counts))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _costs(rows: dict[str, Any]) -> str:
    lines = [
        "| processor time | training, s | ms a passage | times the keyword rule | MB"
        " | loading, s |",
        "|---|---|---|---|---|---|",
    ]
    costs = {name: row["cost"] for name, row in rows.items() if row["cost"]}
    rule = next((cost["passage"] for cost in costs.values()), None)
    for name, cost in costs.items():
        lines.append(
            f"| {name} | {_number(cost['training'], 0)} | {cost['passage']:.2f}"
            f" | {cost['passage'] / rule:.0f} | {_number(cost['size'], 1)}"
            f" | {_number(cost['load'], 2)} |"
        )
    return "\n".join(lines)


def _number(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def _against(row: dict[str, Any]) -> str:
    lines = ["| | keyword rule | model | difference | 95% interval |", "|---" * 5 + "|"]
    for d in row["against"]:
        low, high = d["interval"]
        lines.append(
            f"| {d['figure']} | {d['rule']:.3f} | {d['model']:.3f} | {d['difference']:+.3f}"
            f" | {low:+.3f} to {high:+.3f} |"
        )
    return "\n".join(lines)
