"""PDFs from raw objects, so that each part of one can be wrong on purpose."""

import zlib
from collections.abc import Mapping, Sequence

CATALOG, PAGES, FONT = 1, 2, 3
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
GOOD = (
    "Some 4,000 village volunteers brought vaccines to the outer islands during the epidemic.",
    "The volunteers were trained under the national disaster plan, which assigns them this work.",
)


class Raw:
    """The objects of a PDF, by number; 1 is the catalogue, 2 the page tree, 3 Helvetica."""

    def __init__(self) -> None:
        self.objects: dict[int, bytes] = {
            CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
            FONT: HELVETICA,
        }
        self.kids: list[int] = []
        self.trailer = b""
        self._next = FONT

    def add(self, body: bytes = b"null") -> int:
        """Add an object and return its number."""
        self._next += 1
        self.objects[self._next] = body
        return self._next

    def stream(self, data: bytes, more: bytes = b"", *, deflate: bool = False) -> int:
        """Add a stream; ``deflate`` packs it, ``more`` stands in its dictionary."""
        if deflate:
            data, more = zlib.compress(data, 9), more + b"/Filter/FlateDecode"
        return self.add(stream(data, more))

    def page(
        self,
        content: bytes | int = b"",
        resources: bytes = b"",
        *,
        box: bytes = b"0 0 595 842",
        more: bytes = b"",
    ) -> int:
        """Add a page with a content stream, given or by its number, and Helvetica as F1."""
        number = content if isinstance(content, int) else self.stream(content)
        body = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>%s>>%s>>" % (box, number, resources, more)
        )
        page = self.add(body)
        self.kids.append(page)
        return page

    def good_page(self) -> int:
        """Add a page that tells of volunteers."""
        return self.page(text(GOOD))

    def bytes(self, *, index: bool = True, version: str = "1.7") -> bytes:
        """Return the file; without ``index`` it has no cross-reference table."""
        objects = dict(self.objects)
        if PAGES not in objects:
            kids = b" ".join(b"%d 0 R" % kid for kid in self.kids)
            objects[PAGES] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self.kids), kids)
        parts = [f"%PDF-{version}\n".encode()]
        offsets, at = {}, len(parts[0])
        for number in sorted(objects):
            body = b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
            offsets[number] = at
            at += len(body)
            parts.append(body)
        if index:
            last = max(objects)
            parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1))
            parts += [
                b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 00000 f \n"
                for n in range(1, last + 1)
            ]
            parts.append(
                b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
                % (last + 1, self.trailer, at)
            )
        return b"".join(parts)


def stream(data: bytes, more: bytes = b"") -> bytes:
    """Return a stream object with its true length."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


def text(lines: Sequence[str], size: float = 10, leading: float = 14) -> bytes:
    """Return a content stream that sets ``lines`` in Helvetica from the top of the page."""
    shown = b"".join(
        b"0 -%g Td (%s) Tj\n" % (leading, escaped(line.encode("latin-1", "replace")))
        for line in lines
    )
    return b"BT /F1 %g Tf 60 800 Td\n%sET" % (size, shown)


def escaped(content: bytes) -> bytes:
    """Return ``content`` as it stands between the brackets of a PDF's string."""
    for sign in (b"\\", b"(", b")"):
        content = content.replace(sign, b"\\" + sign)
    return content


def hexed(value: str) -> bytes:
    """Return ``value`` as a PDF's text string, UTF-16 in hexadecimal; half characters stay."""
    return b"<%s>" % (b"\xfe\xff" + value.encode("utf-16-be", "surrogatepass")).hex().encode()


def document(
    *contents: bytes, resources: bytes = b"", info: Mapping[str, str] | None = None
) -> bytes:
    """Return a PDF with one page a content stream, and what it says of itself."""
    raw = Raw()
    for content in contents:
        raw.page(content, resources)
    if info:
        told = b"".join(b"/%s%s" % (key.encode(), hexed(value)) for key, value in info.items())
        raw.trailer = b"/Info %d 0 R" % raw.add(b"<<%s>>" % told)
    return raw.bytes()


def deflated(mebibytes: int, fill: bytes = b" ") -> bytes:
    """Return so many MiB of ``fill`` again and again, deflated to a thousandth of them.

    One packed block stands for all: a full flush makes each independent of those before.
    """
    block = (fill * (2**20 // len(fill) + 1))[: 2**20 // len(fill) * len(fill)]
    packer = zlib.compressobj(9)
    head = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    # Adler-32 of the repeated block, from that of one.
    low, high = 1, 0
    block_high, block_low = divmod(zlib.adler32(block, 0), 2**16)
    for _ in range(mebibytes):
        high = (high + len(block) * low + block_high) % 65521
        low = (low + block_low) % 65521
    checksum = (high << 16 | low).to_bytes(4, "big")
    return head + again * (mebibytes - 1) + b"\x03\x00" + checksum
