"""The words of a page with their places."""

from pathlib import Path

import pytest

from voltag.ingest.errors import PdfError
from voltag.ingest.pdfium import PdfFile
from voltag.ingest.words import PageWords, read_words, text_of


def words_of(path: Path, page: int) -> PageWords:
    with PdfFile(path) as pdf:
        return read_words(pdf, page, 20.0)


def test_words_stand_in_reading_order_inside_the_page(samples: Path) -> None:
    page = words_of(samples / "en-vnr-estonia-2020.pdf", 5)
    assert [word.text for word in page.words[:3]] == ["Estonia", "VNR", "2020"]
    for x0, top, x1, bottom in (word.box for word in page.words):
        assert 0 <= x0 < x1 <= page.width
        assert 0 <= top < bottom <= page.height
    assert [word.line for word in page.words] == sorted(word.line for word in page.words)


def test_selected_words_become_running_text_with_a_box_a_line(samples: Path) -> None:
    page = words_of(samples / "en-vnr-estonia-2020.pdf", 5)
    first = next(n for n, word in enumerate(page.words) if word.text == "civil")
    selected = page.words[first : first + 30]
    text, boxes = text_of(selected)
    assert text.startswith("civil society")
    assert "  " not in text
    assert len(boxes) == len({word.line for word in selected})


def test_each_chinese_character_can_be_selected_alone(samples: Path) -> None:
    page = words_of(samples / "zh-vnr-china-2021.pdf", 5)
    chinese = [word for word in page.words if "\u4e00" <= word.text[0] <= "\u9fff"]
    assert len(chinese) > 300
    assert {len(word.text) for word in chinese} == {1}
    text, _ = text_of(page.words)
    assert "国别自愿陈述报告" in text


def test_words_of_a_turned_page_stand_where_it_is_displayed(real: Path) -> None:
    page = words_of(real / "en-rotated-90.pdf", 1)
    assert page.width > page.height
    assert all(word.box[2] <= page.width + 1 for word in page.words)
    assert text_of(page.words)[0].count("Edgar") > 3


def test_a_page_that_takes_too_long_says_so(samples: Path) -> None:
    with PdfFile(samples / "en-vnr-estonia-2020.pdf") as pdf, pytest.raises(PdfError) as raised:
        read_words(pdf, 5, -1.0)
    assert raised.value.word == "page_timeout"
