"""Pages that are swollen, endless, huge or senseless."""

import zlib

from tests.hostile.case import EITHER, READ, Case
from tests.hostile.raw import GOOD, Raw, deflated, document, text


def _beside_good(content: bytes, resources: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    """A page with ``content`` after a good one."""
    raw = Raw()
    raw.good_page()
    raw.page(content, resources, box=box)
    return raw.bytes()


def _packed(data: bytes, more: bytes, resources: bytes = b"") -> bytes:
    """A page whose content is ``data`` as it stands, behind a good one."""
    raw = Raw()
    raw.good_page()
    raw.page(raw.stream(data, more), resources)
    return raw.bytes()


def _twice_packed() -> bytes:
    """Zeros that were deflated twice: a few kilobytes for gigabytes."""
    once = deflated(4000)
    return _packed(zlib.compress(once, 9), b"/Filter[/FlateDecode/FlateDecode]")


def _forms(own: bool, levels: int, width: int) -> bytes:
    """Drawings that draw the one below ``width`` times each, or themselves."""
    raw = Raw()
    raw.good_page()
    common = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>"
    if own:
        below = raw.add()
        inner = Raw()
        number = inner.stream(b"/X Do /X Do", common % below)
        raw.objects[below] = inner.objects[number]
    else:
        below = raw.stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
        for _ in range(levels):
            below = raw.stream(b"/X Do " * width, common % below)
    raw.page(b"/X Do", b"/XObject<</X %d 0 R>>" % below)
    return raw.bytes()


def _image(width: int, height: int, data: bytes, more: bytes) -> bytes:
    """A page that is one picture, as a scan is."""
    raw = Raw()
    image = raw.stream(
        data, b"/Type/XObject/Subtype/Image/Width %d/Height %d%s" % (width, height, more)
    )
    raw.page(b"595 0 0 842 0 0 cm /X Do", b"/XObject<</X %d 0 R>>" % image)
    return raw.bytes()


def _images(count: int) -> bytes:
    """One picture drawn again and again, each time in another size."""
    raw = Raw()
    image = raw.stream(
        b"\xaa" * 1_000_000,
        b"/Type/XObject/Subtype/Image/Width 1000/Height 1000/BitsPerComponent 8"
        b"/ColorSpace/DeviceGray",
    )
    drawn = b"".join(b"q %d 0 0 842 0 0 cm /X Do Q\n" % (i % 500 + 90) for i in range(count))
    raw.page(drawn, b"/XObject<</X %d 0 R>>" % image)
    return raw.bytes()


def _pattern() -> bytes:
    """A page filled with a pattern of tiny tiles, each filled with the pattern itself."""
    raw = Raw()
    number = raw.add()
    inner = Raw()
    made = inner.stream(
        b"/Pattern cs /P scn 0 0 1 1 re f " * 50,
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .01/YStep .01"
        b"/Resources<</Pattern<</P %d 0 R>>>>" % number,
    )
    raw.objects[number] = inner.objects[made]
    raw.page(
        b"/Pattern cs /P scn 0 0 595 842 re f " + _picture_like(), b"/Pattern<</P %d 0 R>>" % number
    )
    return raw.bytes()


def _picture_like() -> bytes:
    """Drawings, so many that the page is looked at as a picture."""
    return b"".join(
        b"%d %d m %d %d %d %d %d %d c S " % (x, y, x + 9, y + 9, x + 18, y, x + 27, y + 9)
        for x in range(0, 560, 28)
        for y in range(0, 800, 40)
    )


def _calculated_shading() -> bytes:
    """A shading whose colours a long program has to calculate for each point."""
    raw = Raw()
    program = b"{ " + b"dup mul sqrt sin cos exp abs " * 5000 + b"pop pop 0 0 0 }"
    function = raw.stream(program, b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]")
    raw.page(
        b"/S sh " + _picture_like(),
        b"/Shading<</S<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1 0 1]"
        b"/Matrix[595 0 0 842 0 0]/Function %d 0 R>>>>" % function,
    )
    return raw.bytes()


def _mask_loop() -> bytes:
    """A transparency whose mask is drawn with the transparency."""
    raw = Raw()
    state, form = raw.add(), raw.add()
    inner = Raw()
    made = inner.stream(
        b"/G gs 0 0 595 842 re f",
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/CS/DeviceGray>>"
        b"/Resources<</ExtGState<</G %d 0 R>>>>" % state,
    )
    raw.objects[form] = inner.objects[made]
    raw.objects[state] = b"<</Type/ExtGState/SMask<</S/Luminosity/G %d 0 R>>>>" % form
    raw.page(b"/G gs 0 0 595 842 re f " + _picture_like(), b"/ExtGState<</G %d 0 R>>" % state)
    return raw.bytes()


def _glyphs_of_themselves() -> bytes:
    """A Type 3 font whose letters are written in the font itself."""
    raw = Raw()
    raw.good_page()
    font, glyph = raw.add(), raw.add()
    inner = Raw()
    made = inner.stream(
        b"1000 0 d0 BT /T 1 Tf (aaaaaaaaaa) Tj ET", b"/Resources<</Font<</T %d 0 R>>>>" % font
    )
    raw.objects[glyph] = inner.objects[made]
    raw.objects[font] = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]"
        b"/CharProcs<</a %d 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97"
        b"/Widths[1000]/Resources<</Font<</T %d 0 R>>>>>>" % (glyph, font)
    )
    raw.page(b"BT /T 20 Tf 60 700 Td (aaaaaaaa) Tj ET", b"/Font<</T %d 0 R>>" % font)
    return raw.bytes()


def _character_map(ranges: bytes, times: int) -> bytes:
    """A font that says of its codes what they mean, in far too many words."""
    raw = Raw()
    told = b"/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange <0000><FFFF>"
    told += b" endcodespacerange " + (b"1 beginbfrange %s endbfrange " % ranges) * times
    unicode_ = raw.stream(told + b"endcmap", deflate=True)
    descriptor = raw.add(
        b"<</Type/FontDescriptor/FontName/AAAAAA+None/Flags 4/FontBBox[0 0 1000 1000]"
        b"/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>"
    )
    descendant = raw.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+None/FontDescriptor %d 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>" % descriptor
    )
    font = raw.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+None/Encoding/Identity-H"
        b"/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (descendant, unicode_)
    )
    raw.good_page()
    raw.page(b"BT /U 10 Tf 60 700 Td <00410042> Tj ET", b"/Font<</U %d 0 R>>" % font)
    return raw.bytes()


def _font_file(data: bytes) -> bytes:
    raw = Raw()
    file = raw.stream(data, deflate=True)
    descriptor = raw.add(
        b"<</Type/FontDescriptor/FontName/Broken/Flags 32/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 700/StemV 80/FontFile2 %d 0 R>>" % file
    )
    font = raw.add(
        b"<</Type/Font/Subtype/TrueType/BaseFont/Broken/FirstChar 32/LastChar 33/Widths[500 500]"
        b"/FontDescriptor %d 0 R>>" % descriptor
    )
    raw.good_page()
    raw.page(b"BT /U 10 Tf 60 700 Td (Volunteers) Tj ET", b"/Font<</U %d 0 R>>" % font)
    return raw.bytes()


def _rules(across: int, down: int) -> bytes:
    """A grid of ruled lines with words in it."""
    drawn = [
        b"%g 20 m %g 820 l S\n" % (20 + i * 555 / down, 20 + i * 555 / down) for i in range(down)
    ]
    drawn += [
        b"20 %g m 575 %g l S\n" % (20 + i * 800 / across, 20 + i * 800 / across)
        for i in range(across)
    ]
    return b".1 w " + b"".join(drawn) + text(GOOD * 20, 6, 8)


def _framework(rows: int, columns: int) -> bytes:
    """A table with the heads of a results framework and far too many cells."""
    heads = ["Outcome", "Output", "Indicator", "Baseline", "Target", "Partners"]
    wide, high = 800 / columns, 500 / rows
    drawn = [b".1 w "]
    for i in range(columns + 1):
        drawn.append(b"%.2f 30 m %.2f 560 l S " % (20 + i * wide, 20 + i * wide))
    for i in range(rows + 2):
        drawn.append(b"20 %.2f m 820 %.2f l S " % (30 + i * high, 30 + i * high))
    drawn.append(b"BT /F1 8 Tf ")
    drawn.append(b"1 0 0 1 20 575 Tm (Annex: Results and resources framework) Tj ")
    for i, head in enumerate(heads):
        drawn.append(b"1 0 0 1 %.2f 550 Tm (%s) Tj " % (22 + i * 133, head.encode()))
    for row in range(min(rows, 200)):
        for column in range(min(columns, 30)):
            x, y = 21 + column * wide, 31 + row * high
            drawn.append(b"1 0 0 1 %.2f %.2f Tm (v%d) Tj " % (x, y, row))
    drawn.append(b"ET")
    return _beside_good(b"".join(drawn), box=b"0 0 842 595")


def _words(count: int, moved: bool) -> bytes:
    """So many words, each set on its own."""
    place = b"1 0 0 1 %d %d Tm (word%d) Tj\n" if moved else b"(word) Tj\n"
    shown = (
        b"".join(place % (i * 37 % 560, i * 53 % 820, i) for i in range(count))
        if moved
        else place * count
    )
    return _beside_good(b"BT /F1 4 Tf %sET" % shown)


def _scattered(count: int) -> bytes:
    """Words of all sizes and places, so that no line is like another."""
    shown = b"".join(
        b"BT /F1 %.2f Tf %.2f %.2f Td (%s) Tj ET\n"
        % (
            3 + i * 7 % 11 / 3,
            i * 7919 % 5900 / 10,
            i * 104729 % 8400 / 10,
            b"ab cd" + b"x" * (i % 9),
        )
        for i in range(count)
    )
    return _beside_good(shown)


def _boxes(count: int) -> bytes:
    shown = b"".join(
        b"%.2f %.2f %.2f 30 re S\n" % (i * 7919 % 5000 / 10, i * 104729 % 8000 / 10, 50 + i % 40)
        for i in range(count)
    )
    return _beside_good(shown + text(GOOD * 20, 6, 8))


def _paths(count: int) -> bytes:
    """One path of so many lines."""
    lines = b"".join(b"%d %d l\n" % (i * 37 % 595, i * 53 % 842) for i in range(count))
    return _beside_good(b"0 0 m %sS" % lines)


PAGES = (
    Case(
        "content-bomb",
        "a content stream that unpacks to 2 GB of spaces",
        lambda: _packed(deflated(2000), b"/Filter/FlateDecode"),
        EITHER,
        heavy=True,
    ),
    Case(
        "content-bomb-twice",
        "12 kB that unpack to 4 GB, deflated twice",
        _twice_packed,
        EITHER,
        heavy=True,
    ),
    Case(
        "content-bomb-q",
        "a content stream of 300,000,000 saved states",
        lambda: _packed(deflated(300, b"q "), b"/Filter/FlateDecode"),
        EITHER,
        heavy=True,
    ),
    Case(
        "predictor",
        "a content stream with rows of 2,147,483,647 columns",
        lambda: _packed(
            zlib.compress(b"x" * 99),
            b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32/BitsPerComponent 16>>",
        ),
        EITHER,
    ),
    Case(
        "run-length",
        "a run-length stream that is cut off",
        lambda: _packed(b"\x81A" * 500_000, b"/Filter/RunLengthDecode"),
        EITHER,
    ),
    Case(
        "many-filters",
        "a stream behind 5,000 filters",
        lambda: _packed(b"41>", b"/Filter[" + b"/ASCIIHexDecode" * 5000 + b"]"),
        EITHER,
    ),
    Case(
        "unknown-filter",
        "a stream behind a filter that does not exist",
        lambda: _packed(b"BT ET", b"/Filter/Nothing"),
        READ,
        references=True,
    ),
    Case(
        "form-of-itself",
        "a drawing that draws itself",
        lambda: _forms(True, 0, 0),
        EITHER,
        references=True,
        heavy=True,
    ),
    Case(
        "form-laughs",
        "ten drawings in ten drawings, nine levels deep",
        lambda: _forms(False, 9, 10),
        EITHER,
        heavy=True,
    ),
    Case(
        "form-depth",
        "a drawing 5,000 levels deep",
        lambda: _forms(False, 5000, 1),
        EITHER,
        references=True,
    ),
    Case(
        "saved-states",
        "200,000 saved states that are never restored",
        lambda: _beside_good(b"q " * 200_000),
        EITHER,
        references=True,
    ),
    Case(
        "nested-content",
        "100,000 lists inside one another as an operand",
        lambda: _beside_good(b"[" * 100_000),
        EITHER,
        references=True,
    ),
    Case(
        "operands",
        "5,000,000 numbers without an operator",
        lambda: _beside_good(b"1 " * 5_000_000),
        EITHER,
        references=True,
    ),
    Case(
        "big-numbers",
        "numbers beyond all bounds",
        lambda: _beside_good(
            b"1e999 -1e999 9999999999999999999 .0000000001 99999 99999 cm BT /F1 1e38 Tf 1e38 -1e38 Td (a b c) Tj 0 Tr nan inf Td (x) Tj ET"
        ),
        READ,
        references=True,
    ),
    Case(
        "strange-matrix",
        "text of size 0, mirrored and squeezed to nothing",
        lambda: _beside_good(
            b"BT /F1 0 Tf (a) Tj /F1 9 Tf 0 0 0 0 60 60 Tm (b) Tj -1 0 0 -1 60 60 Tm (c) Tj 1e-30 0 0 1e-30 9 9 Tm (d) Tj ET"
        ),
        READ,
        references=True,
    ),
    Case(
        "words-300000",
        "a page of 300,000 words one after the other",
        lambda: _words(300_000, False),
        EITHER,
        heavy=True,
    ),
    Case(
        "words-moved",
        "a page of 60,000 words all over the place",
        lambda: _words(60_000, True),
        EITHER,
        heavy=True,
    ),
    Case(
        "words-scattered",
        "a page of 20,000 words of all sizes",
        lambda: _scattered(20_000),
        EITHER,
        heavy=True,
    ),
    Case(
        "long-string",
        "a string of 20,000,000 letters on a page",
        lambda: _beside_good(b"BT /F1 9 Tf (%s) Tj ET" % (b"A" * 20_000_000)),
        EITHER,
        heavy=True,
    ),
    Case("paths", "a path of 2,000,000 lines", lambda: _paths(2_000_000), EITHER, heavy=True),
    Case("rules", "a grid of 1,100 rules", lambda: _beside_good(_rules(600, 500)), EITHER),
    Case(
        "rules-many",
        "a grid of 30,000 rules",
        lambda: _beside_good(_rules(15_000, 15_000)),
        EITHER,
        heavy=True,
    ),
    Case("boxes", "15,000 boxes on one page", lambda: _boxes(15_000), EITHER, heavy=True),
    Case(
        "framework-cells",
        "a results framework of 12,000 cells",
        lambda: _framework(400, 30),
        EITHER,
        heavy=True,
    ),
    Case(
        "framework-rules",
        "a results framework of 5,000 rules",
        lambda: _framework(4800, 200),
        EITHER,
        heavy=True,
    ),
    Case(
        "page-huge",
        "a page of 10,000 by 10,000 km",
        lambda: _beside_good(text(GOOD), box=b"0 0 28346456692 28346456692"),
        EITHER,
        references=True,
    ),
    Case(
        "page-nothing",
        "a page without width or height",
        lambda: _beside_good(text(GOOD), box=b"0 0 0 0"),
        EITHER,
        references=True,
    ),
    Case(
        "page-backwards",
        "a page from 595 to -3e38",
        lambda: _beside_good(text(GOOD), box=b"595 842 -3e38 -3e38"),
        EITHER,
        references=True,
    ),
    Case(
        "page-ribbon",
        "a page 1 point wide and 14,400 high",
        lambda: _image(9, 9, b"x" * 81, b"/BitsPerComponent 8/ColorSpace/DeviceGray").replace(
            b"0 0 595 842", b"0 0 1 14400"
        ),
        EITHER,
    ),
    Case(
        "image-huge",
        "a picture of 60,000 by 60,000 points",
        lambda: _image(
            60_000,
            60_000,
            deflated(3434, b"\x55"),
            b"/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode",
        ),
        EITHER,
        heavy=True,
    ),
    Case(
        "image-huge-bits",
        "a picture of 400,000 by 400,000 bits",
        lambda: _image(
            400_000,
            400_000,
            deflated(4000, b"\x55"),
            b"/ImageMask true/BitsPerComponent 1/Filter/FlateDecode",
        ),
        EITHER,
        heavy=True,
    ),
    Case(
        "image-lies",
        "a picture of 2,147,483,647 points a side with ten bytes",
        lambda: _image(
            2147483647, 2147483647, b"0123456789", b"/BitsPerComponent 16/ColorSpace/DeviceCMYK"
        ),
        EITHER,
    ),
    Case(
        "image-jpeg",
        "a picture that is no JPEG",
        lambda: _image(
            5000,
            5000,
            b"\xff\xd8\xff\xee" + b"\xff" * 9999,
            b"/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode",
        ),
        EITHER,
    ),
    Case(
        "image-jpx",
        "a picture that is no JPEG 2000",
        lambda: _image(
            5000, 5000, b"\0\0\0\x0cjP  \r\n\x87\n" + b"\xff" * 9999, b"/Filter/JPXDecode"
        ),
        EITHER,
    ),
    Case(
        "image-fax",
        "a fax of 65,000 by 65,000 points from nothing",
        lambda: _image(
            65_000,
            65_000,
            b"\0" * 9999,
            b"/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 65000/Rows 65000>>",
        ),
        EITHER,
    ),
    Case(
        "image-jbig2",
        "a JBIG2 picture of senseless parts",
        lambda: _image(
            30_000,
            30_000,
            b"\0\0\0\0\x30\0\x01\0\0\0\x13\0\0\xff\xff\0\0\xff\xff" + b"\0" * 99,
            b"/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode",
        ),
        EITHER,
    ),
    Case("images-2000", "one picture drawn 2,000 times", lambda: _images(2000), EITHER, heavy=True),
    Case(
        "inline-image",
        "a picture in the content that never ends",
        lambda: _beside_good(b"BI /W 99999 /H 99999 /BPC 8 /CS /RGB ID " + b"\xab" * 1_000_000),
        EITHER,
        references=True,
    ),
    Case("pattern", "a pattern that is filled with itself", _pattern, EITHER),
    Case(
        "shading",
        "a shading with a program of 35,000 steps",
        _calculated_shading,
        EITHER,
        heavy=True,
    ),
    Case("mask-loop", "a mask that is drawn through itself", _mask_loop, EITHER),
    Case(
        "glyphs-of-themselves",
        "letters that are written with themselves",
        _glyphs_of_themselves,
        EITHER,
        references=True,
    ),
    Case(
        "map-laughs",
        "a font whose codes are told 40,000,000 times",
        lambda: _character_map(b"<0000><FFFF><0041>", 600),
        EITHER,
        heavy=True,
    ),
    Case(
        "map-endless",
        "a font with a range of 4,294,967,295 codes",
        lambda: _character_map(b"<00000000><FFFFFFFF><0041>", 1),
        EITHER,
        heavy=True,
    ),
    Case(
        "font-broken",
        "a font file of noise",
        lambda: _font_file(b"\0\x01\0\0\xff\xff" + b"\xa5" * 99_999),
        EITHER,
        references=True,
    ),
    Case("font-bomb", "a font file of 1 GB", lambda: _font_bomb(), EITHER, heavy=True),
)


def _font_bomb() -> bytes:
    raw = Raw()
    file = raw.stream(deflated(1000, b"\0"), b"/Filter/FlateDecode/Length1 1048576000")
    descriptor = raw.add(
        b"<</Type/FontDescriptor/FontName/Big/Flags 32/FontBBox[0 0 1000 1000]/FontFile2 %d 0 R>>"
        % file
    )
    font = raw.add(
        b"<</Type/Font/Subtype/TrueType/BaseFont/Big/FontDescriptor %d 0 R>>" % descriptor
    )
    raw.good_page()
    raw.page(b"BT /U 10 Tf 60 700 Td (Volunteers) Tj ET", b"/Font<</U %d 0 R>>" % font)
    return raw.bytes()


def page_of(lines: list[str]) -> bytes:
    """Return a PDF of one page with ``lines``."""
    return document(text(lines))
