"""Real runs, killed at random moments; a batch with documents that hang, crash and swell."""

import json
import os
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.batch.folders import files, go, job
from tests.batch.stubs import by_name
from tests.cli.pdfs import PLAIN, VOLUNTEERS, encrypted, pdf
from tests.cli.running import voltag_process
from voltag.batch.workers import run

pytestmark = pytest.mark.long

KILLS = 20
SEED = 20260207
SAMPLES = ("en-unsdcf-zambia-2023.pdf", "zh-vnr-palau-2023.pdf")
STRICT = "".join(
    f"[{question}]\nupper = 1.0\n"
    for question in ("references", "ownership", "integration", "measurement")
)
"""Settings by which hardly a passage is sure."""


@pytest.fixture(scope="module")
def inputs(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("input")
    for name in SAMPLES:
        shutil.copy(samples / name, folder / name)
    for number in range(8):
        content = pdf(VOLUNTEERS, *[PLAIN] * number, title=f"Review of Kenya {2016 + number}")
        (folder / f"made-{number}.pdf").write_bytes(content)
    (folder / "locked.pdf").write_bytes(encrypted(pdf(PLAIN)))
    (folder / "z-copy.pdf").write_bytes((folder / "made-1.pdf").read_bytes())
    return folder


def start(inputs: Path, out: Path, settings: Path | None) -> "subprocess.Popen[str]":
    more = ("--settings", settings) if settings is not None else ()
    return voltag_process("classify", inputs, "-o", out, "--workers", 2, "--quiet", *more)


def finish(inputs: Path, out: Path, settings: Path | None) -> dict[str, bytes]:
    process = start(inputs, out, settings)
    _, stderr = process.communicate(timeout=600)
    assert process.returncode == 0, stderr
    return files(out)


def test_runs_killed_at_random_moments_end_with_the_same_bytes(
    inputs: Path, tmp_path: Path
) -> None:
    strict = tmp_path / "strict.toml"
    strict.write_text(STRICT)
    expected = {
        settings: finish(inputs, tmp_path / f"whole-{number}", settings)
        for number, settings in enumerate((None, strict))
    }
    assert expected[None] != expected[strict]
    chance = random.Random(SEED)
    out = tmp_path / "out"
    killed = 0
    while killed < KILLS:
        # Other settings now and then, so that there is always something to do again.
        settings = chance.choice((None, strict))
        process = start(inputs, out, settings)
        try:
            process.communicate(timeout=chance.uniform(0.2, 8.0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            killed += 1
            for name, content in files(out).items():
                # Each file is whole: of one run or the other, or not there yet. What was being
                # written is beside it under a hidden name, until the next run.
                if not name.startswith(("parsed/", ".")):
                    assert content in {expected[s][name] for s in expected}, name
        if killed % 5 == 0:
            assert finish(inputs, out, settings) == expected[settings]
    for settings in (None, strict):
        assert finish(inputs, out, settings) == expected[settings]


def test_all_but_three_of_300_documents_have_their_verdict(
    small_model: Path, tmp_path: Path
) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    os.mkfifo(tmp_path / "meeting")
    names = [f"sound-{number:03}.pdf" for number in range(295)]
    # By their names the last, when the worker that hung has long been replaced.
    meeting = ["waits-1.pdf", "waits-2.pdf"]
    for name in (*names, *meeting, "dies.pdf", "hangs.pdf", "hungry.pdf"):
        (inputs / name).write_bytes(b"%PDF- " + name.encode())
    limited = job(model_folder=small_model, work=by_name)
    limits = replace(limited.settings.limits, document_seconds=30.0, memory_mib=1024)
    limited = replace(limited, settings=replace(limited.settings, limits=limits))

    outcome = go(inputs, tmp_path / "out", limited, runner=run, workers=2)
    assert (len(outcome.summaries), outcome.failed) == (300, 3)
    lines = (tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    errors = {Path(e["path"]).name: e["error"] for e in found if e["stage"] == "document"}
    assert errors == {"dies.pdf": "crashed", "hangs.pdf": "timeout", "hungry.pdf": "out_of_memory"}
    # At full strength to the end: the last two are done only by two workers at the same time.
    last = {e["message"] for e in found if e["path"].endswith(tuple(meeting))}
    assert len(last) == 2
