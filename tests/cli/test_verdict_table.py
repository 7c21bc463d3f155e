"""The table that ``voltag classify`` ends with."""

import io
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.results import passage, result
from voltag.batch.results import Summary, summarize
from voltag.batch.run_record import Outcome
from voltag.cli.verdict_table import print_verdicts
from voltag.types import LabelledPassage, Status


def summary(*passages: LabelledPassage, **changes: Any) -> Summary:  # noqa: ANN401
    return summarize(result(*passages, **changes).verdict, passages)


@pytest.mark.parametrize("width", [70, 80, 120, 160])
def test_answers_are_never_cut_and_no_line_is_too_long(width: int) -> None:
    long = "a-folder/with/a/long/name/自愿国别评估报告-" + "x" * 40 + "-{}.pdf"
    outcome = Outcome(
        (
            summary(passage(), path=long.format(1)),
            summary(path=long.format(2), status=Status.INCOMPLETE, unread_pages=(2,)),
            summary(
                path="short.pdf",
                status=Status.UNSUPPORTED_LANGUAGE,
                references_volunteering=None,
                review={"references": ("unsupported_language",)},
            ),
        ),
        3,
    )
    out = io.StringIO()
    print_verdicts(outcome, "out/report.html", Console(file=out, width=width, highlight=False))
    table = out.getvalue().splitlines()
    assert max(cell_len(line) for line in table) <= width
    assert len(table) == 5
    for line, answer in zip(
        table[1:4], ("yes", "yes incomplete", "unsupported_language"), strict=True
    ):
        assert f" vnr   {answer}" in line
        assert "yes  ?    no" in line.split(answer, 1)[1]
    assert "-1.pdf" in table[1]
    assert ("Volunteers took part here." in table[1]) is (width == 160)
