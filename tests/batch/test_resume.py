"""Nothing twice, nothing lost: what a second run does, and what a killed one leaves."""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.batch.folders import Killed, files, go, in_this_process, job
from voltag.batch.classify import Listener, Runner
from voltag.batch.interrupts import Stop
from voltag.batch.job import Job
from voltag.batch.locking import only_run
from voltag.batch.outputs import RUN, STATE
from voltag.batch.plan import Results, Task
from voltag.batch.whole_files import OutputError
from voltag.settings import load_settings

CONTENTS = {
    "a.pdf": "one",
    "b.pdf": "fail two",
    "c/copy of a.pdf": "one",
    "c/d.pdf": "three",
    "e.pdf": "four",
    "f.pdf": "five",
}


def fill(folder: Path, contents: dict[str, str] = CONTENTS) -> Path:
    """Write the files as if long ago: what changed a moment ago is looked at again."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="latin-1")
    return folder


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # As if the files had been there for a while when the runs began.
    monkeypatch.setattr("voltag.batch.stamps._TICK", -(10**12))
    return fill(tmp_path / "in")


def names(done: list[str]) -> list[str]:
    return [name.split("/in/")[1] for name in done]


def settings_with(group: str, **values: float) -> Job:
    settings = load_settings()
    return job(settings=replace(settings, **{group: replace(getattr(settings, group), **values)}))


# --- a second run ---


def test_second_run_does_nothing_and_changes_nothing(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = go(inputs, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    done: list[str] = []
    second = go(inputs, out, done=done)
    assert done == []
    assert (second.kept, second.summaries) == (len(CONTENTS), first.summaries)
    after = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    changed = {path.name for path in before if after[path] != before[path]}
    assert changed == {RUN}


def test_kept_failures_are_told_again(inputs: Path, tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        go(inputs, tmp_path / "out", listener=Listener(problem=lambda p: told.append(p.path)))
    assert names(told) == ["b.pdf", "b.pdf"]


def test_what_was_cut_short_is_tried_again(inputs: Path, tmp_path: Path) -> None:
    fill(inputs, {"g.pdf": "late"})
    done: list[str] = []
    for _ in range(2):
        go(inputs, tmp_path / "out", done=done)
    assert names(done).count("g.pdf") == 2
    assert len(done) == len(CONTENTS) + 2


CHANGES: dict[str, tuple[dict[str, str | None], set[str]]] = {
    "changed": ({"e.pdf": "another"}, {"e.pdf"}),
    "changed, as long as before": ({"e.pdf": "ruof"}, {"e.pdf"}),
    "new": ({"a0.pdf": "new"}, {"a0.pdf"}),
    "new copy before all": ({"0.pdf": "three"}, {"0.pdf"}),
    "new copy after all": ({"z.pdf": "three"}, {"z.pdf"}),
    "gone": ({"e.pdf": None}, set()),
    "first of two copies gone": ({"a.pdf": None}, {"c/copy of a.pdf"}),
    "second of two copies gone": ({"c/copy of a.pdf": None}, set()),
    "renamed": ({"e.pdf": None, "y.pdf": "four"}, {"y.pdf"}),
    "swapped": ({"e.pdf": "five", "f.pdf": "four"}, {"e.pdf", "f.pdf"}),
}


@pytest.mark.parametrize("case", CHANGES)
def test_only_what_changed_is_done_and_the_bytes_are_those_of_a_fresh_run(
    inputs: Path, tmp_path: Path, case: str
) -> None:
    changes, expected = CHANGES[case]
    go(inputs, tmp_path / "out")
    for name, content in changes.items():
        if content is None:
            (inputs / name).unlink()
        else:
            fill(inputs, {name: content})
    done: list[str] = []
    go(inputs, tmp_path / "out", done=done)
    go(inputs, tmp_path / "fresh")
    assert set(names(done)) == expected
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


def test_file_that_was_only_touched_is_known_by_its_bytes(inputs: Path, tmp_path: Path) -> None:
    done: list[str] = []
    go(inputs, tmp_path / "out")
    os.utime(inputs / "e.pdf", ns=(5, 5))
    go(inputs, tmp_path / "out", done=done)
    assert done == []


def test_change_that_the_time_hides_is_found_by_verify(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(inputs, tmp_path / "out")
    fill(inputs, {"e.pdf": "ruof"})
    # As on a file system whose clock stood still.
    monkeypatch.setattr("voltag.batch.stamps.Stamp.surely_same", lambda self, now: True)
    done: list[str] = []
    go(inputs, tmp_path / "out", done=done)
    assert done == []
    go(inputs, tmp_path / "out", done=done, verify=True)
    assert names(done) == ["e.pdf"]


def test_force_does_all_again(inputs: Path, tmp_path: Path) -> None:
    done: list[str] = []
    go(inputs, tmp_path / "out")
    go(inputs, tmp_path / "out", done=done, force=True)
    assert len(done) == len(CONTENTS)


def test_result_file_that_was_lost_or_changed_is_written_again(
    inputs: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    go(inputs, out)
    before = files(out)
    (out / "documents.csv").unlink()
    (out / "passages.jsonl").write_text("mine")
    done: list[str] = []
    go(inputs, out, done=done)
    assert (done, files(out)) == ([], before)


def test_lost_or_changed_parsed_file_costs_its_document_only(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(inputs, out)
    before = files(out)
    first, second, *_ = sorted((out / "parsed").iterdir())
    first.unlink()
    second.write_bytes(second.read_bytes()[:-1])
    done: list[str] = []
    go(inputs, out, done=done)
    assert len(done) == 2
    assert files(out) == before


def test_folder_that_was_moved_is_gone_on_with(inputs: Path, tmp_path: Path) -> None:
    import shutil

    go(inputs, tmp_path / "out")
    shutil.copytree(tmp_path / "out", tmp_path / "moved", copy_function=shutil.copyfile)
    done: list[str] = []
    go(inputs, tmp_path / "moved", done=done)
    assert (done, files(tmp_path / "moved")) == ([], files(tmp_path / "out"))


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (settings_with("references", upper=0.9), True),
        (settings_with("passages", sentences=3), True),
        (settings_with("report", passages=3), False),
        (settings_with("limits", document_seconds=9.0, memory_mib=999), False),
        (settings_with("limits", pages=9), True),
        (job(model_id="another"), True),
    ],
    ids=["threshold", "segmenting", "report", "limits of a worker", "pages", "model"],
)
def test_documents_are_done_again_when_what_they_depend_on_changes(
    inputs: Path, tmp_path: Path, change: Job, again: bool
) -> None:
    go(inputs, tmp_path / "out")
    done: list[str] = []
    go(inputs, tmp_path / "out", change, done=done)
    assert len(done) == (len(CONTENTS) if again else 0)
    go(inputs, tmp_path / "fresh", change)
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


def test_line_of_a_manifest_does_its_document_again(inputs: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path,kind\ne.pdf,framework\n")
    go(inputs, tmp_path / "out")
    done: list[str] = []
    for _ in range(2):
        go(inputs, tmp_path / "out", done=done, manifest=manifest)
    assert names(done) == ["e.pdf"]
    go(inputs, tmp_path / "fresh", manifest=manifest)
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


def test_all_passages_are_taken_from_what_was_kept(inputs: Path, tmp_path: Path) -> None:
    go(inputs, tmp_path / "out")
    done: list[str] = []
    go(inputs, tmp_path / "out", done=done, all_passages=True)
    go(inputs, tmp_path / "fresh", all_passages=True)
    assert (done, files(tmp_path / "out")) == ([], files(tmp_path / "fresh"))
    assert files(tmp_path / "out")["passages.jsonl"].count(b"\n") == 9


# --- a run that was killed ---


@settings(max_examples=12)
@given(data=st.data())
def test_killed_anywhere_and_gone_on_with_gives_the_same_bytes(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("killed")
    inputs = fill(folder / "in")
    go(inputs, folder / "whole")
    expected = files(folder / "whole")
    out = folder / "out"
    if data.draw(st.booleans(), label="an earlier run with other settings"):
        go(inputs, out, settings_with("references", upper=0.9))
    done: list[str] = []
    for _ in range(data.draw(st.integers(1, 3), label="times killed")):
        last = data.draw(st.integers(0, len(CONTENTS)), label="documents done")
        shuffled = random.Random(data.draw(st.integers(0, 99)))

        def order(tasks: Sequence[Task], by: random.Random = shuffled) -> Sequence[Task]:
            return by.sample(tasks, len(tasks))

        runner = in_this_process(done, order=order, last=last)
        try:
            go(inputs, out, runner=runner)
        except Killed:
            journal = out / STATE / "journal.jsonl"
            whole = journal.read_bytes()
            lost = data.draw(st.integers(0, min(len(whole), 3000)), label="bytes not on the disk")
            journal.write_bytes(whole[: len(whole) - lost])
    go(inputs, out, done=done)
    assert files(out) == expected


def test_killed_run_is_gone_on_with_where_it_ended(inputs: Path, tmp_path: Path) -> None:
    done: list[str] = []
    with pytest.raises(Killed):
        go(inputs, tmp_path / "out", runner=in_this_process(done, last=4))
    assert not (tmp_path / "out" / "documents.jsonl").exists()
    go(inputs, tmp_path / "out", done=done)
    assert sorted(names(done)) == sorted(CONTENTS)


def test_kill_while_the_result_files_are_written_leaves_each_whole(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    go(inputs, out, settings_with("references", upper=0.9))
    before = files(out)
    go(inputs, tmp_path / "fresh")
    replace_path = Path.replace
    for last in range(6):
        moved: list[str] = []

        def die(self: Path, target: Path, last: int = last, moved: Any = moved) -> Path:  # noqa: ANN401
            if target.parent == out and len(moved) == last:
                raise Killed
            moved.append(target.name)
            return replace_path(self, target)

        monkeypatch.setattr(Path, "replace", die)
        try:
            go(inputs, out)
        except Killed:
            for name, content in files(out).items():
                assert content in (before.get(name), files(tmp_path / "fresh")[name])
        monkeypatch.setattr(Path, "replace", replace_path)
        go(inputs, out)
        assert files(out) == files(tmp_path / "fresh")
        go(inputs, out, settings_with("references", upper=0.9))


# --- a run that was interrupted ---


def stopping_after(number: int, done: list[str]) -> Runner:
    """A runner that ends after some documents, as on Ctrl-C."""
    whole = in_this_process(done)

    def run(tasks: Sequence[Task], job: Job, workers: int, stop: Callable[[], Stop]) -> Results:
        yield from whole(tasks[:number], job, workers, stop)

    return run


def test_interrupted_first_run_keeps_what_is_finished(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = go(inputs, out, runner=stopping_after(2, []))
    assert (outcome.interrupted, outcome.unfinished, outcome.earlier) == (True, 4, 0)
    assert files(out)["documents.jsonl"].count(b"\n") == 2
    go(inputs, out)
    go(inputs, tmp_path / "fresh")
    assert files(out) == files(tmp_path / "fresh")


def test_interrupted_later_run_does_not_lose_what_an_earlier_one_found(
    inputs: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    go(inputs, out, settings_with("references", upper=0.9))
    outcome = go(inputs, out, runner=stopping_after(2, []))
    assert (outcome.unfinished, outcome.earlier, len(outcome.summaries)) == (4, 4, 6)
    documents = files(out)["documents.jsonl"]
    assert (documents.count(b'"0.7"'), documents.count(b'"0.9"')) == (2, 4)
    done: list[str] = []
    go(inputs, out, done=done)
    go(inputs, tmp_path / "fresh")
    assert len(done) == 4
    assert files(out) == files(tmp_path / "fresh")


# --- two runs at once ---


def test_second_run_at_once_is_refused_and_told_of_the_first(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(inputs, out)
    before = files(out)
    with (
        only_run(out),
        pytest.raises(OutputError, match=rf"another voltag is writing.*process {os.getpid()} on"),
    ):
        go(inputs, out)
    assert files(out) == before
    go(inputs, out)


def test_lock_that_a_killed_run_left_holds_nobody_up(inputs: Path, tmp_path: Path) -> None:
    state = tmp_path / "out" / STATE
    state.mkdir(parents=True)
    (state / "lock").touch()
    (state / "running.json").write_text('{"pid": 1, "host": "gone", "since": "then"}')
    assert not go(inputs, tmp_path / "out").interrupted
    assert not (state / "running.json").exists()
