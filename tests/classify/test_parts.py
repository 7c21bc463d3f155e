"""What skops wrote of a model is read without skops, and nothing else is."""

import io
import json
import zipfile
from collections import OrderedDict
from typing import Any

import numpy as np
import pytest
import skops.io
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from voltag.classify.parts import ForeignTypeError, read_parts
from voltag.classify.persist import find_model

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_plain_values_come_back(value: Any) -> None:  # noqa: ANN401 - any of them
    assert read_parts(skops.io.dumps(value)) == value


@pytest.mark.parametrize("name", ["default", "multilingual"])
def test_shipped_models_are_read_as_skops_reads_them(name: str) -> None:
    archive = (find_model(name) / "model.skops").read_bytes()
    np.testing.assert_equal(read_parts(archive), skops.io.loads(archive))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({1: "a number for a key"}, "builtins.int"),
        (("a", "tuple"), "builtins.tuple"),
        ({"type": str}, "builtins.str"),
        ({"function": np.exp}, "exp"),
        (OrderedDict(a=1), "collections.OrderedDict"),
        ([np.array([{}], dtype=object)], "numpy.ndarray"),
        ([LogisticRegression()], "LogisticRegression"),
        ({"number of numpy": np.float64(1.5)}, "numpy.float64"),
    ],
)
def test_other_types_are_refused_by_name(value: Any, name: str) -> None:  # noqa: ANN401
    with pytest.raises(ForeignTypeError, match=name):
        read_parts(skops.io.dumps(value))


def test_a_pickle_in_place_of_an_array_is_not_opened() -> None:
    with io.BytesIO() as content:
        np.save(content, np.array([print], dtype=object), allow_pickle=True)
        pickled = content.getvalue()
    node = {"__class__": "ndarray", "__module__": "numpy", "__loader__": "NdArrayNode"}
    with io.BytesIO() as made:
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("1.npy", pickled)
            archive.writestr("schema.json", json.dumps(node | {"type": "numpy", "file": "1.npy"}))
        content_of_archive = made.getvalue()
    with pytest.raises(ValueError, match="allow_pickle"):
        read_parts(content_of_archive)
