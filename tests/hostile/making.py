"""All hostile inputs that are made of bytes: for the tests, the fuzzer and the benchmark."""

from tests.hostile.case import Case
from tests.hostile.pages import PAGES
from tests.hostile.structures import STRUCTURES
from tests.hostile.texts import TEXTS

CASES: tuple[Case, ...] = (*STRUCTURES, *PAGES, *TEXTS)
