"""Typeset the sample documents: sources/*.typ -> *.pdf, the same bytes each time.

    python build.py                     all documents
    python build.py zh-vnr-a en-x       these
    python build.py --subset-fonts DIR  first make fonts/*.ttf again, from the full fonts found
                                        anywhere under DIR (npm packages @expo-google-fonts/noto-*)
    python build.py --wide ...          with it: keep all common characters, while writing

Only fonts/ and the fonts inside typst are used, never the system's. A character without a glyph
stops the build. Needs the packages typst and fonttools, and for the scan pypdfium2 and pillow.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2 as pdfium
import typst
from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
FONTS = HERE / "fonts"
STAMP = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())

SC = ("NotoSerifSC_400Regular", "NotoSansSC_400Regular", "NotoSansSC_700Bold")
TC = ("NotoSerifTC_400Regular", "NotoSansTC_400Regular", "NotoSansTC_700Bold")
LATIN = tuple(
    f"NotoSans_{s}" for s in ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")
)
# Documents whose pages become pictures without text.
SCANS = frozenset({"en-scan-vnr-tonga-2019"})
# What template.typ and typst add to the texts: numbering, names of months, captions' words.
TEMPLATE_CJK = "一二三四五六七八九十百零年月日目录錄图圖表公式章节節、（）：，。"


def latin_characters() -> set[int]:
    """Letters, punctuation and signs that the Latin faces keep, whatever the texts use."""
    ranges = (
        (0x20, 0x24F),
        (0x2000, 0x206F),
        (0x20A0, 0x20BF),
        (0x2100, 0x214F),
        (0x2190, 0x2193),
        (0x2200, 0x22FF),
    )
    return {c for low, high in ranges for c in range(low, high + 1)}


def encoded_characters(encoding: str, first: range, second: range) -> set[int]:
    """Collect all characters of an old two-byte encoding."""
    found: set[int] = set()
    for a in first:
        for b in second:
            try:
                found.add(ord(bytes((a, b)).decode(encoding)))
            except (UnicodeDecodeError, TypeError):
                continue
    return found


def is_traditional(source: Path) -> bool:
    """Tell whether a document is set in traditional script, by its region."""
    return re.search(r'region:\s*"(tw|hk)"', source.read_text(encoding="utf-8")) is not None


def is_chinese(source: Path) -> bool:
    """Tell whether a document is in Chinese."""
    return re.search(r'lang:\s*"zh"', source.read_text(encoding="utf-8")) is not None


def documents() -> list[Path]:
    """List the sources of all documents."""
    return sorted(p for p in SOURCES.glob("*.typ") if p.name != "template.typ")


def characters(sources: list[Path]) -> set[int]:
    """Collect the characters of some sources and of the template."""
    text = TEMPLATE_CJK + (SOURCES / "template.typ").read_text(encoding="utf-8")
    text += "".join(p.read_text(encoding="utf-8") for p in sources)
    return {ord(c) for c in text if c >= " "} | set(range(0x20, 0x7F))


def make_subsets(full: Path, wide: bool) -> None:
    """Cut the full fonts down to the characters that the sources use."""
    chinese = [p for p in documents() if is_chinese(p)]
    sc = characters([p for p in chinese if not is_traditional(p)])
    tc = characters([p for p in chinese if is_traditional(p)])
    if wide:
        sc |= encoded_characters("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
        tc |= encoded_characters("big5", range(0xA1, 0xC7), range(0x40, 0xFF))
    for names, wanted in ((SC, sc), (TC, tc), (LATIN, latin_characters())):
        for name in names:
            path = next(full.rglob(f"{name}.ttf"), None)
            if path is None:
                sys.exit(f"{name}.ttf is not under {full}")
            options = subset.Options(
                layout_features=["kern", "liga", "locl", "mark", "mkmk", "ccmp"], hinting=False
            )
            options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
            options.notdef_outline = True
            font = subset.load_font(path, options)
            cut = subset.Subsetter(options)
            cut.populate(unicodes=wanted)
            cut.subset(font)
            font["head"].modified = font["head"].created
            font.recalcTimestamp = False
            subset.save_font(font, FONTS / f"{name}.ttf", options)


def check_glyphs(sources: list[Path]) -> None:
    """Stop when a source has a character for which its fonts hold no glyph."""

    def has(name: str) -> set[int]:
        return set(TTFont(FONTS / f"{name}.ttf", lazy=True).getBestCmap())

    latin = set.intersection(*map(has, LATIN))
    for source in sources:
        covered = latin
        if is_chinese(source):
            covered = latin | set.intersection(*map(has, TC if is_traditional(source) else SC))
        missing = sorted(chr(c) for c in characters([source]) - characters([]) - covered)
        if missing:
            sys.exit(f"{source.name}: no glyph for {''.join(missing)!r}; run --subset-fonts")


def scan(pdf: bytes) -> bytes:
    """Turn the pages into grey, slightly turned and speckled pictures at 110 dpi without text."""
    noise = random.Random(7)
    pictures: list[Image.Image] = []
    with pdfium.PdfDocument(pdf) as document:
        for number in range(len(document)):
            picture = document[number].render(scale=110 / 72, grayscale=True).to_pil()
            picture = picture.rotate(
                noise.uniform(-0.7, 0.7), Image.Resampling.BICUBIC, fillcolor=255
            )
            picture = picture.point(lambda v: 28 + v * 208 // 255)
            for _ in range(260):
                at = noise.randrange(picture.width), noise.randrange(picture.height)
                picture.putpixel(at, noise.randrange(60, 200))
            pictures.append(picture)
    out = io.BytesIO()
    moment = datetime.fromtimestamp(STAMP, UTC).timetuple()
    pictures[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pictures[1:],
        resolution=110,
        quality=38,
        creationDate=moment,
        modDate=moment,
    )
    return out.getvalue()


def compile_pdf(source: Path) -> bytes:
    """Typeset one document; what typst warns of goes to standard error."""
    compiler = typst.Compiler(root=SOURCES, font_paths=[FONTS], ignore_system_fonts=True)
    pdf, warnings = compiler.compile_with_warnings(
        input=source, format="pdf", timestamp=STAMP, pdf_tags=False
    )
    for warning in warnings:
        print(f"  {source.name}: {warning}", file=sys.stderr)
    if not isinstance(pdf, bytes):
        sys.exit(f"{source.name}: typst gave no PDF")
    return pdf


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="documents to build, without .typ (default: all)")
    parser.add_argument("--subset-fonts", type=Path, metavar="DIR")
    parser.add_argument("--wide", action="store_true")
    arguments = parser.parse_args()
    names: set[str] = set(arguments.names)
    sources = [p for p in documents() if not names or p.stem in names]
    unknown = names - {p.stem for p in sources}
    if unknown:
        sys.exit(f"no such document: {', '.join(sorted(unknown))}")
    if arguments.subset_fonts is not None:
        make_subsets(arguments.subset_fonts, arguments.wide)
    check_glyphs(sources)
    for source in sources:
        pdf = compile_pdf(source)
        if source.stem in SCANS:
            pdf = scan(pdf)
        (HERE / f"{source.stem}.pdf").write_bytes(pdf)
        print(f"{source.stem}.pdf  {len(pdf) // 1024} kB")


if __name__ == "__main__":
    main()
