"""What a worker sends back of a document: bytes ready to be written, and little else.

Workers do the writing out as JSON and the compressing; the process that gathers holds no
passages and has next to nothing to do.
"""

from voltag.batch.outputs import parsed_content, shown_passages
from voltag.batch.results import DocumentResult, Packed, Shown, is_settled, summarize
from voltag.records import to_json


def pack(result: DocumentResult) -> Packed:
    """Return ``result`` as a worker sends it back."""
    passages = tuple(shown_passages(result, everything=False))
    shown = Shown(result.verdict, passages, ())
    return Packed(
        summarize(result.verdict, passages),
        result.problems,
        to_json(shown).encode("utf-8"),
        parsed_content(result),
        is_settled(result.problems) and bool(result.verdict.document_id),
    )
