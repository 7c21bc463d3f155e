"""Figures: text that stays text, ids of their own, the reader's colours, the same bytes."""

import sys
import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure

from voltag.report.plots import COLOURS, DASHES, MARKERS, can_draw, draw

SVG = "{http://www.w3.org/2000/svg}"


def paint(figure: Figure) -> None:
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], marker=MARKERS[0], label="志愿服务 <b>$5")
    axes.legend()


def drawn(name: str = "first") -> ET.Element:
    return ET.fromstring(draw(name, "A <title>", "What it shows", (4, 3), paint))


def test_the_same_figure_gives_the_same_bytes() -> None:
    first = draw("x", "t", "d", (4, 3), paint)
    assert first == draw("x", "t", "d", (4, 3), paint)
    assert "<dc:date>" not in first


def test_text_stays_text() -> None:
    texts = [element.text for element in drawn().iter(f"{SVG}text")]
    assert "志愿服务 <b>$5" in texts


def test_a_screen_reader_has_a_title_and_a_description() -> None:
    svg = drawn()
    said = {element.get("id"): element.text for element in svg if element.get("id")}
    names = (svg.get("aria-labelledby") or "").split()
    assert svg.get("role") == "img"
    assert [said[name] for name in names] == ["A <title>", "What it shows"]


def test_two_figures_of_a_page_share_no_id_and_refer_to_their_own() -> None:
    ids = [[e.get("id") for e in drawn(name).iter() if e.get("id")] for name in ("one", "two")]
    assert all(len(set(own)) == len(own) for own in ids)
    assert not set(ids[0]) & set(ids[1])
    used = [e.get("{http://www.w3.org/1999/xlink}href") for e in drawn("one").iter(f"{SVG}use")]
    assert used
    assert {str(reference).removeprefix("#") for reference in used} <= set(ids[0])


def test_the_frame_takes_the_colour_of_the_page_and_series_have_their_own() -> None:
    text = draw("x", "t", "d", (4, 3), paint)
    assert "currentColor" in text
    assert "#123456" not in text
    assert "#654321" not in text
    assert COLOURS[0] in text
    assert len(COLOURS) == len(MARKERS) == len(DASHES)


def test_without_matplotlib_a_page_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    assert can_draw()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert not can_draw()
