"""The two pipelines that voltag is measured against: bare text, and the obvious way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2

from voltag.classify.model import Model
from voltag.settings import Settings
from voltag.text.language import detect_language


def bare_text(path: Path) -> int:
    """Take the text of every page with pypdfium2 and do nothing with it; return its length."""
    characters = 0
    with pypdfium2.PdfDocument(path) as document:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            characters += len(text.get_text_range())
            text.close()
            page.close()
    return characters


def naive_pipeline(model: Model, settings: Settings) -> Callable[[Path], int]:
    """Return a function that labels a PDF as one would at first, and counts its sentences.

    pdfplumber takes the text of every page, spaCy cuts all of it into words and sentences, and
    the same model labels every sentence. Nothing is known of columns, tables or boxes.
    """
    import pdfplumber
    import spacy

    chinese = {"nlp": {"tokenizer": {"segmenter": "jieba"}}}
    pipelines: dict[str, Any] = {
        "en": spacy.blank("en"),
        "zh": spacy.blank("zh", config=chinese),
    }
    for pipeline in pipelines.values():
        pipeline.add_pipe("sentencizer")  # knows the full stops of both languages

    def label(path: Path) -> int:
        sentences: list[tuple[str, str]] = []
        with pdfplumber.open(path) as document:
            for page in document.pages:
                text = page.extract_text()
                language = detect_language(text)[0]
                if language in pipelines:
                    parsed = pipelines[language](text)
                    sentences += ((sentence.text, language) for sentence in parsed.sents)
                page.close()
        return len(model.label(sentences, settings))

    return label
