"""Model folders that somebody else made: nothing in them is run, waited for or unpacked blindly."""

import hashlib
import io
import json
import os
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io

from tests.hostile.raw import deflated
from voltag.classify.persist import ModelError, find_model, load_examples, load_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_model("default"), tmp_path / "model"))


def sign(folder: Path, name: str, key: str) -> None:
    """Make ``config.json`` agree with a file, as whoever changed it would."""
    path = folder / "config.json"
    config = json.loads(path.read_text("utf-8"))
    config[key] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    path.write_text(json.dumps(config), "utf-8")


def refused(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    assert str(folder) in str(caught.value)
    return str(caught.value)


def bomb(mebibytes: int) -> bytes:
    """A zip archive whose one file unpacks to so many MiB."""
    packed = deflated(mebibytes, b"\0")[2:-4]  # zip has no zlib head and checksum
    size = mebibytes * 2**20
    with io.BytesIO() as made:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("schema.json", packed)
        content = bytearray(made.getvalue())
    for mark, offset in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
        at = content.rindex(mark)
        content[at + 8 + offset : at + 10 + offset] = b"\x08\x00"  # deflated
        content[at + 22 + offset : at + 26 + offset] = size.to_bytes(4, "little")
    return bytes(content)


def test_an_archive_that_swells_is_not_unpacked(folder: Path) -> None:
    (folder / "model.skops").write_bytes(bomb(2000))
    sign(folder, "model.skops", "sha256")
    assert "unpacks to more than 200 MiB" in refused(folder)


@pytest.mark.parametrize("name", ["model.skops", "config.json"])
@pytest.mark.parametrize(
    "make",
    [lambda path: path.symlink_to("/dev/zero"), os.mkfifo, lambda path: path.mkdir()],
    ids=["device", "pipe", "folder"],
)
def test_what_is_no_plain_file_is_not_read(
    name: str, make: Callable[[Path], object], folder: Path
) -> None:
    (folder / name).unlink()
    make(folder / name)
    refused(folder)


def test_a_file_without_end_is_not_read(folder: Path) -> None:
    with (folder / "model.skops").open("wb") as file:
        file.truncate(2**40)
    assert "larger than 200 MiB" in refused(folder)


def test_a_description_nested_without_end_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text("[" * 200_000, "utf-8")
    refused(folder)


class Runs:
    """What a pickle may do."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("exit 7",)


def test_pickles_among_the_neighbours_are_not_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(os, "system", ran.append)
    objects = np.array([Runs()], dtype=object)
    with io.BytesIO() as made:
        np.savez(made, examples=objects, vectors=objects)
        (folder / "neighbours.npz").write_bytes(made.getvalue())
    sign(folder, "neighbours.npz", "neighbours_sha256")
    model = load_model(folder)
    with pytest.raises(ModelError, match="cannot be read"):
        load_examples(folder, model)
    assert ran == []
    (folder / "neighbours.npz").write_bytes(bomb(300))
    sign(folder, "neighbours.npz", "neighbours_sha256")
    with pytest.raises(ModelError):
        load_examples(folder, model)


def test_a_pickle_for_a_model_is_no_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(os, "system", ran.append)
    (folder / "model.skops").write_bytes(pickle.dumps(Runs()))
    sign(folder, "model.skops", "sha256")
    assert "no zip archive" in refused(folder)
    assert ran == []


def shorter(parts: dict[str, Any]) -> None:
    parts["weights"] = parts["weights"][:, 1:]


def one_weight_for_all(parts: dict[str, Any]) -> None:
    parts["weights"] = parts["weights"][:, :1]


def without_numbers(parts: dict[str, Any]) -> None:
    parts["weights"] = np.full_like(parts["weights"], np.nan)


def answers_for_numbers(parts: dict[str, Any]) -> None:
    parts["weights"] = parts["weights"] > 0


def a_head_less(parts: dict[str, Any]) -> None:
    for name in ("heads", "weights", "intercepts"):
        parts[name] = parts[name][1:]


def other_features(parts: dict[str, Any]) -> None:
    parts["blocks"]["weather"] = parts["blocks"].pop("words")


def fewer_idf(parts: dict[str, Any]) -> None:
    parts["blocks"]["words"]["idf"] = parts["blocks"]["words"]["idf"][1:]


def other_directions(parts: dict[str, Any]) -> None:
    parts["vectors"]["directions"] = parts["vectors"]["directions"][:, 1:]


def a_passage_less(parts: dict[str, Any]) -> None:
    parts["vectors"]["passages"] = parts["vectors"]["passages"][1:]


def one_mean_for_all(parts: dict[str, Any]) -> None:
    parts["vectors"]["means"]["en"] = np.zeros(1)


def a_language_less(parts: dict[str, Any]) -> None:
    del parts["vectors"]["means"]["zh"]


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("default", shorter, "weights of contribution of the shape"),
        ("default", one_weight_for_all, "weights of contribution of the shape (1,)"),
        ("default", without_numbers, "not all finite"),
        ("default", answers_for_numbers, "no numbers as weights"),
        ("default", a_head_less, "has the heads ['bare'"),
        ("default", other_features, "weather"),
        ("default", fewer_idf, "idf of words"),
        ("multilingual", other_directions, "passages of the shape"),
        ("multilingual", a_passage_less, "weights of contribution on passages"),
        ("multilingual", one_mean_for_all, "means of en of the shape (1,)"),
        ("multilingual", a_language_less, "has means of ['en', 'fr']"),
    ],
)
def test_parts_that_do_not_fit_each_other_are_refused(
    name: str, change: Callable[[dict[str, Any]], None], message: str, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(find_model(name), tmp_path / "model"))
    parts = skops.io.loads((folder / "model.skops").read_bytes(), trusted=[])
    change(parts)
    (folder / "model.skops").write_bytes(skops.io.dumps(parts))
    sign(folder, "model.skops", "sha256")
    assert message in refused(folder)
