"""Files that are broken, locked, looping or swollen in their structure."""

import io
import struct
import zlib

from pypdf import PdfReader, PdfWriter

from tests.hostile.case import EITHER, READ, UNREAD, Case
from tests.hostile.raw import GOOD, Raw, deflated, document, stream, text

DAMAGED = frozenset({"damaged"})


def good() -> bytes:
    return document(text(GOOD))


def _locked(user: str, owner: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(good())))
    writer.encrypt(user_password=user, owner_password=owner, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _unknown_lock() -> bytes:
    raw = Raw()
    raw.good_page()
    raw.trailer = b"/Encrypt %d 0 R/ID[<00><00>]" % raw.add(b"<</Filter/Nobody.Knows/V 9/R 9>>")
    return raw.bytes()


def _broken_lock() -> bytes:
    raw = Raw()
    raw.good_page()
    body = b"<</Filter/Standard/V 5/R 6/Length 999999/O<00>/U<00>/OE<>/UE<>/P -1/Perms<>>>"
    raw.trailer = b"/Encrypt %d 0 R/ID[<00><00>]" % raw.add(body)
    return raw.bytes()


def _cut(share: float) -> bytes:
    content = good()
    return content[: int(len(content) * share)]


def _zeroed() -> bytes:
    content = good()
    return content[:400] + bytes(len(content) - 400)


def _own_previous() -> bytes:
    content = good()
    start = content.rindex(b"startxref")
    at = int(content[start:].split()[1])
    return content[:start].replace(b"/Root", b"/Prev %d/Root" % at) + content[start:]


def _previous_in_circles() -> bytes:
    """Two tables that each name the other as the one before."""
    content = good().replace(b"trailer<<", b"trailer<</Prev 0000000000")
    first = content.rindex(b"xref\n0")
    second = len(content)
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Size 6/Root 1 0 R/Prev %d>>\n" % first
    content = content.replace(b"/Prev 0000000000", b"/Prev %010d" % second)
    return content + table + b"startxref\n%d\n%%%%EOF\n" % second


def _updates(count: int) -> bytes:
    """An index after the other, each naming the one before."""
    parts = [good()]
    at = len(parts[0])
    before = parts[0].rindex(b"xref\n0")
    for _ in range(count):
        part = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Size 6/Root 1 0 R/Prev %d>>\n" % before
        part += b"startxref\n%d\n%%%%EOF\n" % at
        parts.append(part)
        before, at = at, at + len(part)
    return b"".join(parts)


def _huge_size() -> bytes:
    content = good()
    start = content.index(b"/Size ")
    end = content.index(b"/Root", start)
    return content[:start] + b"/Size 2147483647" + content[end:]


def _index_stream(rows: bytes, more: bytes) -> bytes:
    """A file whose index is a stream, with ``rows`` and what ``more`` says of them."""
    raw = Raw()
    raw.good_page()
    body = raw.bytes()
    body = body[: body.index(b"xref\n0")]
    index = stream(zlib.compress(rows), b"/Type/XRef/Root 1 0 R/Filter/FlateDecode" + more)
    return body + b"99 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (index, len(body))


def _index_bomb() -> bytes:
    raw = Raw()
    raw.good_page()
    body = raw.bytes()
    body = body[: body.index(b"xref\n0")]
    more = b"/Type/XRef/Root 1 0 R/Filter/FlateDecode/Size 200000000/W[1 4 2]/Index[0 200000000]"
    index = stream(deflated(1400, b"\0"), more)
    return body + b"99 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (index, len(body))


def _in_objects(count: int, data: bytes, own: bytes = b"") -> bytes:
    """A file whose page tree is inside an object stream with ``data``."""
    raw = Raw()
    raw.good_page()
    body = raw.bytes()
    body = body[: body.index(b"xref\n0")]
    packed = b"90 0 obj\n%s\nendobj\n" % stream(
        data, b"/Type/ObjStm/N %d/First 10/Filter/FlateDecode%s" % (count, own)
    )
    at = len(body)
    body += packed
    rows = [struct.pack(">BIH", 0, 0, 0)] + [struct.pack(">BIH", 2, 90, i) for i in range(5)]
    rows += [struct.pack(">BIH", 0, 0, 0)] * 84 + [struct.pack(">BIH", 1, at, 0)]
    more = b"/Type/XRef/Root 1 0 R/Filter/FlateDecode/Size 91/W[1 4 2]"
    index = stream(zlib.compress(b"".join(rows)), more)
    return body + b"99 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (index, len(body))


def _objects(count: int) -> bytes:
    """A good page among ``count`` small objects that nothing needs."""
    raw = Raw()
    raw.good_page()
    for number in range(count):
        raw.add(b"[%d]" % number)
    return raw.bytes()


def _nested(opening: bytes, closing: bytes, depth: int) -> bytes:
    raw = Raw()
    raw.good_page()
    nested = opening * depth + closing * depth
    raw.objects[1] = b"<</Type/Catalog/Pages 2 0 R/Extra %s>>" % nested
    return raw.bytes()


def _tree_loop() -> bytes:
    raw = Raw()
    page = raw.good_page()
    raw.objects[2] = b"<</Type/Pages/Count 3/Kids[%d 0 R 2 0 R 2 0 R]>>" % page
    return raw.bytes()


def _tree_depth(depth: int) -> bytes:
    raw = Raw()
    page = raw.good_page()
    below = page
    for _ in range(depth):
        below = raw.add(b"<</Type/Pages/Parent 2 0 R/Count 1/Kids[%d 0 R]>>" % below)
    raw.objects[2] = b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % below
    return raw.bytes()


def _tree_laughs(levels: int, width: int) -> bytes:
    """The same page again and again: each level names the one below ``width`` times."""
    raw = Raw()
    below, count = raw.good_page(), 1
    for _ in range(levels):
        count *= width
        kids = b"%d 0 R " % below * width
        below = raw.add(b"<</Type/Pages/Parent 2 0 R/Count %d/Kids[%s]>>" % (count, kids))
    raw.objects[2] = b"<</Type/Pages/Count %d/Kids[%d 0 R]>>" % (count, below)
    return raw.bytes()


def _claimed(count: int) -> bytes:
    raw = Raw()
    page = raw.good_page()
    raw.objects[2] = b"<</Type/Pages/Count %d/Kids[%d 0 R]>>" % (count, page)
    return raw.bytes()


def _pages(count: int) -> bytes:
    raw = Raw()
    content = raw.stream(text(GOOD))
    for _ in range(count):
        raw.page(content)
    return raw.bytes()


def _no_page(kid: bytes) -> bytes:
    raw = Raw()
    raw.good_page()
    other = raw.add(kid)
    raw.objects[2] = b"<</Type/Pages/Count 2/Kids[%d 0 R %d 0 R]>>" % (raw.kids[0], other)
    return raw.bytes()


def _outline_loop() -> bytes:
    raw = Raw()
    page = raw.good_page()
    item = raw.add()
    raw.objects[item] = (
        b"<</Title(loop)/Parent %d 0 R/Next %d 0 R/First %d 0 R/Last %d 0 R/Dest[%d 0 R/Fit]>>"
        % (item, item, item, item, page)
    )
    raw.objects[1] = b"<</Type/Catalog/Pages 2 0 R/Outlines<</First %d 0 R/Last %d 0 R>>>>" % (
        item,
        item,
    )
    return raw.bytes()


def _outline(count: int, title: bytes) -> bytes:
    raw = Raw()
    raw.good_page()
    first = raw.add()
    for number in range(count):
        here = first + number
        following = b"/Next %d 0 R" % (here + 1) if number < count - 1 else b""
        raw.objects[here] = b"<</Title(%s)/Dest[%d 0 R/Fit]%s>>" % (title, raw.kids[0], following)
        if number < count - 1:
            raw.add()
    raw.objects[1] = b"<</Type/Catalog/Pages 2 0 R/Outlines<</First %d 0 R/Last %d 0 R>>>>" % (
        first,
        first + count - 1,
    )
    return raw.bytes()


def _outline_laughs() -> bytes:
    """Bookmarks whose levels each name the same level below, twenty deep and ten wide."""
    raw = Raw()
    page = raw.good_page()
    below = b""
    for _ in range(20):
        ten = [raw.add() for _ in range(10)]
        for place, number in enumerate(ten):
            following = b"/Next %d 0 R" % ten[place + 1] if place < 9 else b""
            raw.objects[number] = b"<</Title(x)/Dest[%d 0 R/Fit]%s%s>>" % (page, following, below)
        below = b"/First %d 0 R/Last %d 0 R" % (ten[0], ten[-1])
    raw.objects[1] = b"<</Type/Catalog/Pages 2 0 R/Outlines<<%s>>>>" % below
    return raw.bytes()


def _labels(tree: bytes, more: int = 0) -> bytes:
    raw = Raw()
    raw.good_page()
    labels = raw.add()
    raw.objects[labels] = tree.replace(b"SELF", b"%d 0 R" % labels)
    raw.objects[1] = b"<</Type/Catalog/Pages 2 0 R/PageLabels %d 0 R>>" % labels
    return raw.bytes()


def _wrong_length(length: bytes) -> bytes:
    raw = Raw()
    page = raw.good_page()
    content = page - 1
    raw.objects[content] = raw.objects[content].replace(
        b"/Length %d" % len(text(GOOD)), b"/Length %s" % length
    )
    return raw.bytes()


def _attachments() -> bytes:
    raw = Raw()
    raw.good_page()
    inner = raw.stream(good(), b"/Type/EmbeddedFile/Subtype/application#2Fpdf")
    spec = raw.add(b"<</Type/Filespec/F(../../../../tmp/evil.pdf)/EF<</F %d 0 R>>>>" % inner)
    raw.objects[1] = (
        b"<</Type/Catalog/Pages 2 0 R/Collection<</View/D>>"
        b"/Names<</EmbeddedFiles<</Names[(../../evil.pdf)%d 0 R]>>>>>>" % spec
    )
    return raw.bytes()


def _actions() -> bytes:
    raw = Raw()
    raw.good_page()
    raw.objects[1] = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while(true){})"
        b"/Next<</S/Launch/F(/bin/sh)>>>>/AA<</WC<</S/URI/URI(http://127.0.0.1:9/)>>>>>>"
    )
    return raw.bytes()


def _outside() -> bytes:
    """A page whose content and picture are said to be other files of the machine."""
    raw = Raw()
    content = raw.add(b"<</Length 0/F(/etc/passwd)/FFilter/Identity>>stream\n\nendstream")
    image = raw.add(
        b"<</Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray"
        b"/Length 0/F(//127.0.0.1/share/x)>>stream\n\nendstream"
    )
    raw.page(content, b"/XObject<</X %d 0 R>>" % image)
    raw.good_page()
    return raw.bytes()


def _form_fields() -> bytes:
    """A form whose fields are their own children."""
    raw = Raw()
    raw.good_page()
    field = raw.add()
    raw.objects[field] = b"<</FT/Tx/T(a)/Kids[%d 0 R %d 0 R]/Parent %d 0 R>>" % ((field,) * 3)
    raw.objects[1] = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%d 0 R]/XFA 1>>>>" % field
    return raw.bytes()


STRUCTURES = (
    Case("good", "a good page, to compare with", good, frozenset({"ok"}), references=True),
    Case("empty", "no byte", lambda: b"", UNREAD, frozenset({"empty_file"})),
    Case("words", "plain text", lambda: b"No PDF.\n" * 99, UNREAD, frozenset({"not_a_pdf"})),
    Case(
        "web-page",
        "a web page, as a failed download leaves it",
        lambda: b"<!DOCTYPE html><title>404 Not Found</title><p>Not here.</p>",
        UNREAD,
        frozenset({"not_a_pdf"}),
    ),
    Case("header-only", "a header and nothing else", lambda: b"%PDF-1.7\n", UNREAD, DAMAGED),
    Case(
        "garbage",
        "a header before 1 MiB of zeros",
        lambda: b"%PDF-1.7\n" + bytes(2**20),
        UNREAD,
        DAMAGED,
    ),
    Case("cut-in-half", "the first half of a PDF", lambda: _cut(0.5), EITHER),
    Case("cut-index", "a PDF without its last bytes", lambda: _cut(0.9), EITHER, references=True),
    Case("zeroed", "a PDF that became zeros after 400 bytes", _zeroed, EITHER),
    Case("no-index", "no cross-reference table", lambda: _without_index(), EITHER),
    Case(
        "late-header",
        "2 KiB of something before the header",
        lambda: b"\n" * 2048 + good(),
        UNREAD,
        frozenset({"not_a_pdf"}),
    ),
    Case(
        "user-password",
        "locked, AES-256",
        lambda: _locked("secret", "owner", "AES-256"),
        frozenset({"encrypted"}),
        frozenset({"encrypted"}),
    ),
    Case(
        "user-password-rc4",
        "locked, RC4",
        lambda: _locked("secret", "owner", "RC4-128"),
        frozenset({"encrypted"}),
        frozenset({"encrypted"}),
    ),
    Case(
        "owner-password",
        "may be read, not changed",
        lambda: _locked("", "owner", "AES-256"),
        frozenset({"ok"}),
        references=True,
    ),
    Case(
        "unknown-lock",
        "locked in a way that nobody knows",
        _unknown_lock,
        frozenset({"encrypted"}),
        frozenset({"encrypted"}),
    ),
    Case("broken-lock", "a lock with senseless values", _broken_lock, EITHER | {"encrypted"}),
    Case("index-of-itself", "an index that names itself as the one before", _own_previous, EITHER),
    Case("index-in-circles", "two indexes that name each other", _previous_in_circles, EITHER),
    Case("many-updates", "20,000 indexes, one after the other", lambda: _updates(20_000), EITHER),
    Case("huge-size", "an index that claims 2,147,483,647 objects", _huge_size, EITHER),
    Case(
        "index-widths",
        "an index stream with senseless widths",
        lambda: _index_stream(b"x" * 99, b"/Size 91/W[8 99999999 -3]/Index[0 2147483647]"),
        EITHER,
    ),
    Case("index-bomb", "an index stream that unpacks to 1.4 GB", _index_bomb, EITHER, heavy=True),
    Case(
        "objects-bomb",
        "an object stream that unpacks to 3 GB",
        lambda: _in_objects(5, deflated(3000)),
        EITHER,
        heavy=True,
    ),
    Case(
        "objects-count",
        "an object stream that claims 2,000,000,000 objects",
        lambda: _in_objects(2_000_000_000, zlib.compress(b"1 0 2 0 3 0 " * 9)),
        EITHER,
    ),
    Case(
        "objects-of-itself",
        "an object stream that is said to go on in itself",
        lambda: _in_objects(5, zlib.compress(b"1 0 2 0 3 0 4 0 " * 9), b"/Extends 90 0 R"),
        EITHER,
    ),
    Case(
        "million-objects",
        "a good page among 1,000,000 objects",
        lambda: _objects(1_000_000),
        EITHER,
        references=True,
        heavy=True,
    ),
    Case(
        "nested-lists",
        "100,000 lists inside one another",
        lambda: _nested(b"[", b"]", 100_000),
        EITHER,
    ),
    Case(
        "nested-maps",
        "100,000 dictionaries inside one another",
        lambda: _nested(b"<</A", b">>", 100_000),
        EITHER,
    ),
    Case("tree-loop", "a page tree that contains itself", _tree_loop, EITHER),
    Case("tree-depth", "a page under 10,000 levels of tree", lambda: _tree_depth(10_000), EITHER),
    Case(
        "tree-laughs",
        "one page 1,000,000,000 times",
        lambda: _tree_laughs(3, 1000),
        EITHER,
        heavy=True,
    ),
    Case(
        "pages-claimed",
        "a page tree that claims 2,147,483,647 pages",
        lambda: _claimed(2_147_483_647),
        EITHER,
        heavy=True,
    ),
    Case("pages-negative", "a page tree that claims -5 pages", lambda: _claimed(-5), EITHER),
    Case(
        "pages-6000",
        "6,000 pages, more than limits.pages",
        lambda: _pages(6000),
        frozenset({"incomplete"}),
        frozenset({"too_many_pages"}),
        references=True,
        heavy=True,
    ),
    Case("kid-is-number", "a page that is a number", lambda: _no_page(b"42"), EITHER),
    Case(
        "kid-is-missing",
        "a page without anything in it",
        lambda: _no_page(b"<</Type/Page>>"),
        EITHER,
    ),
    Case(
        "outline-loop",
        "bookmarks that contain and follow themselves",
        _outline_loop,
        READ,
        references=True,
    ),
    Case(
        "outline-200000",
        "200,000 bookmarks",
        lambda: _outline(200_000, b"x"),
        READ,
        references=True,
    ),
    Case(
        "outline-long",
        "30 bookmarks with titles of 1 MB",
        lambda: _outline(30, b"x" * 10**6),
        READ,
        references=True,
    ),
    Case(
        "outline-laughs",
        "a hundred quintillion bookmarks made of 200",
        _outline_laughs,
        READ,
        references=True,
    ),
    Case(
        "labels-loop",
        "a tree of page labels that contains itself",
        lambda: _labels(b"<</Kids[SELF SELF]/Limits[0 9]>>"),
        READ,
        references=True,
        heavy=True,
    ),
    Case(
        "labels-huge",
        "a page labelled with the Roman number 2,147,483,647",
        lambda: _labels(b"<</Nums[0<</S/R/St 2147483647>>]>>"),
        READ,
        references=True,
    ),
    Case(
        "labels-long",
        "a page label of 5 MB",
        lambda: _labels(b"<</Nums[0<</S/D/P(%s)>>]>>" % (b"L" * 5_000_000)),
        READ,
        references=True,
    ),
    Case("length-negative", "a content stream of length -1", lambda: _wrong_length(b"-1"), EITHER),
    Case(
        "length-huge",
        "a content stream of length 9,999,999,999",
        lambda: _wrong_length(b"9999999999"),
        EITHER,
    ),
    Case(
        "attachments",
        "a portfolio with a PDF inside, named ../../evil.pdf",
        _attachments,
        READ,
        references=True,
    ),
    Case(
        "actions",
        "a script, a program to start and an address to open",
        _actions,
        READ,
        references=True,
    ),
    Case(
        "outside",
        "content and a picture said to be in /etc/passwd and on a share",
        _outside,
        READ,
        references=True,
    ),
    Case(
        "form-fields",
        "form fields that are their own children",
        _form_fields,
        READ,
        references=True,
    ),
)


def _without_index() -> bytes:
    raw = Raw()
    raw.good_page()
    return raw.bytes(index=False)
