"""Small PDFs made from raw bytes, and what can be wrong with them."""

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter

VOLUNTEERS = (
    "Some 4,000 village volunteers brought vaccines to the outer islands during the epidemic.",
    "The volunteers were trained under the national disaster plan, which assigns them this work.",
    "They also helped older people and women in the villages to take part in the review.",
)
PLAIN = (
    "The economy grew by four per cent in the year under review, led by trade and transport.",
    "Inflation stayed low, and the deficit was smaller than the budget had foreseen.",
)
FRENCH = (
    "L'economie du pays a connu une croissance de quatre pour cent au cours de la derniere annee.",
    "Le gouvernement a adopte un plan national de developpement qui couvre toutes les regions,",
    "et les ministeres ont prepare ensemble le rapport qui sera presente aux Nations Unies.",
)


def pdf(*pages: Sequence[str], title: str = "", repeat: int = 1) -> bytes:
    """A PDF with the lines of each page in Helvetica; all pages ``repeat`` times over.

    A page without lines is blank.
    """
    objects: list[bytes] = [b"", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    contents = []
    for lines in pages:
        shown = "".join(f"0 -16 Td ({_escaped(line)}) Tj\n" for line in lines)
        stream = f"BT /F1 10 Tf 60 760 Td\n{shown}ET".encode("latin-1")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        contents.append(len(objects))
    kids = []
    for content in contents * repeat:
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % content
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    objects.append(b"<</Title<%s>>>" % (b"\xfe\xff" + title.encode("utf-16-be")).hex().encode())
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, content_ in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content_))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(
        b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(objects), start)
    )
    return out.getvalue()


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def encrypted(content: bytes) -> bytes:
    """``content`` locked with a user password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user_password="secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def truncated(content: bytes) -> bytes:
    """The first part of ``content``, too little to find any page in."""
    return content[: len(content) // 8]
