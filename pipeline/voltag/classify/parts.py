"""Reading what skops wrote of a model, without skops: numbers, texts and arrays, and no more.

skops imports every estimator of scikit-learn, to know which types a file may ask for. A model asks
for none of them: it is dictionaries, lists, texts, numbers and arrays of numbers, in an archive
with a tree of nodes (``schema.json``) and a file for each array. Reading these takes no library but
numpy, and a command that labels a line answers in half the time. Nothing is looked up by a name
that stands in the file, and arrays of objects are not opened.
"""

import io
import json
import zipfile
from typing import Any

import numpy as np

_TREE = "schema.json"


class ForeignTypeError(Exception):
    """An archive asks for a type that no model has; the message is its name."""


def read_parts(archive: bytes) -> Any:  # noqa: ANN401 - as nested as what was written
    """Return the value that skops wrote to ``archive``.

    Raises:
        ForeignTypeError: it has something else than dictionaries with texts for keys, lists, texts,
            numbers and arrays.
        ValueError: a node or an array is not as skops writes it.
        KeyError: a node lacks a part, or the archive an array.
        zipfile.BadZipFile: it is no archive, or damaged.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return _value(json.loads(opened.read(_TREE)), opened)


def _value(node: dict[str, Any], archive: zipfile.ZipFile) -> Any:  # noqa: ANN401
    name = f"{node['__module__']}.{node['__class__']}"
    match node["__loader__"], name:
        case "DictNode", "builtins.dict":
            for key in node["key_types"]["content"]:
                if (key["__module__"], key["__class__"]) != ("builtins", "str"):
                    raise ForeignTypeError(f"{key['__module__']}.{key['__class__']}")
            return {key: _value(part, archive) for key, part in node["content"].items()}
        case "ListNode", "builtins.list":
            return [_value(part, archive) for part in node["content"]]
        case "JsonNode", _:
            return json.loads(node["content"])
        case "NdArrayNode", "numpy.ndarray" if node["type"] == "numpy":
            with io.BytesIO(archive.read(node["file"])) as content:
                return np.load(content, allow_pickle=False)
        case _:
            raise ForeignTypeError(name)
