"""Training keeps documents together, refuses what it cannot use, and says so."""

import json

import numpy as np
import pytest

from voltag.annotations import (
    Annotation,
    AnnotationError,
    default_annotation_paths,
    read_annotations,
)
from voltag.classify.persist import find_model
from voltag.classify.train import annotations_hash, document_groups, model_id, train, trainable


@pytest.fixture(scope="module")
def annotations() -> list[Annotation]:
    return read_annotations(default_annotation_paths())


def test_passages_of_a_document_share_a_group(annotations: list[Annotation]) -> None:
    groups = document_groups(annotations)
    names = np.array([a.document for a in annotations])
    assert len(set(groups.tolist())) == len(set(names.tolist()))
    for name in names[:5]:
        assert len(set(groups[names == name].tolist())) == 1


def test_the_hash_is_of_the_content_not_of_its_order(annotations: list[Annotation]) -> None:
    few = annotations[:10]
    assert annotations_hash(few) == annotations_hash(few[::-1])
    changed = [few[0].model_copy(update={"text": few[0].text + "!"}), *few[1:]]
    assert annotations_hash(few) != annotations_hash(changed)
    assert model_id(few, 0) != model_id(few, 1)


@pytest.mark.parametrize(("name", "vectors"), [("default", False), ("multilingual", True)])
def test_the_shipped_models_say_that_they_are_of_the_shipped_annotations(
    annotations: list[Annotation], name: str, vectors: bool
) -> None:
    config = json.loads((find_model(name) / "config.json").read_text(encoding="utf-8"))
    assert config["id"] == model_id(annotations, 0, vectors)
    assert bool(config["encoder"]) is vectors


def test_too_few_documents_are_refused(annotations: list[Annotation]) -> None:
    one = [a for a in annotations if a.document == annotations[0].document]
    with pytest.raises(ValueError, match="documents"):
        train(one)


def test_a_label_that_never_occurs_is_named(annotations: list[Annotation]) -> None:
    some = [a for a in annotations if a.reference == "none"][:200]
    with pytest.raises(ValueError, match="contribution"):
        train(some)


def test_published_text_is_for_testing_only(annotations: list[Annotation]) -> None:
    published = annotations[0].model_copy(update={"origin": "published"})
    with pytest.raises(AnnotationError, match="for testing"):
        trainable([published, *annotations[1:3]])
