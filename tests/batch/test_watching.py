"""A watched folder: what is judged when, what stands in OUT, what is told, what a kill costs."""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.batch.folders import Killed, files, go, in_this_process
from tests.batch.watched import END, Heard, Watch
from voltag.batch.classify import NoInputError
from voltag.batch.interrupts import Stop
from voltag.batch.job import Job
from voltag.batch.manifest import ManifestError
from voltag.batch.outputs import STATE
from voltag.batch.plan import Results, Task
from voltag.batch.telling import Message
from voltag.batch.whole_files import OutputError


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def fresh(inputs: Path, tmp_path: Path) -> dict[str, bytes]:
    """The files of a run of its own over what is in ``inputs`` now."""
    (tmp_path / "fresh" / STATE).mkdir(parents=True)
    go(inputs, tmp_path / "fresh")
    found = files(tmp_path / "fresh")
    shutil.rmtree(tmp_path / "fresh")
    return found


# --- rounds ---


def test_uploads_are_judged_when_complete_and_out_is_what_a_run_gives(
    inputs: Path, out: Path, tmp_path: Path
) -> None:
    watch = Watch(inputs, out)
    seen: list[bool] = []

    def compare() -> None:
        seen.append(files(out) == fresh(inputs, tmp_path))

    watch.put("a.pdf", "one")()
    watch.at(22, watch.put("sub/b.pdf", "fail two")).at(23, watch.put("c.pdf", "one"))
    watch.at(20, compare).at(60, compare).at(61, (inputs / "a.pdf").unlink).at(90, compare)
    watch.until(91)
    assert seen == [True, True, True]
    assert watch.heard.told == [("a.pdf", "ok"), ("c.pdf", "ok"), ("b.pdf", "failed")]
    assert watch.said == []


def test_what_is_told_is_the_line_of_documents_jsonl(inputs: Path, out: Path) -> None:
    watch = Watch(inputs, out)
    watch.put("a.pdf", "one")()
    watch.until(20)
    assert [m.line for m in watch.heard.messages] == (out / "documents.jsonl").read_text(
        encoding="utf-8"
    ).splitlines()


def test_it_is_told_after_it_stands_in_the_result_files(inputs: Path, out: Path) -> None:
    watch = Watch(inputs, out)

    def there(message: Message) -> None:
        assert message.line in (out / "documents.jsonl").read_text(encoding="utf-8")
        assert message.path in (out / "report.html").read_text(encoding="utf-8")

    watch.heard.before = there
    watch.put("a.pdf", "one")()
    watch.until(20)
    assert len(watch.heard.messages) == 1


def test_a_look_without_news_does_nothing(inputs: Path, out: Path) -> None:
    watch = Watch(inputs, out)
    watch.put("a.pdf", "one")()
    runs: list[int] = []
    watch.at(16, lambda: runs.append((out / "run.json").stat().st_mtime_ns))
    watch.at(500, lambda: runs.append((out / "run.json").stat().st_mtime_ns))
    watch.until(501)
    assert watch.moments == [10.0]
    assert runs[0] == runs[1]


def test_many_uploads_are_judged_and_told_in_parts_without_waiting(inputs: Path, out: Path) -> None:
    watch = Watch(inputs, out, round_documents=2)
    for number in range(5):
        watch.put(f"{number}.pdf", f"text {number}")()
    told: list[int] = []
    watch.heard.before = lambda message: told.append(len(watch.done))
    watch.until(20)
    assert watch.moments == [10.0, 10.0, 10.0]
    assert told == [2, 2, 4, 4, 5]


def test_a_document_that_was_cut_short_is_not_tried_again_by_every_round(
    inputs: Path, out: Path, tmp_path: Path
) -> None:
    watch = Watch(inputs, out)
    watch.put("slow.pdf", "late one")()
    watch.at(30, watch.put("b.pdf", "two")).until(60)
    assert [Path(name).name for name in watch.done] == ["slow.pdf", "b.pdf"]
    assert files(out) == fresh(inputs, tmp_path)
    again = Watch(inputs, out).until(30)
    assert [Path(name).name for name in again.done] == ["slow.pdf"]
    assert again.heard.told == []


# --- files that come, change and go ---


def test_a_file_that_is_written_anew_keeps_its_result_until_it_is_complete(
    inputs: Path, out: Path
) -> None:
    watch = Watch(inputs, out)
    titles: list[list[str]] = []

    def note() -> None:
        lines = (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()
        titles.append([json.loads(line)["title"] for line in lines])

    watch.put("a.pdf", "old")()
    watch.put("b.pdf", "other")()
    watch.at(20, watch.put("a.pdf", "half", end=""))
    watch.at(21, watch.put("c.pdf", "third")).at(45, note)
    watch.at(50, watch.put("a.pdf", "whole")).at(80, note).until(81)
    assert titles == [
        [f"old{END}", f"other{END}", f"third{END}"],
        [f"whole{END}", f"other{END}", f"third{END}"],
    ]
    assert watch.heard.titles == [f"{t}{END}" for t in ("old", "other", "third", "whole")]


def test_an_upload_that_comes_back_as_it_was_is_news_again_with_another_id(
    inputs: Path, out: Path
) -> None:
    watch = Watch(inputs, out)
    watch.put("a.pdf", "one")()
    watch.at(20, watch.put("a.pdf", "two")).at(40, watch.put("a.pdf", "one")).until(60)
    assert watch.heard.titles == [f"one{END}", f"two{END}", f"one{END}"]
    assert len({message.id for message in watch.heard.messages}) == 3


def test_copies_are_each_told_and_read_once(inputs: Path, out: Path, tmp_path: Path) -> None:
    watch = Watch(inputs, out)
    watch.put("b.pdf", "one")()
    watch.at(20, watch.put("a.pdf", "one")).until(40)
    assert watch.heard.told == [("b.pdf", "ok"), ("a.pdf", "ok")]
    assert files(out) == fresh(inputs, tmp_path)


def test_a_file_that_keeps_changing_is_said_once_and_holds_nothing_up(
    inputs: Path, out: Path
) -> None:
    watch = Watch(inputs, out, damaged_seconds=60.0)
    for moment in range(0, 200, 5):
        watch.at(moment, watch.put("log.pdf", "x" * (moment + 1)))
    watch.at(100, watch.put("b.pdf", "two")).until(200)
    assert watch.heard.told == [("b.pdf", "ok")]
    assert watch.said == [
        f"{inputs.as_posix()}/log.pdf: keeps changing; it is judged when that has ended"
    ]


def test_names_that_look_the_same_are_told_once_each(inputs: Path, out: Path) -> None:
    for name in (b"a\xfe.pdf", b"a\xff.pdf"):
        Path(os.fsdecode(bytes(inputs) + b"/" + name)).write_bytes(name + END.encode())
    assert len(Watch(inputs, out).until(60).heard.told) == 2
    assert Watch(inputs, out).until(60).heard.told == []


# --- folders that go ---


def test_results_stay_while_the_folder_is_gone_and_that_is_said_once(
    inputs: Path, out: Path, tmp_path: Path
) -> None:
    watch = Watch(inputs, out)
    watch.put("a.pdf", "one")()
    before: list[dict[str, bytes]] = []
    watch.at(20, lambda: before.append(files(out)))
    watch.at(20, lambda: inputs.rename(tmp_path / "away"))
    watch.at(60, lambda: before.append(files(out)))
    watch.at(61, lambda: (tmp_path / "away").rename(inputs)).until(90)
    assert before[0] == before[1] == files(out)
    assert len(watch.said) == 1
    assert "There is no such file or folder" in watch.said[0]
    assert len(watch.heard.told) == 1


def test_results_stay_when_there_is_no_pdf_any_more(inputs: Path, out: Path) -> None:
    watch = Watch(inputs, out)
    watch.put("a.pdf", "one")()
    watch.at(20, (inputs / "a.pdf").unlink).until(60)
    assert len((out / "documents.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert len(watch.said) == 1
    assert "no PDF is there any more" in watch.said[0]


def test_documents_of_a_folder_that_cannot_be_opened_keep_their_results(
    inputs: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir
    closed: list[str] = []

    def refuse(path: str) -> object:
        if str(path) in closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    watch = Watch(inputs, out)
    watch.put("sub/a.pdf", "one")()
    watch.put("b.pdf", "two")()
    watch.at(20, lambda: closed.append(str(inputs / "sub"))).at(21, watch.put("c.pdf", "three"))
    watch.until(60)
    lines = (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    found = [(Path(d["path"]).name, d["status"]) for d in map(json.loads, lines)]
    assert found == [("b.pdf", "ok"), ("c.pdf", "ok"), ("sub", "failed"), ("a.pdf", "ok")]


def test_a_folder_that_was_never_there_is_refused(inputs: Path, out: Path) -> None:
    with pytest.raises(NoInputError, match="no such file or folder"):
        Watch(inputs / "gone", out).until(10)
    assert not out.exists()


# --- what can go wrong with a round ---


def test_a_broken_manifest_is_said_once_and_read_again_when_it_is_mended(
    inputs: Path, out: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path,kind\n")
    watch = Watch(inputs, out)
    watch.put("a.pdf", "one")()
    watch.at(20, lambda: manifest.write_text("path,kind\na.pdf,novel\n"))
    watch.at(60, lambda: manifest.write_text("path,kind\na.pdf,framework\n"))
    watch.until(90, manifest=manifest)
    assert len(watch.said) == 1
    assert "'novel' is not one of" in watch.said[0]
    assert [json.loads(m.line)["kind"] for m in watch.heard.messages] == ["vnr", "framework"]


def test_a_manifest_that_is_broken_at_the_start_is_refused(inputs: Path, out: Path) -> None:
    manifest = inputs / "manifest.csv"
    manifest.write_text("nothing\n")
    with pytest.raises(ManifestError):
        Watch(inputs, out).until(10, manifest=manifest)
    assert not out.exists()


def test_a_round_whose_files_cannot_be_written_is_done_again_later(
    inputs: Path, out: Path, tmp_path: Path
) -> None:
    watch = Watch(inputs, out)
    watch.put("a.pdf", "one")()
    watch.at(5, (out / "documents.csv").mkdir).at(100, (out / "documents.csv").rmdir)
    watch.until(300)
    assert len(watch.said) == 1
    assert "documents.csv: cannot be written" in watch.said[0]
    assert watch.heard.told == [("a.pdf", "ok")]
    assert len(watch.done) == 1
    assert files(out) == fresh(inputs, tmp_path)


def test_out_is_held_between_the_rounds_too(inputs: Path, out: Path) -> None:
    watch = Watch(inputs, out)
    watch.put("a.pdf", "one")()
    refused: list[str] = []

    def other() -> None:
        for begin in (lambda: go(inputs, out), lambda: Watch(inputs, out).until(10)):
            with pytest.raises(OutputError, match="another voltag is writing there") as error:
                begin()
            refused.append(str(error.value))

    watch.at(30, other).until(40)
    assert len(refused) == 2
    go(inputs, out)


# --- ends ---


def test_a_stop_finishes_what_is_in_flight_and_tells_of_it(inputs: Path, out: Path) -> None:
    watch = Watch(inputs, out)
    for number in range(3):
        watch.put(f"{number}.pdf", f"text {number}")()
    inner = in_this_process(watch.done)

    def stopped(tasks: Sequence[Task], job: Job, workers: int, stop: Callable[[], Stop]) -> Results:
        for result in inner(tasks, job, workers, stop):
            watch.stopping = Stop.SOON
            yield result
            if stop() is not Stop.NO:
                return

    watch.until(1000, runner=stopped)
    assert watch.heard.told == [("0.pdf", "ok")]
    rest = Watch(inputs, out).until(20)
    assert rest.heard.told == [("1.pdf", "ok"), ("2.pdf", "ok")]


@pytest.mark.parametrize("last", range(4))
def test_a_watch_that_is_killed_in_a_round_loses_nothing_and_says_nothing_twice(
    last: int, inputs: Path, out: Path, tmp_path: Path
) -> None:
    first = Watch(inputs, out)
    for number in range(4):
        first.put(f"{number}.pdf", f"text {number}")()
    with pytest.raises(Killed):
        first.until(20, runner=in_this_process(first.done, last=last))
    second = Watch(inputs, out).until(20)
    assert len(first.done) + len(second.done) == 4
    assert [name for name, _ in second.heard.told] == [f"{n}.pdf" for n in range(4)]
    assert files(out) == fresh(inputs, tmp_path)


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("torn", [b"", b'{"channel": "he'])
def test_a_watch_that_is_killed_while_it_tells_goes_on_where_it_ended(
    number: int, torn: bytes, inputs: Path, out: Path
) -> None:
    first = Watch(inputs, out)

    def kill(message: Message) -> None:
        if len(first.heard.messages) == number:
            raise Killed

    first.heard.before = kill
    for place in range(4):
        first.put(f"{place}.pdf", f"text {place}")()
    with pytest.raises(Killed):
        first.until(20)
    with (out / ".voltag" / "told.jsonl").open("ab") as file:
        file.write(torn)
    second = Watch(inputs, out).until(20)
    told = [*first.heard.told, *second.heard.told]
    assert told == [(f"{place}.pdf", "ok") for place in range(4)]
    assert Watch(inputs, out).until(20).heard.told == []


def test_a_kill_between_telling_and_noting_tells_once_more_with_the_same_id(
    inputs: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_: object) -> None:
        raise Killed

    first = Watch(inputs, out)
    first.put("a.pdf", "one")()
    with monkeypatch.context() as patch:
        patch.setattr("voltag.batch.telling.Told.note", kill)
        with pytest.raises(Killed):
            first.until(20)
    second = Watch(inputs, out).until(20)
    assert first.heard.messages == second.heard.messages


def test_another_channel_is_told_everything(inputs: Path, out: Path) -> None:
    watch = Watch(inputs, out)
    watch.put("a.pdf", "one")()
    watch.until(20)
    other = Heard()
    other.name = "other"
    Watch(inputs, out).until(20, channels=[watch.heard, other])
    assert len(watch.heard.messages) == 1
    assert other.messages == watch.heard.messages
