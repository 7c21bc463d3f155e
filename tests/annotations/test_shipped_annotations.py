"""The annotation files in annotations/, their list of documents and the codebook."""

import csv
import json
import re
import runpy
from collections import Counter
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from voltag.annotations import Annotation, default_annotation_paths, read_annotations
from voltag.annotations.model import Origin
from voltag.annotations.read import annotation_files
from voltag.classify.features import signs
from voltag.text.duplicates import near_duplicates
from voltag.types import B4Kind, Code, Objective, Polarity, Reference

FOLDER = Path(__file__).parents[2] / "annotations"
FEWEST_PASSAGES = {"en": 1700, "zh": 1700, "fr": 600}
FEWEST_DOCUMENTS = {"en": 100, "zh": 100, "fr": 40}
FEWEST_OF_A_CODE = {"en": 40, "zh": 40, "fr": 10}
FEWEST_OF_A_B4_KIND = {"en": 20, "zh": 20, "fr": 2}
LANGUAGES = tuple(FEWEST_PASSAGES)
KINDS = {"vnr", "framework", "law", "strategy", "report", "speech", "other"}


@cache
def passages() -> list[Annotation]:
    return read_annotations(default_annotation_paths())


def contributions(language: str) -> list[Annotation]:
    return [
        passage
        for passage in passages()
        if passage.language == language and passage.reference is Reference.CONTRIBUTION
    ]


@cache
def explicit_signs() -> dict[str, bool | None]:
    """Whether the lexicon finds volunteering named; None where it finds no sign at all."""
    found: dict[str, bool | None] = {}
    for language in LANGUAGES:
        for passage in contributions(language):
            in_passage = signs(passage.text, language)
            found[passage.id] = in_passage.explicit if in_passage.standing else None
    return found


def described_documents() -> list[dict[str, str]]:
    with (FOLDER / "documents.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def alike(texts: list[Annotation]) -> list[str]:
    """Return the pairs of ids whose texts are nearly the same."""
    pairs = near_duplicates((passage.text, passage.language) for passage in texts)
    return [f"{texts[pair.first].id} and {texts[pair.second].id}" for pair in pairs]


def test_every_line_is_valid() -> None:
    assert passages()


def test_ids_are_unique_over_all_files() -> None:
    ids = [
        str(json.loads(line)["id"])
        for path in default_annotation_paths()
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.strip()
    ]
    assert [found for found, times in Counter(ids).items() if times > 1] == []


def test_all_passages_were_written_for_this_project() -> None:
    assert "written" in get_args(Origin)
    assert [passage.id for passage in passages() if passage.origin != "written"] == []


def test_every_passage_says_who_labelled_it_and_when() -> None:
    assert [p.id for p in passages() if not p.annotator or p.day is None] == []


def test_every_document_is_described_once_and_has_passages() -> None:
    described = described_documents()
    assert [name for name, n in Counter(d["document"] for d in described).items() if n > 1] == []
    assert {(d["document"], d["language"]) for d in described} == {
        (passage.document, passage.language) for passage in passages()
    }


def test_documents_have_a_known_kind_and_a_description() -> None:
    documents = described_documents()
    assert [d for d in documents if d["kind"] not in KINDS or not d["description"].strip()] == []


def test_lexicon_finds_a_standing_sign_wherever_volunteering_is_named() -> None:
    # A passage without one is never shown to the model.
    found = explicit_signs()
    assert [
        p.id
        for lang in LANGUAGES
        for p in contributions(lang)
        if found[p.id] is None and not p.implicit
    ] == []


def test_lexicon_finds_a_sign_in_nine_of_ten_implicit_contributions() -> None:
    # The rest tell of unpaid help in words that no list foresees; the model's card says so.
    found = explicit_signs()
    implicit = [p.id for lang in LANGUAGES for p in contributions(lang) if p.implicit]
    assert sum(found[name] is None for name in implicit) < len(implicit) / 10


def test_implicit_agrees_with_the_lexicon() -> None:
    found = explicit_signs()
    assert [
        passage.id
        for language in LANGUAGES
        for passage in contributions(language)
        if passage.implicit is found[passage.id]
    ] == []


def test_no_two_texts_are_nearly_the_same() -> None:
    assert alike(passages()) == []


def test_near_duplicates_are_found_across_scripts_and_spacing() -> None:
    first, second, third = (
        Annotation.model_validate(
            {"id": str(number), "language": "zh", "text": text, "reference": "none"}
        )
        for number, text in enumerate(
            [
                "志愿者在社区为独居老人送餐、量血压。",
                "志願者 在社區為獨居老人送餐,量血壓",
                "统计局公布了第一季度的物价指数。",
            ]
        )
    )
    assert alike([first, third, second]) == ["0 and 1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_enough_of_each_language(language: str) -> None:
    own = [passage for passage in passages() if passage.language == language]
    assert len(own) >= FEWEST_PASSAGES[language]
    assert len({passage.document for passage in own}) >= FEWEST_DOCUMENTS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_enough_examples(language: str) -> None:
    counts = Counter(code for passage in contributions(language) for code in passage.codes)
    assert {code: counts[code] for code in Code if counts[code] < FEWEST_OF_A_CODE[language]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_b4_kind_has_enough_examples(language: str) -> None:
    counts = Counter(passage.b4_kind for passage in contributions(language))
    fewest = FEWEST_OF_A_B4_KIND[language]
    assert {kind: counts[kind] for kind in get_args(B4Kind) if counts[kind] < fewest} == {}


def test_the_two_labellings_compared_are_kept_and_not_trained_on() -> None:
    first, second = (
        read_annotations([FOLDER / "agreement" / f"{name}.jsonl"]) for name in ("A1", "A2")
    )
    assert {p.annotator for p in first} == {"A1"}
    assert {p.annotator for p in second} == {"A2"}
    assert [p.id for p in first] == [p.id for p in second]
    for paths in (default_annotation_paths(), annotation_files([FOLDER])):
        assert {path.parent for path in paths} == {FOLDER}


def test_the_tables_of_the_datasheet_are_those_of_the_files() -> None:
    # When this fails: python annotations/counts.py
    counts = runpy.run_path(str(FOLDER / "counts.py"), run_name="counts")
    sheet = (FOLDER / "DATASHEET.md").read_text(encoding="utf-8")
    assert counts["refreshed"](sheet) == sheet


def codebook() -> str:
    return (FOLDER / "CODEBOOK.md").read_text(encoding="utf-8")


def anchors() -> list[str]:
    return re.findall(r'<a id="([^"]+)"></a>', codebook())


@pytest.mark.parametrize(
    "label",
    [
        *(str(value) for group in (Reference, Polarity, Objective, Code) for value in group),
        *get_args(B4Kind),
        *("reference", "polarity", "implicit", "objectives", "codes", "b4_kind"),
        *("lookalikes", "line-a-b", "line-a-c", "line-b-c"),
    ],
)
def test_codebook_has_an_anchor_for(label: str) -> None:
    assert anchors().count(label) == 1


def test_links_inside_the_codebook_lead_to_anchors() -> None:
    assert set(re.findall(r"\(#([^)]+)\)", codebook())) <= set(anchors())
    assert len(anchors()) == len(set(anchors()))


def test_codebook_quotes_passages_with_the_labels_it_says() -> None:
    by_id = {passage.id: passage for passage in passages()}
    wrong = []
    for name, said in re.findall(r"\(((?:en|zh)-\d{6})([^)]*)\)", codebook()):
        passage = by_id.get(name)
        codes = re.findall(r"\b[abc]\d\b", said)
        if passage is None:
            wrong.append(f"{name}: no such passage")
        elif codes and not set(codes) <= {str(code) for code in passage.codes}:
            wrong.append(f"{name}: has {passage.codes}")
        elif "negative" in said and passage.polarity is not Polarity.NEGATIVE:
            wrong.append(f"{name}: is {passage.polarity}")
    assert wrong == []
