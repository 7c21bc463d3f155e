"""Entities of the United Nations in a text."""

import pytest

from voltag.text.agencies import agencies


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ministry of Youth; UNFPA, UNICEF, UNV", ["UNFPA", "UNICEF", "UNV"]),
        ("UN Women and UN-Habitat", ["UN Women", "UN-Habitat"]),
        ("United Nations Volunteers (UNV)", ["UNV", "UNV"]),
        ("儿基会、联合国志愿人员组织、粮农组织", ["UNICEF", "UNV", "FAO"]),
        ("兒基會與聯合國志願人員組織", ["UNICEF", "UNV"]),
        ("开发署、UNV", ["UNDP", "UNV"]),
        ("who will help those in need", []),
        ("WHOLE, UNVEIL and UNDPX", []),
        ("", []),
    ],
)
def test_agencies_are_found_in_order(text: str, names: list[str]) -> None:
    found = agencies(text)
    assert [name for _, _, name in found] == names
    assert all(0 <= start < end <= len(text) for start, end, _ in found)
