"""``voltag draw`` end to end."""

from pathlib import Path

import pytest
from PIL import Image

from tests.cli.pdfs import PLAIN, VOLUNTEERS, encrypted, pdf
from tests.cli.running import voltag
from voltag.batch.classify_document import classify_document
from voltag.classify.persist import find_model, load_model
from voltag.report.draw import Mark
from voltag.settings import load_settings
from voltag.types import Document, LabelledPassage, Page

SAMPLE = Path(__file__).parents[2] / "corpus" / "samples" / "en-unsdcf-zambia-2023.pdf"


def test_pages_are_drawn_into_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "pictures"
    result = voltag("draw", SAMPLE, "--pages", "14-15, 8", "-o", folder, "--width", "700")
    assert result.exit_code == 0
    assert result.stdout == f"3 pages drawn in {folder}\n"
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"en-unsdcf-zambia-2023-p{number}.png" for number in ("008", "014", "015")]
    with Image.open(folder / names[0]) as image:
        assert abs(image.width - 700) <= 1
        assert image.format == "PNG"


def test_all_pages_are_drawn_where_none_are_named(tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    path.write_bytes(pdf(PLAIN))
    result = voltag("draw", path, "-o", tmp_path / "out", "--quiet")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "out" / "plain-p001.png").is_file()


@pytest.mark.parametrize("pages", ["0", "5-3", "a", "1,,2", "", "1-"])
def test_a_list_of_pages_that_is_none_is_wrong_usage(pages: str, tmp_path: Path) -> None:
    result = voltag("draw", SAMPLE, "--pages", pages, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "no list of pages" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_page_beyond_the_end_is_wrong_usage(tmp_path: Path) -> None:
    result = voltag("draw", SAMPLE, "--pages", "15-99", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "page 99 is beyond the end; the PDF has 16" in " ".join(result.stderr.split())


@pytest.mark.parametrize("content", [b"no PDF", encrypted(pdf(PLAIN))], ids=["text", "encrypted"])
def test_a_file_that_cannot_be_read_is_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    result = voltag("draw", path, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"voltag: {path}: The ")
    assert result.stderr.count("\n") == 1


def test_a_file_above_the_limit_is_not_drawn_without_its_passages(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(pdf(VOLUNTEERS) + bytes(2**20))
    (tmp_path / "small.toml").write_text("[limits]\nfile_mib = 1\n", encoding="utf-8")
    result = voltag("draw", path, "-o", tmp_path / "out", "--settings", tmp_path / "small.toml")
    assert result.exit_code == 1
    assert "larger than 1 MiB" in result.stderr
    assert not (tmp_path / "out").exists()


def test_what_is_drawn_are_the_passages_that_classify_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: set[tuple[str, tuple[str, ...]]] = set()

    def noted(document: Document, page: Page, passages: tuple[LabelledPassage, ...]) -> list[Mark]:
        drawn.update((p.text, p.codes) for p in passages)
        return []

    monkeypatch.setattr("voltag.report.draw.marks", noted)
    voltag("draw", SAMPLE, "--pages", "1", "-o", tmp_path / "out")
    model = load_model(find_model("default"))
    found = classify_document(SAMPLE, SAMPLE.name, model, load_settings()).passages
    assert drawn == {(p.text, p.codes) for p in found}
