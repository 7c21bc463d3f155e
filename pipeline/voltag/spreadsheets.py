"""What spreadsheets make of CSV files, when they open them and when they write them."""

import re

_FORMULA = frozenset("=+-@＝＋－＠")


def opens_formula(text: str) -> bool:
    """Whether a spreadsheet would take a cell with ``text`` for a formula.

    OWASP, CSV injection. The wide signs are taken for the narrow ones in Chinese and Japanese
    input; space and what does not print is passed over.
    """
    return next((c for c in text if c.isprintable() and not c.isspace()), "") in _FORMULA


def safe_cell(value: object) -> str:
    """Return ``value`` as a cell of a CSV file that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(str(value).split())
    return f"'{text}" if opens_formula(text) else text


def cell_delimiter(text: str) -> str:
    """Return the sign between the cells of the CSV file ``text``, by its first line with text.

    What spreadsheets write there differs by country: a comma, a semicolon or a tab.
    """
    head = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    return max(",;\t", key=head.count)
