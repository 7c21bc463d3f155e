"""What docs/python.md says comes of its lines is what comes of them."""

import re
import shutil
from pathlib import Path

import pytest

import voltag

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def said_of(block: str, line: str) -> str:
    """The comment behind, or below, the line that starts so."""
    found = re.search(rf"^{re.escape(line)}[^#\n]*\n?# (.*)$", block, re.MULTILINE)
    assert found, line
    return found[1].removesuffix(", ...>").removesuffix(", ...}")


def test_the_first_lines_give_what_they_say(
    tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(samples / "en-vnr-kenya-2020.pdf", "review.pdf")
    block = BLOCKS[0]
    names: dict[str, object] = {}
    exec(block, names)
    judge, review = names["judge"], names["review"]
    assert isinstance(judge, voltag.Classifier)
    (text,) = re.findall(r'judge\.tag\("(.*)"\)', block)
    assert repr(judge.tag(text)) == said_of(block, "judge.tag(")
    assert repr(review).startswith(said_of(block, "review = "))


def test_the_spacy_lines_give_what_they_say() -> None:
    block = BLOCKS[1]
    names: dict[str, object] = {}
    exec(block, names)
    assert repr(names["doc"].cats).startswith(said_of(block, "doc.cats"))  # type: ignore[attr-defined]
