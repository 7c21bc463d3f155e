"""``voltag schema``: the JSON Schema of a file format."""

import click

FORMATS = {
    "documents": "a line of documents.jsonl",
    "passages": "a line of passages.jsonl, and of parsed/ after its first line",
    "errors": "a line of errors.jsonl",
    "parsed": "the first line of a file in parsed/",
    "labels": "what voltag tag adds to a line",
    "explanation": "what voltag explain --json prints",
    "annotations": "a line of an annotation file",
    "evaluation": "what voltag evaluate --json prints of one model, and metrics.json",
    "comparison": "the comparison that voltag evaluate --json prints of two models",
    "reviewed": "a line of reviewed.jsonl, a verdict that a person signed off",
    "audits": "a line of audits.jsonl, how many rejected passages a person read",
    "report": "what voltag report --json writes",
    "fetched": "a line of fetched.jsonl, what became of a line of a manifest",
}
"""The formats with what each describes."""


@click.command(
    "schema", epilog="Formats: " + "; ".join(f"{n}: {d}" for n, d in FORMATS.items()) + "."
)
@click.argument("name", type=click.Choice(list(FORMATS)), metavar="NAME")
def command(name: str) -> None:
    """Print the JSON Schema of a format, made from the types that voltag itself uses.

    \b
    Examples:
      voltag schema documents
      voltag schema passages > passages.schema.json
    """
    import json

    from voltag.annotations import Annotation
    from voltag.batch.outputs import ParsedHeader
    from voltag.corpus.fetch import Fetched
    from voltag.criteria.units import Decision
    from voltag.evaluation import Evaluation
    from voltag.evaluation.compare import Comparison
    from voltag.records import schema
    from voltag.report.corpus import CorpusReport
    from voltag.report.explained import Explained
    from voltag.report.reading import Audit
    from voltag.types import LabelledPassage, Labels, Problem, Verdict

    types: dict[str, type] = {
        "documents": Verdict,
        "passages": LabelledPassage,
        "errors": Problem,
        "parsed": ParsedHeader,
        "labels": Labels,
        "explanation": Explained,
        "annotations": Annotation,
        "evaluation": Evaluation,
        "comparison": Comparison,
        "reviewed": Decision,
        "audits": Audit,
        "report": CorpusReport,
        "fetched": Fetched,
    }
    result = schema(types[name])
    result["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    click.echo(json.dumps(result, indent=2, ensure_ascii=False))
