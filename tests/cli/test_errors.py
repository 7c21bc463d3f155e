"""What is wrong is told in one message, with exit code 1, by every command."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import skops.io

from tests.cli.pdfs import PLAIN, pdf
from tests.cli.running import voltag
from voltag.classify import encoder
from voltag.cli.options import one_line, printable
from voltag.resources import annotations_folder


def refused(*arguments: object, stdin: str = "") -> str:
    """The message of a command that could do nothing."""
    result = voltag(*arguments, stdin=stdin)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("voltag: ")
    assert "Traceback" not in result.stderr
    return result.stderr


# --- model folders ---


class NeverBuilt:
    """A type that no voltag model has."""


def _config(model: Path, **changes: object) -> None:
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps(config | changes))


def _without(name: str) -> Callable[[Path], None]:
    return lambda model: (model / name).unlink()


def _other_bytes(model: Path) -> None:
    (model / "model.skops").write_bytes((model / "model.skops").read_bytes() + b"\0")


def _put(content: object) -> Callable[[Path], None]:
    """Replace the parts of the model by ``content``, with the hash that fits."""

    def put(model: Path) -> None:
        archive = content if isinstance(content, bytes) else skops.io.dumps(content)
        (model / "model.skops").write_bytes(archive)
        _config(model, sha256=hashlib.sha256(archive).hexdigest())

    return put


TAMPERED = {
    "no config": (_without("config.json"), "no model is there"),
    "no parts": (_without("model.skops"), "model.skops: cannot be read"),
    "config is not JSON": (lambda m: (m / "config.json").write_text("{"), "config.json: is not"),
    "config is a list": (lambda m: (m / "config.json").write_text("[]"), "config.json: is not"),
    "other bytes": (_other_bytes, "is not the file"),
    "other hash": (lambda m: _config(m, sha256="0" * 64), "is not the file"),
    "later format": (lambda m: _config(m, format=99), "has format 99"),
    "other features": (lambda m: _config(m, features_version=99), "version 99"),
    "untrusted type": (_put({"blocks": NeverBuilt()}), "types that a voltag model never has"),
    "parts are no archive": (_put(b"PK not a zip"), "cannot be read"),
    "parts are no model": (_put({"heads": []}), "lacks a part"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_broken_model_is_refused_before_anything_is_read_or_written(
    small_model: Path, tmp_path: Path, how: str
) -> None:
    model = tmp_path / "model"
    shutil.copytree(small_model, model)
    tamper, message = TAMPERED[how]
    tamper(model)
    (tmp_path / "a.pdf").write_bytes(pdf(PLAIN))
    told = refused("classify", tmp_path / "a.pdf", "-o", tmp_path / "out", "--model", model)
    assert message in told
    assert str(model) in told
    assert not (tmp_path / "out").exists()
    assert message in refused("tag", "--model", model, stdin="Volunteers help.")


def test_unknown_model_is_named(tmp_path: Path) -> None:
    assert f"{tmp_path}/none: no model" in refused("tag", "--model", tmp_path / "none")


# --- settings ---


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[references", "cannot be read as TOML"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"[references]\nuper = 0.9", "uper"),
        (b"[references]\nupper = 'high'", "references.upper"),
        (b"[references]\nupper = 0.1\nlower = 0.5", "references"),
        (b"upper = 0.9", "upper"),
        (None, "cannot be read (No such file or directory)"),
    ],
)
@pytest.mark.parametrize("command", [["tag"], ["classify", "x.pdf", "-o", "out"], ["evaluate"]])
def test_settings_that_cannot_be_used_are_named(
    tmp_path: Path, command: list[str], content: bytes | None, message: str
) -> None:
    path = tmp_path / "settings.toml"
    if content is not None:
        path.write_bytes(content)
    told = refused(*command, "--settings", path)
    assert str(path) in told
    assert message in told


# --- annotations ---


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "2: "),
        ('{"id": "x"}', "2: language: "),
        ('{"id": "x", "language": "en", "text": "T", "reference": "maybe"}', "2: reference: "),
        (
            '{"id": "x", "language": "en", "text": "T", "reference": "bare", "codes": ["a1"]}',
            "2: line: ",
        ),
    ],
)
@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_bad_annotation_is_named_with_file_and_line(
    tmp_path: Path, command: str, line: str, message: str
) -> None:
    first = (annotations_folder() / "en-a.jsonl").read_text(encoding="utf-8").split("\n")[0]
    path = tmp_path / "mine.jsonl"
    path.write_text(f"{first}\n{line}\n", encoding="utf-8")
    given = ["-o", tmp_path / "m", "--annotations", path] if command == "train" else [path]
    assert f"{path}:{message}" in refused(command, *given)
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_missing_and_empty_annotations_are_named(tmp_path: Path, command: str) -> None:
    (tmp_path / "empty.jsonl").touch()
    for name in ("gone", "empty.jsonl"):
        path = tmp_path / name
        given = ["-o", tmp_path / "m", "--annotations", path] if command == "train" else [path]
        assert refused(command, *given)
    assert not (tmp_path / "m").exists()


def test_no_model_is_made_of_vectors_that_cannot_be_used_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(encoder, "encoder_installed", lambda: False)
    told = refused("train", "-o", tmp_path / "m", "--sentence-vectors")
    assert "voltag[multilingual]" in told
    assert not (tmp_path / "m").exists()


def test_too_few_documents_to_train_on_are_told(tmp_path: Path) -> None:
    first = (annotations_folder() / "en-a.jsonl").read_text(encoding="utf-8").split("\n")[0]
    (tmp_path / "one.jsonl").write_text(first, encoding="utf-8")
    told = refused("train", "-o", tmp_path / "m", "--annotations", tmp_path / "one.jsonl")
    assert "at least" in told


# --- what reaches the terminal ---


@pytest.mark.parametrize(
    ("text", "shown", "line"),
    [
        ("plain 志愿 é", "plain 志愿 é", "plain 志愿 é"),
        ("\x1b[31mred", "\ufffd[31mred", "\ufffd[31mred"),
        ("a\rb\tc\x07", "a\ufffdb\ufffdc\ufffd", "a\ufffdb\ufffdc\ufffd"),
        ("two\nlines", "two\nlines", "two\ufffdlines"),
        ("\u202egnp.exe", "\ufffdgnp.exe", "\ufffdgnp.exe"),
        ("half \ud800 pair", "half \ufffd pair", "half \ufffd pair"),
        ("", "", ""),
    ],
)
def test_control_characters_are_neutralised(text: str, shown: str, line: str) -> None:
    assert printable(text) == shown
    assert one_line(text) == line


def test_message_neutralises_control_characters(tmp_path: Path) -> None:
    told = refused(
        "classify", tmp_path / "a\x1b[2J.pdf", "-o", tmp_path / "out", "--model", "x\x1b"
    )
    assert "\x1b" not in told
