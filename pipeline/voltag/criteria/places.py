"""Where a passage stands, as far as the rules ask (CRITERIA, F1 and F2)."""

from voltag.types import LabelledPassage, Section

NEVER = frozenset(
    {Section.CONTENTS, Section.ACRONYMS, Section.ACKNOWLEDGEMENTS, Section.LEGAL_ANNEX}
)
"""Sections in which nothing counts, for any question."""

F1_SECTIONS: dict[Section, Section] = {
    Section.EXECUTIVE_SUMMARY: Section.EXECUTIVE_SUMMARY,
    Section.PROGRESS: Section.PROGRESS,
    Section.UN_SUPPORT: Section.UN_SUPPORT,
    Section.IMPLEMENTATION: Section.IMPLEMENTATION,
    Section.MONITORING: Section.MONITORING,
    # What older UNDAFs call the same parts: together they are one section, not two.
    Section.SITUATION_ANALYSIS: Section.PROGRESS,
    Section.PROGRAMME_AREAS: Section.UN_SUPPORT,
    Section.MANAGEMENT: Section.IMPLEMENTATION,
    Section.RESOURCES: Section.RESOURCES,
}
"""The sections that F1 counts, each with the one that it is counted as."""

SECTION_NAMES: dict[Section, str] = {
    Section.CONTENTS: "the table of contents",
    Section.ACRONYMS: "the list of acronyms",
    Section.ACKNOWLEDGEMENTS: "the acknowledgements",
    Section.OPENING_STATEMENT: "the opening statement",
    Section.EXECUTIVE_SUMMARY: "the executive summary",
    Section.ANNEXES: "an annex",
    Section.PROGRESS: "country progress",
    Section.UN_SUPPORT: "United Nations support",
    Section.IMPLEMENTATION: "the implementation plan",
    Section.MONITORING: "monitoring and evaluation",
    Section.RESULTS_FRAMEWORK: "the results framework",
    Section.LEGAL_ANNEX: "the legal annex",
    Section.SITUATION_ANALYSIS: "the situation analysis",
    Section.PROGRAMME_AREAS: "the programme areas",
    Section.MANAGEMENT: "management and implementation",
    Section.RESOURCES: "resources",
    Section.METHODOLOGY: "methodology",
    Section.POLICY_ENVIRONMENT: "the policy environment",
    Section.LEAVING_NO_ONE_BEHIND: "leaving no one behind",
    Section.GOALS: "the chapters on the goals",
    Section.MEANS_OF_IMPLEMENTATION: "means of implementation",
    Section.NEXT_STEPS: "next steps",
}
"""What a verdict calls each section."""


def never_counts(passage: LabelledPassage) -> bool:
    """Whether the passage stands where nothing counts."""
    return passage.section_code in NEVER


def f1_section(passage: LabelledPassage) -> Section | None:
    """The section that the passage counts for under F1; None where it counts for none."""
    if passage.in_results_framework or passage.section_code is None:
        return None
    return F1_SECTIONS.get(passage.section_code)


def place(passage: LabelledPassage) -> str:
    """Where the passage first speaks of volunteering: ``p. 12``, with the printed label."""
    page = page_of_term(passage)
    label = passage.page_label or ""
    if page != passage.page:
        # The label is that of the passage's first page; numbers go on, others are not known.
        label = str(int(label) + page - passage.page) if label.isdecimal() else ""
    return f"p. {page}" + (f" (printed {label})" if label not in ("", str(page)) else "")


def page_of_term(passage: LabelledPassage) -> int:
    """The page on which the first sign of volunteering stands, 1-based."""
    first = min((start for start, _, _ in passage.terms), default=0)
    return next((s.page for s in passage.spans if s.start <= first < s.end), passage.page)
