"""The interface's two languages: English as written in the templates, and Chinese."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

LANGUAGES = {"en": "English", "zh": "中文"}
"""By code: the name of the language in itself."""
COOKIE = "voltag_language"


@cache
def catalogue(language: str) -> dict[str, str]:
    """What the interface's English texts are in ``language``; English has nothing to say."""
    if language == "en":
        return {}
    text = files("voltag.review.web").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return {str(key): str(value) for key, value in tomllib.loads(text).items()}


def translator(language: str) -> Callable[[str], str]:
    """Return the function that gives an English text of the interface in ``language``."""
    known = catalogue(language)
    return lambda text: known.get(text, text)


def chosen(cookie: str | None, accepted: str) -> str:
    """The interface's language: the one chosen, else the first one the browser asks for."""
    if cookie in LANGUAGES:
        return str(cookie)
    for part in accepted.split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"
