"""The Sustainable Development Goals that a passage's words or headings tie it to."""

import re
from collections.abc import Iterable

# A goal, or a target such as 13.1 or 8.a; "Goal 3" of "Goals 3 and 50%" is one, "50" is not.
_ITEM = (
    r"\d{1,2}(?:\.(?:\d{1,2}|[a-d])(?:\.\d{1,2})?(?![\w]))?(?!\d|\.\d|\s*(?:%|per\s?cent|percent))"
)
_TARGET = r"\d{1,2}\.(?:\d{1,2}|[a-d])(?![\w])(?!\s*(?:%|per\s?cent|percent))"
_AND = r"\s*(?:,\s*and|,|;|and|&|-|–|to)\s*(?:(?:SDGs?|Goals?|targets?)\s+)?"
# What makes it the goal of something else: "Goal 2 of the national plan".
_OF_A_PLAN = (
    r"(?!\s*(?:of|in|under)\s+(?:the|its|our|this|that|their)\s+(?:[\w’'-]+\s+){0,5}?"
    r"(?:plan|strategy|policy|programme|program|vision|roadmap|charter|accord|framework|NDP)\b)"
)
_ZH_ITEM = (
    r"\d{1,2}(?:[.．](?:\d{1,2}|[a-d])(?![a-z\d]))?"
    # Not 目标3.5%, 目标5年, 目标10万人.
    r"(?![\d%％]|\s*(?:[%％年个個项項万萬亿億千百倍家名人次所元天月日]|[.．]\d))"
)
_ZH_AND = r"\s*(?:、|,|，|和|及|与|與|至|-|–|—)\s*(?:(?:具体|可持续发展)?目标)?\s*"
_GOAL = re.compile(
    r"\b(?<!strategic )(?<!national )(?<!millennium development )(?<!plan )(?<!policy )"
    rf"(?:SDGs?|(?:Global\s+)?Goals?)\)?\s*[#-]?\s*(?P<list>{_ITEM}(?:{_AND}{_ITEM})*+){_OF_A_PLAN}"
    # A bare "indicator 2.1" is as often one of a results framework.
    r"|\b(?<!aichi )(?:SDG\s+targets?|Targets?|SDG\s+indicators?|Global\s+indicators?)\s*"
    rf"(?P<targets>{_TARGET}(?:{_AND}{_TARGET})*+){_OF_A_PLAN}"
    r"|(?<![规規]划)(?<![规規]划的)(?<!计划)(?<!計劃)(?<!计划的)(?<![战戰]略)(?<!千年发展)(?<!千年發展)"
    rf"(?:目标|目標)\s*(?P<zh>{_ZH_ITEM}(?:{_ZH_AND}{_ZH_ITEM})*)"
    rf"|(?:可持续发展目标指标|全球指标)\s*(?P<zh_indicator>{_ZH_ITEM})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\d.．])\d{1,2}")
_NAMES = ("goal", "sdg", "target", "indicator", "目标", "目標", "指标")
"""Every match of ``_GOAL`` has one of these, in capitals or small letters."""
GOALS = range(1, 18)


def goals(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the numbers (1 to 17) of the goals named in ``texts``, sorted.

    "SDG 13", "Goals 3, 4 and 5", "targets 13.1 and 13.2", 目标13 and 具体目标13.1 name goals.
    A range ("Goals 1-3") names its two ends only, since drafters use the dash for pairs as
    well. Goals of something else ("Goal 2 of the national plan", 规划目标2, the Millennium
    Development Goals) are left out where the words next to them tell.
    """
    found: set[int] = set()
    for text in texts:
        if not _may_name(text):
            continue
        for match in _GOAL.finditer(text):
            for stretch in filter(None, match.groups()):
                found.update(int(number) for number in _NUMBER.findall(stretch))
    return tuple(sorted(found & set(GOALS)))


def _may_name(text: str) -> bool:
    """Whether ``text`` is worth the pattern, which takes fifty times as long as this."""
    # Patterns that ignore case take ſ for s and ı for i, as case folding does but for the ı.
    small = text.lower() if text.isascii() else text.casefold().replace("ı", "i")
    return any(name in small for name in _NAMES)
