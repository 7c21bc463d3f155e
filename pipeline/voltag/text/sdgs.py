"""The Sustainable Development Goals that a passage's words or headings tie it to."""

import re
from collections.abc import Iterable

_LIST = r"\d{1,2}(?:\s*(?:,\s*and|,|and|&|-|–|to)\s*\d{1,2})*(?!\d)"
_LIST_ZH = r"\d{1,2}(?:\s*(?:、|,|，|和|及|与|與|至|-|–|—)\s*\d{1,2})*(?!\d)"
_GOAL = re.compile(
    rf"\b(?:SDGs?|Goals?|Global Goals?)\s*(?P<list>{_LIST})(?!\s*(?:%|per\s?cent|percent))"
    # A bare "indicator 2.1" is as often one of a results framework.
    r"|\b(?:Targets?|SDG\s+indicators?|Global\s+indicators?)\s*(?P<target>\d{1,2})"
    r"\.(?:\d{1,2}|[a-d])\b"
    rf"|(?:目标|目標)\s*(?P<zh>{_LIST_ZH})"
    # Not 目标3.5%, 目标5年, 目标10万人.
    r"(?!\s*(?:[%％年个個项項万萬亿億千百倍家名人次所元天月日]|\.\d))"
    r"|(?:具体目标|具體目標|可持续发展目标指标|全球指标)\s*(?P<target_zh>\d{1,2})\.(?:\d{1,2}|[a-d])(?![\d%％])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,2}")
GOALS = range(1, 18)


def goals(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the numbers (1 to 17) of the goals named in ``texts``, sorted.

    "SDG 13", "Goals 3, 4 and 5", "target 13.1", 目标13 and 具体目标13.1 name goals. A range
    ("Goals 1-3") names its two ends only, since drafters use the dash for pairs as well.
    """
    found: set[int] = set()
    for text in texts:
        for match in _GOAL.finditer(text):
            for stretch in filter(None, match.groups()):
                found.update(int(number) for number in _NUMBER.findall(stretch))
    return tuple(sorted(found & set(GOALS)))
