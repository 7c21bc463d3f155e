"""Which language a text that is to be labelled is in."""

from voltag.classify.model import Model
from voltag.settings import Settings
from voltag.text.language import detect_language, letters
from voltag.text.lexicon import lexicon


def text_language(text: str, model: Model, settings: Settings) -> str:
    """Tell the language of ``text``, an ISO 639-1 code.

    A text too short to be sure of, which says something in a language of the model, is taken
    to be in that language; otherwise "Volunteers help." would pass for Dutch.
    """
    code, confidence = detect_language(text)
    limits = settings.passages
    unsure = letters(text) < limits.language_letters and confidence < limits.language_confidence
    if code in model.languages or not unsure:
        return code
    return next((c for c in model.languages if lexicon(c, model.added).is_candidate(text)), code)
