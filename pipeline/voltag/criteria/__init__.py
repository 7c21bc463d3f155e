"""The review criteria as small pure functions, each named by the id of its rule."""

from voltag.criteria.reading import Reading, reading
from voltag.criteria.verdict import cap_by_role, judge

__all__ = ["Reading", "cap_by_role", "judge", "reading"]
