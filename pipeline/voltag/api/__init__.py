"""voltag from Python: a small door to the same work that the commands do.

:func:`load` gives a :class:`Classifier`; what it returns has the fields of the result files
and shows itself in a notebook; :func:`frame` makes a pandas frame of it.
"""

from voltag.api.classifier import Classifier, ClassifyError, load
from voltag.api.frames import frame
from voltag.api.results import Classification, TaggedText

__all__ = ["Classification", "Classifier", "ClassifyError", "TaggedText", "frame", "load"]
