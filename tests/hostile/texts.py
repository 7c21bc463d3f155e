"""What pages and metadata say: signs that steer, formulas, markup, endless words."""

from tests.hostile.case import EITHER, READ, Case
from tests.hostile.raw import GOOD, Raw, document, hexed, text

FORMULA = '=HYPERLINK("http://127.0.0.1:9/","open")'
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
STEERING = "\x1b[2J\x1b]0;owned\x07\x9b31m\x00\x08\u202egnp.exe\u2028\u2029"
MARKUP = "[red]red[/red] [link=http://127.0.0.1:9/]here[/link] [/]"
PATH = "../../../../tmp/evil"


def _titled(title: str) -> bytes:
    return document(text(GOOD), info={"Title": title, "Author": title, "Subject": title})


def _info(value: bytes) -> bytes:
    raw = Raw()
    raw.good_page()
    raw.trailer = b"/Info %d 0 R" % raw.add(b"<</Title %s/Author %s>>" % (value, value))
    return raw.bytes()


def _info_loop() -> bytes:
    raw = Raw()
    raw.good_page()
    number = raw.add()
    raw.objects[number] = b"%d 0 R" % number
    info = raw.add(b"<</Title %d 0 R/Author 9999 0 R>>" % number)
    raw.trailer = b"/Info %d 0 R" % info
    return raw.bytes()


def _bookmarked(title: str) -> bytes:
    raw = Raw()
    raw.good_page()
    item = raw.add(b"<</Title %s/Dest[%d 0 R/Fit]>>" % (hexed(title), raw.kids[0]))
    labels = b"<</Nums[0<</P %s>>]>>" % hexed(title)
    raw.objects[1] = (
        b"<</Type/Catalog/Pages 2 0 R/Outlines<</First %d 0 R/Last %d 0 R>>/PageLabels %s>>"
        % (item, item, labels)
    )
    return raw.bytes()


def _unicode(lines: list[str]) -> bytes:
    """A page whose codes mean whatever they are told to: each line any text."""
    raw = Raw()
    mapped = []
    codes: dict[str, int] = {}
    for character in "".join(lines):
        if character not in codes:
            codes[character] = len(codes) + 1
            unit = character.encode("utf-16-be", "surrogatepass").hex()
            mapped.append(b"<%04x><%s>" % (codes[character], unit.encode()))
    told = b"/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange <0000><FFFF>"
    told += b" endcodespacerange "
    for start in range(0, len(mapped), 100):
        part = mapped[start : start + 100]
        told += b"%d beginbfchar %s endbfchar " % (len(part), b" ".join(part))
    unicode_ = raw.stream(told + b"endcmap")
    descendant = raw.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+None/DW 500"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    )
    font = raw.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+None/Encoding/Identity-H"
        b"/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (descendant, unicode_)
    )
    shown = b"".join(
        b"0 -14 Td <%s> Tj " % b"".join(b"%04x" % codes[character] for character in line)
        for line in lines
    )
    raw.good_page()
    raw.page(b"BT /U 9 Tf 60 800 Td %sET" % shown, b"/Font<</U %d 0 R>>" % font)
    return raw.bytes()


def _pages_of(line: str, lines: int, pages: int) -> bytes:
    raw = Raw()
    content = raw.stream(text([line] * lines, 4, 4))
    for _ in range(pages):
        raw.page(content)
    return raw.bytes()


VOLUNTEERS = "Volunteers helped volunteers. " * 8
TEXTS = (
    Case(
        "title-formula",
        "a title that is a formula",
        lambda: _titled(FORMULA),
        READ,
        references=True,
    ),
    Case(
        "title-script", "a title that is a script", lambda: _titled(SCRIPT), READ, references=True
    ),
    Case(
        "title-steering",
        "a title that steers terminals and turns text around",
        lambda: _titled(STEERING),
        READ,
        references=True,
    ),
    Case(
        "title-markup",
        "a title in the markup of the terminal library",
        lambda: _titled(MARKUP),
        READ,
        references=True,
    ),
    Case(
        "title-path", "a title that is a path upwards", lambda: _titled(PATH), READ, references=True
    ),
    Case(
        "title-half",
        "a title with half a character",
        lambda: _titled("half \ud800 a character \udfff"),
        READ,
        references=True,
    ),
    Case(
        "title-long",
        "a title of 20 MB",
        lambda: _info(b"(%s)" % (b"T" * 20_000_000)),
        READ,
        references=True,
    ),
    Case("title-number", "a title that is a number", lambda: _info(b"42"), READ, references=True),
    Case("title-loop", "a title that is said to be itself", _info_loop, READ, references=True),
    Case(
        "bookmark-script",
        "a bookmark and a page label that are scripts",
        lambda: _bookmarked(SCRIPT + FORMULA),
        READ,
        references=True,
    ),
    Case(
        "bookmark-steering",
        "a bookmark and a page label that steer terminals",
        lambda: _bookmarked(STEERING),
        READ,
        references=True,
    ),
    Case(
        "says-script",
        "passages that are scripts and formulas",
        lambda: document(
            text(
                [
                    f"{SCRIPT} Volunteers planted 300 trees in the villages.",
                    f"{FORMULA} Volunteers brought vaccines to the islands.",
                ]
            )
        ),
        READ,
    ),
    Case(
        "says-steering",
        "passages with signs that steer terminals",
        lambda: _unicode([f"Volunteers {STEERING} brought vaccines to the islands.", *GOOD]),
        READ,
        references=True,
    ),
    Case(
        "says-half",
        "passages with half characters",
        lambda: _unicode(
            ["Volunteers \ud800 brought \udc00 vaccines to the islands \udfff.", *GOOD]
        ),
        READ,
        references=True,
    ),
    Case(
        "says-invisible",
        "words parted by signs that nobody sees",
        lambda: _unicode(["\u200b".join(GOOD[0]), "\u2060\ufeff".join(GOOD[1])]),
        READ,
        references=True,
    ),
    Case(
        "says-marks",
        "letters with 2,000 accents each",
        lambda: _unicode(["e" + "\u0301" * 2000, *GOOD]),
        READ,
        references=True,
    ),
    Case(
        "one-word",
        "a page of 8,000 letters without a space",
        lambda: _beside("x" * 8000),
        EITHER,
        references=True,
    ),
    Case("dots", "pages of leader dots", lambda: _pages_of(". " * 200, 150, 3), EITHER),
    Case(
        "brackets",
        "pages of opening brackets",
        lambda: _pages_of("((((1.1.1.1.1)" * 20, 150, 3),
        EITHER,
    ),
    Case("digits", "pages of digits", lambda: _pages_of("1234567890" * 30, 150, 3), EITHER),
    Case(
        "only-volunteers",
        "200 pages of nothing but volunteers",
        lambda: _pages_of(VOLUNTEERS, 190, 200),
        EITHER,
        heavy=True,
    ),
    Case(
        "hyphens",
        "pages of words that are cut at each line's end",
        lambda: _pages_of("volun- " * 40, 150, 3),
        EITHER,
    ),
)


def _beside(line: str) -> bytes:
    return document(text(GOOD), text([line]))
