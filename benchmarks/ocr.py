"""Character error rates of OCR on page pictures made from the project's own passages.

    python -m benchmarks.ocr                 all pages, as a table in Markdown
    python -m benchmarks.ocr --language zh   those of one language

Each page is typeset from annotated passages, drawn, spoilt, made a PDF without text, and read as
any PDF is: what is compared is the text of its blocks in their order, so that lines read in a
wrong order or lost count as errors too. Spaces count in English, and not in Chinese.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from fontTools.ttLib import TTFont
from PIL import Image
from rapidfuzz.distance import Levenshtein
from tests.ingest.ocr_pages import picture, recognise, scan
from tests.ingest.typesetting import FONTS, typeset

from voltag.annotations import read_annotations
from voltag.ingest import OcrOptions
from voltag.resources import annotations_folder
from voltag.settings import load_settings

Picture = npt.NDArray[np.uint8]

CHARACTERS = {"en": 2600, "zh": 1100}
"""How much text a page has."""
FONT = {
    "en": "#set text(hyphenate: false)\n",
    "zh": '#set text(font: "Noto Serif SC", lang: "zh", size: 11pt)\n',
}


@dataclass(frozen=True)
class Variant:
    """A way of scanning a page."""

    name: str
    dots: int = 200
    columns: int = 1
    spoil: Callable[[Picture], Picture] = lambda drawn: drawn


def skewed(drawn: Picture) -> Picture:
    """Turn a page by two degrees, as one that was fed in at a slant."""
    turned = Image.fromarray(drawn).rotate(2, fillcolor=255, resample=Image.Resampling.BICUBIC)
    return np.asarray(turned, dtype=np.uint8)


def noisy(drawn: Picture) -> Picture:
    """Grey paper, pale ink, grain and specks."""
    random = np.random.default_rng(1)
    grey = 60 + drawn.astype(np.float64) * (165 / 255) + random.normal(0, 18, drawn.shape)
    grey[random.random(drawn.shape) < 0.002] = 40
    return np.clip(grey, 0, 255).astype(np.uint8)


VARIANTS = (
    Variant("clean"),
    Variant("skewed by 2 degrees", spoil=skewed),
    Variant("150 dpi", dots=150),
    Variant("noise", spoil=noisy),
    Variant("two columns", columns=2),
)


def passages(language: str) -> list[str]:
    """Return annotated passages of one language, enough for a page."""
    texts: list[str] = []
    drawn = TTFont(FONTS / "NotoSerifSC_400Regular.ttf").getBestCmap()
    for annotation in read_annotations([annotations_folder()]):
        text = annotation.text
        # Characters that the test pages' font lacks would count as errors of reading.
        told = language == "en" or all(ord(character) in drawn for character in text)
        if annotation.language == language and text and told and _plain(text):
            texts.append(text)
            if sum(map(len, texts)) >= CHARACTERS[language]:
                break
    return texts


def _plain(text: str) -> bool:
    """Whether a text has no character that typst takes for a mark."""
    return re.search(r"[#*_`$<>@\\~\[\]]", text) is None


def error_rate(wanted: str, found: str, language: str) -> float:
    """Return insertions, deletions and changes as a share of the characters wanted."""
    joint = " " if language == "en" else ""
    wanted, found = (joint.join(text.split()) for text in (wanted, found))
    return Levenshtein.distance(wanted, found) / len(wanted)


def main() -> None:
    """Read all pages and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--language", choices=sorted(CHARACTERS))
    parser.add_argument("--show", action="store_true", help="print the text that was read, too")
    options = parser.parse_args()
    ocr = load_settings().ocr
    print("| page | language | characters | error rate | confidence | processor seconds |")
    print("|---|---|---|---|---|---|")
    for language in [options.language] if options.language else sorted(CHARACTERS):
        texts = passages(language)
        for variant in VARIANTS:
            page = typeset(FONT[language] + "\n\n".join(texts), columns=variant.columns)
            content = scan(variant.spoil(picture(page, variant.dots)), dots=variant.dots)
            with tempfile.TemporaryDirectory() as folder:
                start = time.process_time()
                document = recognise(content, Path(folder), OcrOptions("auto", dpi=ocr.dpi))
                seconds = time.process_time() - start
            found = "\n".join(block.text for block in document.blocks)
            rate = error_rate("\n".join(texts), found, language)
            sure = document.pages[0].ocr_confidence or 0.0
            count = sum(map(len, texts))
            cells = (variant.name, language, count, f"{rate:.2%}", f"{sure:.3f}", f"{seconds:.1f}")
            print("|", " | ".join(map(str, cells)), "|", flush=True)
            if options.show:
                print(found)


if __name__ == "__main__":
    main()
