"""A result folder at an address: whole files, the table last, nothing twice, nothing lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem

from tests.batch.folders import Killed, files, go, in_this_process, job, report
from tests.cli.pdfs import PLAIN, VOLUNTEERS, pdf
from tests.cli.running import lines, voltag
from voltag.batch.addresses import Address
from voltag.batch.classify import Options, Runner, classify
from voltag.batch.locking import only_run
from voltag.batch.mirror import Mirror, spool_of
from voltag.batch.outputs import STATE
from voltag.batch.run_record import Outcome
from voltag.batch.whole_files import OutputError

CONTENTS = {"a.pdf": "one", "b.pdf": "fail two", "c.pdf": "three"}
OUT = "memory://bucket/out"


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("voltag.batch.stamps._TICK", -(10**12))
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / name).write_text(content)
    return folder


@pytest.fixture
def store() -> Iterator[MemoryFileSystem]:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is put into the store, in that order."""
    names: list[str] = []
    really = MemoryFileSystem.put_file

    def put(self: MemoryFileSystem, lpath: str, rpath: str, **more: Any) -> None:  # noqa: ANN401
        names.append(rpath.removeprefix("/bucket/out/"))
        really(self, lpath, rpath, **more)

    monkeypatch.setattr(MemoryFileSystem, "put_file", put)
    return names


def run(
    inputs: Path,
    machine: Path,
    out: str = OUT,
    *,
    done: list[str] | None = None,
    runner: Runner | None = None,
    force: bool = False,
) -> Outcome:
    """A run of a machine whose folder for the address is ``machine``."""
    # In a folder that no run has been to, the model is loaded first, which takes a while.
    (machine / STATE).mkdir(parents=True, exist_ok=True)
    return classify(
        [inputs],
        machine,
        job(),
        Options(workers=1, force=force),
        report=report,
        runner=runner or in_this_process([] if done is None else done),
        mirror=Mirror(Address(out), machine, force=force),
    )


def there(store: MemoryFileSystem, root: str = "/bucket/out/") -> dict[str, bytes]:
    """The result files at the address."""
    found = {path.removeprefix(root): store.cat_file(path) for path in store.find(root)}
    return {n: c for n, c in found.items() if n != "run.json" and not n.startswith(".voltag/")}


def test_the_files_at_the_address_are_those_of_a_run_here(
    inputs: Path, tmp_path: Path, store: MemoryFileSystem, sent: list[str]
) -> None:
    run(inputs, tmp_path / "spool")
    go(inputs, tmp_path / "local")
    assert there(store) == files(tmp_path / "local")
    assert sent[-1] == "documents.jsonl"
    assert sent[0] == ".voltag/journal.jsonl"
    assert all(name.startswith("parsed/") for name in sent[1:3])


def test_a_second_run_sends_its_record_alone(
    inputs: Path, tmp_path: Path, store: MemoryFileSystem, sent: list[str]
) -> None:
    run(inputs, tmp_path / "spool")
    sent.clear()
    done: list[str] = []
    run(inputs, tmp_path / "spool", done=done)
    assert (done, sent) == ([], ["run.json"])
    (inputs / "a.pdf").write_text("another")
    run(inputs, tmp_path / "spool", done=done)
    assert len(done) == 1
    assert len([name for name in sent if name.startswith("parsed/")]) == 1
    go(inputs, tmp_path / "local")
    # What stood in parsed/ of the old version is taken away.
    assert there(store) == files(tmp_path / "local")


def test_another_machine_goes_on_from_what_stands_there(
    inputs: Path, tmp_path: Path, store: MemoryFileSystem
) -> None:
    run(inputs, tmp_path / "first")
    before = there(store)
    done: list[str] = []
    outcome = run(inputs, tmp_path / "second", done=done)
    assert (done, outcome.kept) == ([], len(CONTENTS))
    assert there(store) == before
    (inputs / "d.pdf").write_text("four")
    run(inputs, tmp_path / "second")
    assert len(run(inputs, tmp_path / "first", done=done).summaries) == 4
    assert done == []
    go(inputs, tmp_path / "local")
    assert there(store) == files(tmp_path / "local")


def test_a_run_that_was_killed_is_gone_on_with_and_nothing_was_sent(
    inputs: Path, tmp_path: Path, store: MemoryFileSystem
) -> None:
    done: list[str] = []
    with pytest.raises(Killed):
        run(inputs, tmp_path / "spool", runner=in_this_process(done, last=2))
    assert there(store) == {}
    run(inputs, tmp_path / "spool", done=done)
    assert len(done) == len(CONTENTS)
    go(inputs, tmp_path / "local")
    assert there(store) == files(tmp_path / "local")


@pytest.mark.parametrize("number", range(9))
def test_sending_that_breaks_off_leaves_whole_files_and_is_gone_on_with(
    number: int,
    inputs: Path,
    tmp_path: Path,
    store: MemoryFileSystem,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names: list[str] = []
    really = MemoryFileSystem.put_file

    def put(self: MemoryFileSystem, lpath: str, rpath: str, **more: Any) -> None:  # noqa: ANN401
        if len(names) == number:
            raise ConnectionError("secret")
        names.append(rpath)
        really(self, lpath, rpath, **more)

    with monkeypatch.context() as patch:
        patch.setattr(MemoryFileSystem, "put_file", put)
        with pytest.raises(OutputError, match="the same command goes on from there") as error:
            run(inputs, tmp_path / "spool")
    assert "secret" not in str(error.value)
    assert "documents.jsonl" not in there(store)
    first, number = names.copy(), -1
    names.clear()
    done: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(MemoryFileSystem, "put_file", put)
        run(inputs, tmp_path / "spool", done=done)
    assert done == []
    # The record of a run is new each time.
    assert {name for name in first if name in names} <= {"/bucket/out/run.json"}
    go(inputs, tmp_path / "local")
    assert there(store) == files(tmp_path / "local")


def test_what_is_not_voltags_is_left_alone(
    inputs: Path, tmp_path: Path, store: MemoryFileSystem
) -> None:
    store.pipe("/bucket/out/parsed/mine.txt", b"mine")
    with pytest.raises(OutputError, match="holds files that voltag did not write"):
        run(inputs, tmp_path / "spool")
    run(inputs, tmp_path / "spool", force=True)
    assert there(store)["parsed/mine.txt"] == b"mine"


def test_the_lock_holds_on_this_machine(
    inputs: Path, tmp_path: Path, store: MemoryFileSystem
) -> None:
    run(inputs, tmp_path / "spool")
    with only_run(tmp_path / "spool"), pytest.raises(OutputError, match="another voltag"):
        run(inputs, tmp_path / "spool")


def test_where_files_are_renamed_each_appears_under_its_name_when_it_is_whole(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "there"
    seen: list[tuple[str, bool]] = []
    really = LocalFileSystem.put_file

    def put(self: LocalFileSystem, lpath: str, rpath: str, **more: Any) -> None:  # noqa: ANN401
        seen.append((Path(rpath).name, Path(rpath).name.endswith(".new")))
        really(self, lpath, rpath, **more)

    monkeypatch.setattr(LocalFileSystem, "put_file", put)
    run(inputs, tmp_path / "spool", f"file://{out}")
    assert all(new for _, new in seen)
    assert not list(out.rglob("*.new"))
    go(inputs, tmp_path / "local")
    assert files(out) == files(tmp_path / "local")
    seen.clear()
    run(inputs, tmp_path / "spool", f"file://{out}")
    assert [name.split(".")[1] for name, _ in seen] == ["run"]


def test_http_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written to"):
        Mirror(Address("https://me:secret@host/out"), tmp_path, force=False)


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    with pytest.raises(OutputError, match="Install s3fs to access S3"):
        Mirror(Address("s3://bucket/out"), tmp_path, force=False)


def test_the_command_puts_results_at_an_address(
    small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "a.pdf").write_bytes(pdf(VOLUNTEERS, PLAIN, title="Review of Kenya 2020"))
    address = f"file://{tmp_path}/there"
    result = voltag(
        "classify", tmp_path / "a.pdf", "-o", address, "--model", small_model, "--workers", 1
    )
    assert result.exit_code == 0, result.output
    assert f"Read {address}/report.html" in result.stdout
    [document] = lines(tmp_path / "there" / "documents.jsonl")
    assert document["references_volunteering"] is True
    assert spool_of(Address(address)).is_relative_to(tmp_path / "state")
    assert spool_of(Address("s3://a:b@x/y")) == spool_of(Address("s3://x/y/"))
