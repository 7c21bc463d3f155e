"""Which pages are taken for a results framework, and what reading them may cost."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.ingest.frameworks import TITLE, framework
from tests.ingest.typesetting import BIRDS, read, texts, typeset
from voltag.ingest import TableLimits, read_document
from voltag.ingest.framework import plumber
from voltag.ingest.framework.deadline import OvertimeError, TimeLimit
from voltag.ingest.framework.words import head_kinds, is_framework, is_title, opening_kind
from voltag.ingest.pdfium import PdfFile
from voltag.types import ColumnKind, Role


def table(heads: str, row: str, count: int = 6) -> str:
    columns = heads.count("[")
    body = ", ".join(row.replace("N", str(n)) for n in range(1, count + 1))
    return f"#table(columns: {columns}, {heads}, {body})\n"


NEAR_MISSES = {
    "statistics": "= Statistical annex\n"
    + table(
        "[Target], [Indicator], [Source], [2010], [2015], [2020]",
        "[N.1], [Wells in use], [Water board], [12], [14], [16]",
    ),
    "goals of a plan": "= Annex: Goals\n"
    + table(
        "[Indicator], [Baseline], [Target 2030]",
        "[N.1 Households with light], [41%], [95%]",
    ),
    "budget": "= Results framework\n"
    + table("[Outcome], [Available], [Required], [Gap]", "[Outcome N], [12], [14], [2]"),
    "agencies": "= Partners\n"
    + table("[Agency], [Partner], [Resources]", "[UNDP], [Ministry N], [Staff]"),
    "calendar": "= Monitoring and evaluation\n"
    + table("[Year], [Activity], [Partner], [Budget]", "[202N], [Review], [UNDP], [20]"),
    "prose": "= Results framework\nIndicator, baseline, target and outcome are words.\n\n"
    + BIRDS * 4,
    "表": "= 附件　统计\n"
    + table("[目标], [指标], [数据来源], [2015], [2020]", "[目标N], [水井], [统计局], [1], [2]"),
}


@pytest.mark.parametrize("source", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_what_only_looks_like_a_framework_is_none(source: str, tmp_path: Path) -> None:
    document = read(typeset(source + BIRDS), tmp_path)
    assert document.tables == ()
    assert document.problems == ()


def test_pages_without_signs_never_load_pdfplumber(tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(typeset("\n#pagebreak()\n".join(NEAR_MISSES.values()) + BIRDS))
    code = (
        "import sys; from pathlib import Path; from voltag.ingest import read_document; "
        f"document = read_document(Path({str(path)!r}), 'a.pdf'); assert len(document.pages) > 4; "
        "print(*sorted({'pdfplumber', 'pdfminer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_only_the_pages_of_the_framework_go_to_pdfplumber(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    copy_of_page = PdfFile.copy_of_page

    def spy(self: PdfFile, number: int) -> tuple[bytes, int]:
        opened.append(number)
        return copy_of_page(self, number)

    monkeypatch.setattr(PdfFile, "copy_of_page", spy)
    prose = BIRDS * 12 + "\n#pagebreak()\n"
    source = prose + TITLE + "#table(columns: 5, [Outcome], [Indicator], [Baseline], [Target], "
    source += "[Partners], [Outcome 1: Wells], [Wells], [1], [2], [UNDP])\n#pagebreak()\n" + prose
    document = read(typeset(source), tmp_path)
    assert [area.page for t in document.tables for area in t.areas] == [2]
    assert opened == [2]


def test_a_page_that_pdfplumber_fails_on_keeps_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: plumber.PlumberPage) -> None:
        raise RecursionError

    monkeypatch.setattr(plumber.PlumberPage, "ruled", fails)
    document = read(framework(1), tmp_path)
    assert document.tables == ()
    (problem,) = document.problems
    assert (problem.page, problem.stage, problem.error) == (1, "tables", "table_failed")
    assert "Output 1.1 Villages keep their own wells" in texts(document, Role.TABLE)


@pytest.mark.parametrize(
    ("limits", "error"),
    [(TableLimits(0.0001, 60.0), "table_timeout"), (TableLimits(10.0, 0.0), "tables_timeout")],
    ids=["page", "document"],
)
def test_a_table_that_takes_too_long_is_given_up(
    limits: TableLimits, error: str, tmp_path: Path
) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(framework(4, flipped="true"))
    document = read_document(path, "document.pdf", tables=limits)
    assert document.tables == ()
    assert {problem.error for problem in document.problems} == {error}
    assert texts(document, Role.TABLE)


def test_a_page_of_too_many_objects_is_not_given_to_pdfplumber(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plumber, "_MOST_OBJECTS", 20)
    document = read(framework(2), tmp_path)
    (problem,) = document.problems
    assert problem.error == "table_too_large"


def test_a_time_limit_stops_plain_work_in_any_thread() -> None:
    caught: list[bool] = []

    def work() -> None:
        try:
            with TimeLimit(0.01):
                while True:
                    pass
        except OvertimeError:
            caught.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert caught == [True]


def test_a_time_limit_that_is_kept_raises_nothing() -> None:
    with TimeLimit(1000.0):
        done = time.monotonic()
    assert done


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        ("Outcomes and outputs", ("outcome", "output")),
        ("UNDAF Outcome", ("outcome",)),
        ("Indicators, Baselines, Targets", ("indicator", "baseline", "target")),
        ("Outcome indicators", ("indicator",)),
        ("Baseline (year)", ("baseline",)),
        ("Target 2027", ("target",)),
        ("Means of Verification", ("source",)),
        ("MoV", ("source",)),
        ("Role of partners", ("partner",)),
        ("UN agencies", ("partner",)),
        ("Resource mobilization targets", ("resource",)),
        ("Risks and assumptions", ("assumption",)),
        ("SDG targets", ()),
        ("Outcome 2: Homes are strong", ()),
        ("Results framework", ()),
        ("It names each target that was met and every baseline that was not.", ()),
        ("成果／产出", ("outcome", "output")),
        ("目标（2027）", ("target",)),
        ("資料來源", ("source",)),
        ("可持续发展目标", ()),
        ("成果3：社区更有能力", ()),
        ("资源（百万美元）", ("resource",)),
    ],
)
def test_what_heads_say(head: str, kinds: tuple[ColumnKind, ...]) -> None:
    assert head_kinds(head) == kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Outcome 3. Peace", "outcome"),
        ("UNSDCF Outcome: homes", "outcome"),
        ("Output 2.1 Wells", "output"),
        ("Focus area 3. Education", "priority"),
        ("Assumptions and risks: none", "assumption"),
        ("Common to all outcomes: agencies", None),
        ("成果3：到2027年", "outcome"),
        ("领域一　增长", "priority"),
        ("假设和风险：汇率稳定", "assumption"),
    ],
)
def test_how_rows_open(text: str, kind: ColumnKind | None) -> None:
    assert opening_kind(text) == kind


def test_titles_in_both_languages_and_scripts() -> None:
    for title in ("Annex A. Results framework", "UNDAF Results Matrix", "附件一　成果和资源框架"):
        assert is_title(title)
    assert is_title("結果矩陣")
    assert not is_title("Results of the survey")


def test_a_title_lets_fewer_columns_be_enough() -> None:
    kinds: tuple[ColumnKind, ...] = ("indicator", "baseline", "target")
    assert not is_framework(kinds, titled=False, stated=False)
    assert is_framework(kinds, titled=True, stated=False)
    assert is_framework(kinds, titled=False, stated=True)
