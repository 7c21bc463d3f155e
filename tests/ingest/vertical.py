"""Pages of vertical Chinese as typesetting programs make them: columns from right to left."""

from collections.abc import Sequence

from fontTools.ttLib import TTFont
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from tests.ingest.typesetting import FONTS, written

SIZE = 12
STEP = 20
"""Points from one column to the next."""
RIGHT, TOP = 500, 760


def vertical_page(columns: Sequence[str]) -> bytes:
    """An A4 page with a text in columns, in a font with vertical writing (``Identity-V``)."""
    path = FONTS / "NotoSerifSC_400Regular.ttf"
    font = TTFont(path)
    glyphs = {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    program = StreamObject()
    program.set_data(path.read_bytes())
    used = sorted(set("".join(columns)))
    meanings = DecodedStreamObject()
    pairs = "".join(f"<{glyphs[c]:04x}> <{ord(c):04x}>\n" for c in used)
    meanings.set_data(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CMapName /Meanings def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(used)} beginbfchar\n{pairs}endbfchar\nendcmap end end"
        ).encode()
    )
    descriptor = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/FontDescriptor"),
            NameObject("/FontName"): NameObject("/NotoSerifSC"),
            NameObject("/Flags"): NumberObject(4),
            NameObject("/FontBBox"): ArrayObject(map(NumberObject, (0, -200, 1000, 900))),
            NameObject("/ItalicAngle"): NumberObject(0),
            NameObject("/Ascent"): NumberObject(880),
            NameObject("/Descent"): NumberObject(-120),
            NameObject("/CapHeight"): NumberObject(700),
            NameObject("/StemV"): NumberObject(80),
            NameObject("/FontFile2"): writer._add_object(program),
        }
    )
    descendant = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/NotoSerifSC"),
            NameObject("/CIDSystemInfo"): DictionaryObject(
                {
                    NameObject("/Registry"): TextStringObject("Adobe"),
                    NameObject("/Ordering"): TextStringObject("Identity"),
                    NameObject("/Supplement"): NumberObject(0),
                }
            ),
            NameObject("/FontDescriptor"): writer._add_object(descriptor),
            NameObject("/DW"): NumberObject(1000),
            NameObject("/CIDToGIDMap"): NameObject("/Identity"),
        }
    )
    composite = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject("/NotoSerifSC-Identity-V"),
            NameObject("/Encoding"): NameObject("/Identity-V"),
            NameObject("/DescendantFonts"): ArrayObject([writer._add_object(descendant)]),
            NameObject("/ToUnicode"): writer._add_object(meanings),
        }
    )
    lines = "".join(
        f"BT /F1 {SIZE} Tf {RIGHT - STEP * place} {TOP} Td"
        f" <{''.join(f'{glyphs[c]:04x}' for c in column)}> Tj ET\n"
        for place, column in enumerate(columns)
    )
    content = DecodedStreamObject()
    content.set_data(lines.encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(composite)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    return written(writer)
