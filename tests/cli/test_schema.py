"""``voltag schema``: what is documented is what is written."""

import json

import pytest

from tests.cli.running import voltag
from voltag.cli.schema import FORMATS

CONTRACT = {
    "documents": "document_id path title kind country year languages pages status"
    " references_volunteering rules objectives sdgs needs_review review model",
    "passages": "passage_id document_id page page_label spans section in_results_framework"
    " language text reference scores in_doubt objectives codes b4_kind implicit polarity terms"
    " sdgs",
    "errors": "path document_id page stage error message",
    "parsed": "document_id path metadata pages",
    "labels": "reference scores in_doubt objectives codes implicit polarity terms",
    "annotations": "id document language text reference objectives codes b4_kind implicit"
    " polarity annotator date origin note",
    "explanation": "passage document bearings notes explanation neighbourhood",
    "evaluation": "method model seed versions languages calibration precision_recall confusion"
    " slices documents thresholds errors curves",
    "comparison": "a b passages documents differences outcome",
    "reviewed": "document_id references_volunteering objectives by date note",
    "audits": "document_id audited missed by date",
    "fetched": "line url path status sha256 message",
    "report": "runs notices problems figures documents comparison",
}


@pytest.mark.parametrize("name", FORMATS)
def test_schema_has_the_fields_that_scripts_rely_on(name: str) -> None:
    schema = json.loads(voltag("schema", name).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["type"] == "object"
    assert set(CONTRACT[name].split()) <= set(schema["properties"])
