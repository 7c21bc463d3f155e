"""The result of a document that gave none."""

from dataclasses import replace

from voltag.batch.results import DocumentResult
from voltag.criteria import judge, reading
from voltag.settings import Settings
from voltag.text.identity import NOTHING_GIVEN, identify
from voltag.types import Document, Given, Metadata, Problem, ReadStatus


def failed_result(
    name: str, problem: Problem, settings: Settings, model: str, given: Given = NOTHING_GIVEN
) -> DocumentResult:
    """Return the result of a document that gave none: its worker died, or it is missing."""
    document = Document(
        document_id=problem.document_id or "",
        path=name,
        status=ReadStatus.FAILED,
        pages=(),
        blocks=(),
        outline=(),
        metadata=Metadata(),
        problems=(problem,),
    )
    verdict = judge(
        document,
        identify(document, given),
        reading(document, {}, (), settings.verdict),
        (),
        settings,
        model,
    )
    return DocumentResult(verdict, Metadata(), (), (), (replace(problem, path=name),))
