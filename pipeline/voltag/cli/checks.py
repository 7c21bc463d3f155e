"""The checks of ``voltag doctor``: each tries what it reports on."""

import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from voltag import __version__
from voltag.extras import has_extra
from voltag.languages import language_codes, language_data, language_name


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried, whether it works, and what there is to say of it."""

    name: str
    works: bool
    detail: str


def run_checks() -> Iterator[Check]:
    """Yield the checks one after the other; none of them raises."""
    yield Check(
        "voltag", True, f"{__version__} on Python {platform.python_version()}, {sys.platform}"
    )
    attempts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("reading PDFs", _pdf),
        *((f"{language_name(code)} words", partial(_words, code)) for code in language_codes()),
        ("languages of passages", _languages),
        ("default model", _model),
        ("memory limit of workers", _memory_limit),
        ("figures of pages", _figures),
        ("OCR of scans", _ocr),
    )
    for name, attempt in attempts:
        yield _try(name, attempt)
    for name, extra in EXTRAS:
        yield Check(name, True, _extra(extra))


EXTRAS = (
    ("workbooks", "xlsx"),
    ("the reviewers' pages", "review"),
    ("pandas frames", "pandas"),
    ("a Dask cluster (--scheduler)", "dask"),
    ("files at addresses", "remote"),
    ("sentence vectors (--model multilingual)", "multilingual"),
)
"""What an extra adds: its name, and the extra."""


def _extra(extra: str) -> str:
    if not has_extra(extra):
        return f"not installed; pip install 'voltag[{extra}]' would add it"
    return f"installed (the extra {extra})"


def _try(name: str, attempt: Callable[[], str]) -> Check:
    try:
        return Check(name, True, attempt())
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}")


def _pdf() -> str:
    import pypdfium2

    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(200, 200)
    pdf.close()
    return f"pypdfium2 {version('pypdfium2')}"


def _words(language: str) -> str:
    from voltag.text.tokenizers import words

    text = language_data(language, "language")["example"]
    return f"{text} is read as {' | '.join(word.text for word in words(text, language))}"


def _languages() -> str:
    from voltag.text.language import detect_language
    from voltag.text.lexicon import supported_languages

    code, _ = detect_language("The volunteers of the village took part in the review of the plan.")
    if code != "en":
        raise RuntimeError(f"an English sentence was taken for {code}")
    return f"told by py3langid; lexicons for {', '.join(supported_languages())}"


def _model() -> str:
    from voltag.classify.persist import find_model, load_model
    from voltag.settings import load_settings
    from voltag.types import Reference

    folder = find_model("default")
    model = load_model(folder)
    text = "Under the plan, 4,000 trained volunteers brought vaccines to the islands."
    labels = model.label([(text, "en")], load_settings())[0]
    if labels.reference is not Reference.CONTRIBUTION:
        raise RuntimeError(
            "it does not find volunteering in a plain sentence; restore or retrain it"
        )
    return f"{model.id}, for {', '.join(model.languages)}, in {folder}"


def _memory_limit() -> str:
    try:
        import resource
    except ImportError:
        return "this system has none; a hostile PDF can use all memory"
    resource.getrlimit(resource.RLIMIT_DATA)
    return "available"


def _figures() -> str:
    from voltag.report.plots import INSTALL, can_draw

    if not can_draw():
        return f"not drawn, pages have their tables; to have them: {INSTALL}"
    return f"drawn by matplotlib {version('matplotlib')}"


def _ocr() -> str:
    from voltag.ingest.ocr import ENGINE, ocr_problem, try_out

    problem = ocr_problem()
    if problem is not None:
        return f"scans stay unread: {problem}"
    try_out()
    return f"{ENGINE}, by rapidocr {version('rapidocr')}"
