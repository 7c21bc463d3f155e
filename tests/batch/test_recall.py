"""Judging from ``parsed/`` is judging the PDF."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from tests.results import HASH, none_passage, passage, result
from voltag.batch.classify_document import (
    ReadText,
    classify_document,
    frame_of,
    judge_text,
    read_text,
)
from voltag.batch.outputs import PARSED, write_parsed
from voltag.batch.recall import recall
from voltag.classify.model import Model
from voltag.classify.persist import load_model
from voltag.ingest import read_document
from voltag.settings import load_settings
from voltag.types import Given, Kind

SAMPLES = ("en-unsdcf-zambia-2023.pdf", "zh-vnr-palau-2023.pdf", "en-scan-vnr-tonga-2019.pdf")


@pytest.fixture(scope="module")
def model(small_model: Path) -> Model:
    return load_model(small_model)


def recalled(folder: Path) -> ReadText:
    (file,) = (folder / PARSED).iterdir()
    read = recall(file)
    assert read is not None
    return read


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_judged_from_parsed_is_what_is_judged_from_the_pdf(
    model: Model, samples: Path, tmp_path: Path, name: str
) -> None:
    settings = load_settings()
    fresh = classify_document(samples / name, name, model, settings)
    write_parsed(tmp_path, fresh)
    read = recalled(tmp_path)
    assert judge_text(read, name, model, settings) == fresh
    # By another name, and told to be of another kind: as if the PDF were read so.
    given, other = Given(kind=Kind.FRAMEWORK, country="FJI"), "vnr-peru-2017.pdf"
    again = classify_document(samples / name, other, model, settings, given)
    assert judge_text(read, other, model, settings, given) == again
    assert again != fresh


@pytest.mark.parametrize("name", SAMPLES)
def test_the_frame_needs_no_lines_but_those_kept_in_reading(samples: Path, name: str) -> None:
    settings = load_settings()
    whole = read_document(samples / name, name, quality_bar=settings.quality.readable)
    read = read_text(samples / name, name, settings)
    assert read.frame == frame_of(whole)
    assert any(page.lines for page in read.frame.pages) is any(page.lines for page in whole.pages)


def test_rules_and_thresholds_that_changed_are_those_judged_by(
    model: Model, samples: Path, tmp_path: Path
) -> None:
    path = samples / SAMPLES[0]
    write_parsed(tmp_path, classify_document(path, "a.pdf", model, load_settings()))
    strict = load_settings()
    strict = replace(strict, references=replace(strict.references, upper=1.0))
    expected = classify_document(path, "a.pdf", model, strict)
    assert judge_text(recalled(tmp_path), "a.pdf", model, strict) == expected


def test_nothing_is_recalled_from_what_does_not_hold_enough(tmp_path: Path) -> None:
    write_parsed(tmp_path, result(none_passage(), passage()))
    (file,) = (tmp_path / PARSED).iterdir()
    assert file.name.startswith(HASH.removeprefix("sha256:"))
    assert recall(file) is None
    assert recall(tmp_path / "gone.jsonl.gz") is None
    file.write_bytes(gzip.compress(b"{}\n"))
    assert recall(file) is None
    file.write_bytes(file.read_bytes()[:-4])
    assert recall(file) is None
