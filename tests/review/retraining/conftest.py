"""A small model, results made with it, and decisions on them."""

import warnings
from pathlib import Path

import pytest

from tests.conftest import a_few
from voltag.annotations import Annotation, default_annotation_paths, read_annotations
from voltag.batch.classify import Options, classify
from voltag.batch.job import Job
from voltag.classify.persist import rounded_model, save_model
from voltag.classify.train import train
from voltag.review.retraining.retraining import to_lines
from voltag.settings import load_settings

SAMPLE = "en-vnr-estonia-2020.pdf"


@pytest.fixture(scope="session")
def few_annotations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About a hundred annotations, in which every label stands."""
    path = tmp_path_factory.mktemp("few") / "few.jsonl"
    path.write_bytes(to_lines(a_few(read_annotations(default_annotation_paths()), 3)))
    return path


@pytest.fixture(scope="session")
def tiny_model(few_annotations: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model trained on them."""
    folder = tmp_path_factory.mktemp("tiny") / "model"
    with warnings.catch_warnings():
        # So few annotations do not fill all folds.
        warnings.simplefilter("ignore")
        training = train(read_annotations([few_annotations]))
    save_model(rounded_model(training.model), folder, {}, training.examples)
    return folder


@pytest.fixture(scope="session")
def tiny_results(tiny_model: Path, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result folder made with it, of one document."""
    from voltag.classify.persist import load_model

    folder = tmp_path_factory.mktemp("results") / "out"
    job = Job(tiny_model, load_model(tiny_model).id, load_settings())
    classify([samples / SAMPLE], folder, job, Options(workers=1), report=lambda _: "")
    return folder


def decision(number: int, text: str, reference: str, **fields: object) -> Annotation:
    """What a reviewer settled on a passage of document ``number``."""
    return Annotation.model_validate(
        {
            "id": f"r-{number}",
            "document": f"sha256:{number}",
            "language": "en",
            "text": text,
            "reference": reference,
            "annotator": "Amina",
            "origin": "reviewed",
            "date": "2026-11-30",
            **fields,
        }
    )
