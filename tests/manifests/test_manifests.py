"""Manifests: written and read back, made from files, and the two that ship."""

import csv
import hashlib
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.running import voltag
from tests.conftest import ROOT
from voltag.batch.manifest import Row, read_manifest
from voltag.corpus.writing import manifest_text
from voltag.types import Given, Kind

CELLS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)
ROWS = st.builds(
    Row,
    manifest=st.just(Path("m.csv")),
    line=st.just(2),
    path=CELLS.filter(bool).map(lambda name: f"a{name}.pdf"),
    given=st.builds(
        Given,
        kind=st.sampled_from([None, Kind.VNR, Kind.FRAMEWORK]),
        country=st.sampled_from([None, "KEN", "XKX"]),
        year=st.sampled_from([None, 2016, 2024]),
        language=st.sampled_from([None, "en", "zh"]),
        title=CELLS,
        group=st.sampled_from([None, "", "one"]),
        source=st.just("manifest, line 2"),
    ),
    url=st.sampled_from(["", "https://example.org/a%20b.pdf"]),
    sha256=st.sampled_from(["", "0" * 64]),
    verified=st.sampled_from(["", "no", "yes"]),
    note=CELLS,
)


@given(ROWS)
def test_a_line_is_read_back_as_it_was_written(row: Row) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "m.csv")
        path.write_text(manifest_text([row]), encoding="utf-8")
        (read,) = read_manifest(path)
    assert replace(read, manifest=row.manifest) == row


@pytest.mark.parametrize("title", ["=1+1", "@SUM(A1)", "＝HYPERLINK()", "-2", "+3"])
def test_a_title_is_no_formula_in_a_spreadsheet(title: str) -> None:
    text = manifest_text([Row(Path(), 0, "a.pdf", Given(title=title))])
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["title"] == f"'{title}"


def test_add_says_what_files_are(samples: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.csv"
    kenya = samples / "en-vnr-kenya-2020.pdf"
    assert voltag("corpus", "add", kenya, "-o", manifest).exit_code == 0
    (row,) = read_manifest(manifest)
    assert row.sha256 == hashlib.sha256(kenya.read_bytes()).hexdigest()
    told = row.given
    assert (told.kind, told.country, told.year, told.language) == (Kind.VNR, "KEN", 2020, "en")
    assert (row.verified, row.url) == ("no", "")
    # What is there already stays as a person left it.
    mended = manifest.read_text("utf-8").replace(",no,", ",yes,")
    manifest.write_text(mended, "utf-8")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7")
    result = voltag("corpus", "add", kenya, broken, "-o", manifest)
    assert result.exit_code == 3
    assert "damaged" in result.stderr
    assert "0 lines added, 1 there already" in result.stdout
    assert [row.verified for row in read_manifest(manifest)] == ["yes"]


@pytest.mark.parametrize("name", ["vnr.csv", "frameworks.csv"])
def test_the_manifests_that_ship_are_manifests(name: str) -> None:
    rows = read_manifest(ROOT / "corpus" / name)
    kind = Kind.VNR if name == "vnr.csv" else Kind.FRAMEWORK
    assert {row.given.kind for row in rows} == {kind}
    assert all(row.given.country for row in rows)
    assert {row.verified for row in rows} == {"no"}
    most = Counter((row.given.country, row.given.year) for row in rows).most_common(1)
    assert most[0][1] == 1
    if name == "vnr.csv":
        assert {row.given.year for row in rows} == set(range(2016, 2025))
        assert {row.given.year for row in rows if row.url} == {2024}
