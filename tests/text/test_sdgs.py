"""The goals that a text names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.text.sdgs import goals


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SDG 13", (13,)),
        ("SDG13 and sdgs 4", (4, 13)),
        ("Goal 3: Good health", (3,)),
        ("Goals 3 and 4", (3, 4)),
        ("SDGs 1, 2, and 17", (1, 2, 17)),
        ("Global Goals 5 & 8", (5, 8)),
        ("Goals 1-3", (1, 3)),
        ("target 13.1 and Target 8.a", (8, 13)),
        ("SDG 8.7 and SDG indicator 3.1.1", (3, 8)),
        ("目标13：气候行动", (13,)),
        ("可持续发展目标 1、3和5", (1, 3, 5)),
        ("可持續發展目標16", (16,)),
        ("具体目标13.1", (13,)),
        ("targets 13.1 and 13.2", (13,)),
        ("SDG targets 3.1, 4.a and 16.7", (3, 4, 16)),
        ("SDGs 3, 4 and 5", (3, 4, 5)),
        ("SDG 8.7 and 16.2", (8, 16)),
        ("Goals 16 to 17; SDG-4", (4, 16, 17)),
        ("Sustainable Development Goal 3", (3,)),
        ("Sustainable Development Goals (SDGs) 3 and 4", (3, 4)),
        ("Goal 2 of the 2030 Agenda", (2,)),
        ("Goal 2 and the national plan", (2,)),
        ("Goal 6 to Goal 8", (6, 8)),
        ("具体目标13.1、13.2和16.7", (13, 16)),
        ("目标6至目标8", (6, 8)),
        ("可持續發展目標4和17", (4, 17)),
        ("促进目标3.8", (3,)),
        # goals of something else
        ("Goal 2 of the national plan", ()),
        ("Goal 2 of the National Development Plan 2021-2025", ()),
        ("Goals 3 and 4 of its strategy", ()),
        ("Strategic Goal 2: water", ()),
        ("Millennium Development Goal 4", ()),
        ("Aichi Target 11.1", ()),
        ("Target 2.1 under the energy policy", ()),
        ("国家规划目标2", ()),
        ("“十四五”规划的目标3", ()),
        ("千年发展目标4", ()),
        # not goals
        ("goal 20", ()),
        ("", ()),
        ("the 17 goals", ()),
        ("Goal 18, Goal 0, SDG 100", ()),
        ("a goal of 5", ()),
        ("Goal 15 per cent", ()),
        ("Goals 15 %", ()),
        ("Goals 3 and 50%", (3,)),
        ("Indicator 2.3: number of volunteers", ()),
        ("2030", ()),
        ("目标5年内完成", ()),
        ("目标10万人", ()),
        ("目标3.5%", ()),
        ("17个可持续发展目标", ()),
        ("目标2030年", ()),
    ],
)
def test_goals_are_read_from_words(text: str, named: tuple[int, ...]) -> None:
    assert goals([text]) == named


def test_goals_of_headings_and_text_come_together_sorted_and_once() -> None:
    assert goals(["SDG 17 and SDG 3", "Goal 3", "", "目标4"]) == (3, 4, 17)


@given(st.lists(st.text(st.sampled_from("SDGoals目标 0123456789.,-、和%"), max_size=30)))
def test_there_are_only_seventeen(texts: list[str]) -> None:
    found = goals(texts)
    assert list(found) == sorted(set(found))
    assert all(1 <= goal <= 17 for goal in found)
