"""The review criteria as small pure functions, each named by the id of its rule."""

from voltag.criteria.f1 import f1
from voltag.criteria.f2 import f2
from voltag.criteria.labels import cap_by_role, label_by_rules
from voltag.criteria.reading import Reading, reading
from voltag.criteria.v1 import v1
from voltag.criteria.verdict import judge

__all__ = ["Reading", "cap_by_role", "f1", "f2", "judge", "label_by_rules", "reading", "v1"]
