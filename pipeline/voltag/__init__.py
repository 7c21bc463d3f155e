"""Find volunteering in voluntary national reviews and UN cooperation frameworks.

    >>> import voltag
    >>> judge = voltag.load()
    >>> judge.tag("Some 4,000 village volunteers took vaccines to the islands.").reference
    <Reference.CONTRIBUTION: 'contribution'>
    >>> judge.classify("review.pdf").verdict.rules
    ('V1',)

What stands here is loaded when it is first used, so that importing voltag costs nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voltag.api import Classification, Classifier, TaggedText, frame, load

__version__ = "0.1.0"

__all__ = ["Classification", "Classifier", "TaggedText", "__version__", "frame", "load"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        return getattr(import_module("voltag.api"), name)
    raise AttributeError(f"module 'voltag' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
