"""``voltag tag``: text in, labels out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.cli.running import voltag
from voltag.classify.persist import load_model
from voltag.records import from_json
from voltag.types import Labels

SURE = "Under the national disaster plan, 4,000 trained volunteers brought vaccines to the islands."
LABELS = set(Labels.__dataclass_fields__)


@pytest.fixture
def model(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small model, loaded once for all commands of these tests."""
    loaded = load_model(small_model)
    monkeypatch.setattr("voltag.classify.persist.load_model", lambda _: loaded)
    return small_model


def tagged(model: Path, text: str | bytes) -> list[dict[str, Any]]:
    result = voltag("tag", "--model", model, stdin=text)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.split("\n") if line]


def test_plain_line_gets_language_and_labels(model: Path) -> None:
    (line,) = tagged(model, f"{SURE}\n")
    assert set(line) == {"text", "language"} | LABELS
    assert (line["text"], line["language"], line["reference"]) == (SURE, "en", "contribution")
    start, end, _ = line["terms"][0]
    assert "volunteers" in SURE[start:end]


def test_labels_are_those_of_the_schema(model: Path) -> None:
    for line in tagged(model, f"{SURE}\n\n志愿者帮助了村里的老人。\n"):
        from_json(Labels, json.dumps(line))


def test_other_keys_are_kept_as_they_are_and_in_order(model: Path) -> None:
    record = {
        "z": 1,
        "text": SURE,
        "id": "é志",
        "nested": {"a": [1, None, 2.5, True]},
        "big": 10**30,
    }
    (line,) = tagged(model, json.dumps(record))
    assert {key: line[key] for key in record} == record
    assert list(line)[: len(record)] == list(record)


def test_order_is_kept_over_batches_and_empty_lines_are_left_out(model: Path) -> None:
    texts = [f"Line {number} of a report." for number in range(150)]
    assert [line["text"] for line in tagged(model, "\n \n\t\n".join(texts))] == texts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Volunteers help.", "en"),
        ("Volunteers planted 300 trees.", "en"),
        ("志願者種了三百棵樹。", "zh"),
        ("Le gouvernement a adopté un plan national de développement pour les régions.", "fr"),
        ("2020", "und"),
    ],
)
def test_language_is_told_where_it_is_not_given(model: Path, text: str, language: str) -> None:
    assert tagged(model, text)[0]["language"] == language
    for missing in (None, ""):
        record = json.dumps({"text": text, "language": missing})
        assert tagged(model, record)[0]["language"] == language


@pytest.mark.parametrize("language", ["zh", "zh-Hant", "zh-CN", "ZH"])
def test_language_that_is_given_is_taken_and_kept(model: Path, language: str) -> None:
    record = {"text": "志願者每天給村裡的老人送飯。", "language": language}
    (line,) = tagged(model, json.dumps(record))
    assert line["language"] == language
    assert line["reference"] == "contribution"


def test_text_in_an_unknown_language_is_not_silently_none(model: Path) -> None:
    text = f'{{"text": "Les volontaires aident.", "language": "fr"}}\n{SURE}\n2020\n'
    result = voltag("tag", "--model", model, stdin=text)
    assert [json.loads(line)["reference"] for line in result.stdout.splitlines()] == [
        "none",
        "contribution",
        "none",
    ]
    assert "fr (1)" in result.stderr
    assert "und" not in result.stderr
    assert voltag("tag", "--model", model, stdin=SURE).stderr == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "x"', "is not JSON"),
        ("{}", "text: is missing"),
        ('{"text": null}', "text: is missing"),
        ('{"text": ["x"]}', "text: is missing"),
        ('{"text": "x", "language": 5}', "language: must be"),
        ('{"text": "x", "language": ["en"]}', "language: must be"),
        ('{"text": "x", "weight": NaN}', "is not JSON"),
        ('{"text": "x", "weight": 1e999}', "is not JSON"),
        ('{"text": "x"} {"text": "y"}', "is not JSON"),
        ('{"text": "x", "deep": ' + "[" * 100_000, "is not JSON"),
    ],
)
def test_bad_line_is_named_with_its_number(model: Path, line: str, message: str) -> None:
    result = voltag("tag", "--model", model, stdin=f"Good.\n\n{line}\n")
    assert result.exit_code == 1
    assert result.stderr.startswith("voltag: <stdin>:3: ")
    assert message in result.stderr


def test_file_that_is_not_utf8_is_named(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes("Les bénévoles".encode("latin-1"))
    result = voltag("tag", path, "--model", model)
    assert result.exit_code == 1
    assert f"{path}: is not UTF-8 text" in result.stderr


def test_byte_order_mark_and_dos_lines_do_not_matter(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "dos.txt"
    path.write_bytes(b"\xef\xbb\xbf" + f"{SURE}\r\nThe economy grew.\r\n".encode())
    lines = voltag("tag", path, "--model", model).stdout.splitlines()
    assert [json.loads(line)["text"] for line in lines] == [SURE, "The economy grew."]


def test_half_of_a_utf16_pair_costs_one_character(model: Path) -> None:
    (line,) = tagged(
        model, '{"text": "\\ud800 volunteers help the poor", "\\udc00": "\\ud83d\\ude00"}'
    )
    assert line["text"] == "\ufffd volunteers help the poor"
    assert line["\ufffd"] == "\U0001f600"


def test_a_line_of_english_does_not_wait_for_what_training_and_chinese_need() -> None:
    asked = "import sys; from voltag.cli import main\ntry: main()\nfinally: print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", asked, "tag"],
        input=f"{SURE}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    line, modules = result.stdout.splitlines()
    assert json.loads(line)["language"] == "en"
    loaded = {name.split(".")[0] for name in modules.split()}
    assert "spacy" in loaded
    assert not loaded & {"jieba", "opencc", "pebble", "pypdfium2", "sklearn", "skops"}


def test_no_lines_give_no_lines(model: Path) -> None:
    assert tagged(model, "") == []


ANY_TEXT = st.text(min_size=1).filter(lambda text: not text.isspace())


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.tuples(
            ANY_TEXT,
            st.sampled_from(["", " volunteers ", "志愿者"]),
            st.none() | st.sampled_from(["en", "zh", "fr"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_comes_back_with_labels_whose_terms_lie_in_it(
    model: Path, texts: list[tuple[str, str, str | None]]
) -> None:
    records = [{"text": f"{text}{word}", "language": code} for text, word, code in texts]
    found = tagged(model, "\n".join(json.dumps(record) for record in records))
    for record, line in zip(records, found, strict=True):
        text = record["text"] or ""
        assert len(line["text"]) == len(text)
        assert line["text"].encode("utf-8") == text.encode("utf-8", "surrogatepass") or any(
            "\ud800" <= character <= "\udfff" for character in text
        )
        assert all(0 <= start < end <= len(text) for start, end, _ in line["terms"])
