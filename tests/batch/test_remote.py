"""Files at addresses: found, copied, judged as local ones are, and never told with secrets."""

import gzip
import json
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from tests.batch.folders import go, job, report
from tests.cli.pdfs import PLAIN, VOLUNTEERS, pdf
from tests.cli.running import lines, voltag
from voltag.batch.addresses import Address, AddressError, RemoteError, as_address
from voltag.batch.classify import NoInputError, Options, classify
from voltag.batch.interrupts import Stop
from voltag.batch.job import Job
from voltag.batch.outputs import STATE
from voltag.batch.paths import find_inputs
from voltag.batch.plan import Results, Task
from voltag.batch.remote import document_id_of, local_copy, stamp_of
from voltag.batch.run_record import Outcome
from voltag.batch.workers import do_task
from voltag.classify.model import Model
from voltag.classify.persist import load_model
from voltag.settings import load_settings

CONTENTS = {"a.pdf": "one", "sub/b.PDF": "two", "sub/deep/copy of a.pdf": "one"}
LONG_AGO = 10**15


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryFileSystem]:
    """A file system in memory with some PDFs and other files under ``memory://bucket``."""
    # Otherwise what was written a moment ago is looked at again.
    monkeypatch.setattr("voltag.batch.remote._SKEW", -LONG_AGO)
    monkeypatch.setattr("voltag.batch.stamps._TICK", -LONG_AGO)
    monkeypatch.setattr("voltag.batch.workers.limit_processor", lambda seconds: None)
    system = fsspec.filesystem("memory")
    for name, content in CONTENTS.items():
        system.pipe(f"/bucket/{name}", content.encode())
    for name in ("notes.txt", ".a.pdf", ".trash/b.pdf", "~$a.pdf"):
        system.pipe(f"/bucket/{name}", b"hidden")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def by_workers_code(done: list[str], model: Model | None = None) -> Callable[..., Results]:
    """A runner that does in this process what a worker does."""

    def run(tasks: Sequence[Task], job: Job, workers: int, stop: Callable[[], Stop]) -> Results:
        for task in tasks:
            done.append(task.item.name)
            yield task, do_task(task, job, cast(Model, model))

    return run


def run_on(
    address: str | Path,
    out: Path,
    done: list[str] | None = None,
    this: Job | None = None,
    model: Model | None = None,
    **more: Any,  # noqa: ANN401 - of classify
) -> Outcome:
    # In a folder that no run has been to, the model is loaded first, which takes a while.
    (out / STATE).mkdir(parents=True, exist_ok=True)
    return classify(
        [as_address(str(address)) or Path(address)],
        out,
        this or job(),
        Options(workers=1),
        report=report,
        runner=by_workers_code([] if done is None else done, model),
        **more,
    )


# --- addresses ---


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("s3://bucket/reviews/", "s3://bucket/reviews"),
        ("S3://bucket/Reviews", "s3://bucket/Reviews"),
        ("s3://key:secret@bucket/a.pdf", "s3://bucket/a.pdf"),
        ("https://me:secret@host:8443/a.pdf?sig=secret#p", "https://host:8443/a.pdf"),
        ("sftp://me@host/a", "sftp://host/a"),
        ("abfs://reviews@account.dfs.core.windows.net/a", None),
        (
            "abfs://me:secret@account.dfs.core.windows.net/a",
            "abfs://account.dfs.core.windows.net/a",
        ),
        ("memory://", "memory://"),
        ("file:///srv/a.pdf", "file:///srv/a.pdf"),
    ],
)
def test_what_is_shown_of_an_address_has_no_secret(text: str, shown: str | None) -> None:
    address = as_address(text)
    assert address is not None
    assert address.shown == (text if shown is None else shown)
    assert "secret" not in f"{address} {address!r}"


@pytest.mark.parametrize("text", ["a.pdf", "/srv/a.pdf", "C://a.pdf", "s3:/a", "a b://c", "://x"])
def test_a_path_is_no_address(text: str) -> None:
    assert as_address(text) is None


@pytest.mark.parametrize(
    "paths", [["https://me:s3cr3t@[host/a.pdf", "-o", "out"], ["a.pdf", "-o", "s3://[s3cr3t/out"]]
)
def test_an_address_that_cannot_be_one_is_wrong_usage(paths: list[str]) -> None:
    run = voltag("classify", *paths)
    assert run.exit_code == 2
    assert "is no address" in run.stderr
    assert "s3cr3t" not in run.stderr


# --- finding ---


@pytest.mark.usefixtures("bucket")
def test_folders_are_searched_as_local_ones_are() -> None:
    found = find_inputs([Address("memory://bucket/"), Address("memory://bucket/sub")])
    assert [item.name for item in found.inputs] == [
        "memory://bucket/a.pdf",
        "memory://bucket/sub/b.PDF",
        "memory://bucket/sub/deep/copy of a.pdf",
    ]
    assert (found.lost, found.empty) == ((), ())


@pytest.mark.usefixtures("bucket")
def test_a_file_is_taken_whatever_it_is_called_and_what_is_not_there_is_told() -> None:
    given = [
        Address(f"memory://bucket/{name}") for name in ("notes.txt", ".a.pdf", "gone", ".trash")
    ]
    found = find_inputs(given)
    assert [item.name for item in found.inputs] == [
        "memory://bucket/.a.pdf",
        "memory://bucket/.trash/b.pdf",
        "memory://bucket/notes.txt",
    ]
    assert [(p.path, p.error) for p in found.lost] == [("memory://bucket/gone", "missing")]


def test_a_folder_without_pdfs_is_told(bucket: MemoryFileSystem) -> None:
    bucket.pipe("/empty/notes.txt", b"")
    found = find_inputs([Address("memory://empty")])
    assert [(p.path, p.error) for p in found.empty] == [("memory://empty", "no_pdf")]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nope://secret@x/a.pdf", "nope:// is no protocol that fsspec knows"),
        ("wasm+x://x", "is no protocol that fsspec knows"),
        ("zip://a.pdf::http://host/secret.zip", "Addresses inside one another"),
    ],
)
def test_an_address_of_an_unknown_kind_is_told(url: str, says: str) -> None:
    [problem] = find_inputs([Address(url)]).lost
    assert problem.error == "unknown_protocol"
    assert says in problem.message
    assert "secret" not in problem.message


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    [problem] = find_inputs([Address("s3://bucket/a.pdf")]).lost
    assert problem.message == "A package for s3:// is missing: Install s3fs to access S3."


def test_without_fsspec_an_address_is_refused_and_paths_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voltag.batch.addresses.find_spec", lambda name: None)
    run = voltag("classify", "s3://key:secret@bucket/a", "-o", tmp_path / "out")
    assert run.exit_code == 1
    assert "s3://bucket/a: addresses need fsspec" in run.stderr
    assert "pip install 'voltag[remote]'" in run.stderr
    assert not (tmp_path / "out").exists()
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.delitem(sys.modules, "voltag.batch.remote", raising=False)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_text("one")
    assert len(go(tmp_path / "in", tmp_path / "out").summaries) == 1
    with pytest.raises(AddressError):
        find_inputs([Address("memory://x")])


# --- judging ---


def test_a_remote_document_has_the_record_of_a_local_one(
    bucket: MemoryFileSystem, tmp_path: Path
) -> None:
    for name, content in CONTENTS.items():
        path = tmp_path / "bucket" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    run_on("memory://bucket", tmp_path / "remote")
    run_on(tmp_path / "bucket", tmp_path / "local")

    def of(out: Path, root: str) -> dict[str, str]:
        found = {}
        for name in ("documents.jsonl", "passages.jsonl", "errors.jsonl", "documents.csv"):
            text = (out / name).read_text(encoding="utf-8")
            found[name] = text.replace(root, "ROOT")
        return found

    remote = of(tmp_path / "remote", "memory://bucket")
    assert remote == of(tmp_path / "local", (tmp_path / "bucket").as_posix())
    assert len(remote["documents.jsonl"].splitlines()) == len(CONTENTS)


def test_a_second_run_copies_nothing_and_a_changed_file_alone_is_read(
    bucket: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    really = MemoryFileSystem.open

    def counted(self: MemoryFileSystem, path: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        opened.append(path)
        return really(self, path, *args, **kwargs)

    monkeypatch.setattr(MemoryFileSystem, "open", counted)
    out = tmp_path / "out"
    run_on("memory://bucket", out)
    assert len(opened) == len(CONTENTS)
    opened.clear()
    done: list[str] = []
    assert run_on("memory://bucket", out, done).kept == len(CONTENTS)
    assert (done, opened) == ([], [])
    bucket.pipe("/bucket/sub/b.PDF", b"another")
    opened.clear()
    run_on("memory://bucket", out, done)
    assert done == ["memory://bucket/sub/b.PDF"]
    assert opened == ["/bucket/sub/b.PDF"]


def test_a_file_of_which_no_version_is_told_is_hashed_and_not_read_again(
    bucket: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voltag.batch.remote._TIMES", ())
    monkeypatch.setattr("voltag.batch.stamps._TICK", 0)
    done: list[str] = []
    run_on("memory://bucket", tmp_path / "out", done)
    assert run_on("memory://bucket", tmp_path / "out", done).kept == len(CONTENTS)
    assert len(done) == len(CONTENTS)
    bucket.pipe("/bucket/sub/b.PDF", b"tow")
    run_on("memory://bucket", tmp_path / "out", done)
    assert done[len(CONTENTS) :] == ["memory://bucket/sub/b.PDF"]


def test_a_file_above_the_limit_is_told_as_a_local_one_is(
    bucket: MemoryFileSystem, small_model: Path, tmp_path: Path
) -> None:
    bucket.pipe("/big/a.pdf", b"%PDF-" + b"x" * (3 * 2**20))
    defaults = load_settings()
    limits = replace(defaults.limits, file_mib=1)
    small = job(settings=replace(defaults, limits=limits), work=None)
    run_on("memory://big", tmp_path / "out", this=small, model=load_model(small_model))
    [error] = lines(tmp_path / "out" / "errors.jsonl")
    assert (error["error"], error["path"]) == ("too_large", "memory://big/a.pdf")
    [item] = find_inputs([Address("memory://big")]).inputs
    assert item.remote is not None
    with local_copy(item.remote, 2**20) as path:
        assert 2**20 < path.stat().st_size <= 2 * 2**20
    assert not path.exists()
    assert document_id_of(item.remote, 2**20) is None


def test_a_file_that_changes_while_it_is_copied_is_tried_again_later(
    bucket: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = MemoryFileSystem.open

    def changing(self: MemoryFileSystem, path: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        file = really(self, path, *args, **kwargs)
        if path == "/bucket/a.pdf" and "wb" not in (*args, kwargs.get("mode")):
            bucket.pipe_file(path, b"new")
        return file

    with monkeypatch.context() as patch:
        patch.setattr(MemoryFileSystem, "open", changing)
        outcome = run_on("memory://bucket/a.pdf", tmp_path / "out")
    assert outcome.failed == 1
    [error] = lines(tmp_path / "out" / "errors.jsonl")
    assert (error["error"], error["stage"]) == ("changed", "fetch")
    assert run_on("memory://bucket/a.pdf", tmp_path / "out").failed == 0


class AnswerError(Exception):
    """A server's answer that is no file, as aiohttp tells it."""

    def __init__(self, status: int) -> None:
        super().__init__("secret")
        self.status = status


def not_found_by(cause: Exception) -> FileNotFoundError:
    """What fsspec's http makes of an error."""
    error = FileNotFoundError("https://host/?sig=secret")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "word", "says"),
    [
        (FileNotFoundError("https://host/?sig=secret"), "missing", "Nothing is at"),
        (
            not_found_by(ConnectionRefusedError(111, "secret")),
            "unreachable",
            "(Connection refused)",
        ),
        (not_found_by(AnswerError(503)), "unreachable", "(AnswerError)"),
        (not_found_by(AnswerError(404)), "missing", "Nothing is at"),
        (not_found_by(KeyError("secret")), "missing", "Nothing is at"),
        (PermissionError("key secret"), "unreachable", "check the credentials"),
        (OSError(111, "secret"), "unreachable", "(Connection refused)"),
        (ValueError("secret"), "unreachable", "(ValueError)"),
        (TimeoutError(), "unreachable", "(TimeoutError)"),
    ],
)
def test_whatever_a_file_system_raises_costs_that_document_and_tells_no_secret(
    error: Exception,
    word: str,
    says: str,
    bucket: MemoryFileSystem,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    really = MemoryFileSystem.open

    def failing(self: MemoryFileSystem, path: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if path == "/bucket/a.pdf":
            raise error
        return really(self, path, *args, **kwargs)

    monkeypatch.setattr(MemoryFileSystem, "open", failing)
    outcome = run_on("memory://bucket", tmp_path / "out")
    assert (len(outcome.summaries), outcome.failed) == (len(CONTENTS), 1)
    [told] = lines(tmp_path / "out" / "errors.jsonl")
    assert told["error"] == word
    assert says in told["message"]
    assert "secret" not in json.dumps(told)


@pytest.mark.usefixtures("bucket")
def test_a_manifest_names_addresses(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path,kind\nmemory://bucket/a.pdf,framework\nb.PDF,other\n")
    run_on("memory://bucket", tmp_path / "out", manifest=manifest)
    kinds = [document["kind"] for document in lines(tmp_path / "out" / "documents.jsonl")]
    assert kinds == ["framework", "other", "vnr"]
    assert lines(tmp_path / "out" / "errors.jsonl") == []


@pytest.mark.usefixtures("bucket")
def test_nothing_at_all_at_an_address_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="memory://gone: Nothing is at memory://gone"):
        run_on("memory://gone", tmp_path / "out")


@pytest.mark.usefixtures("bucket")
def test_a_task_can_be_sent_to_a_worker_elsewhere() -> None:
    [item] = find_inputs([Address("memory://bucket/a.pdf")]).inputs
    assert pickle.loads(pickle.dumps(item)) == item


# --- stamps ---


@pytest.mark.parametrize(
    ("about", "sure"),
    [
        ({"size": 3, "ETag": '"abc"'}, True),
        ({"size": 3, "etag": "abc", "LastModified": None}, True),
        ({"size": 3, "ETag": 'W/"abc"'}, False),
        ({"size": 3, "ETag": 'W/"abc"', "Last-Modified": "Wed, 21 Oct 2015 07:28:00 GMT"}, True),
        ({"size": 3, "mtime": 1.7e9}, True),
        ({"size": 3, "last_modified": "2024-05-01T10:00:00"}, True),
        ({"size": 3, "mtime": "soon"}, False),
        ({"size": 3, "mtime": float("inf")}, False),
        ({"size": 3}, False),
    ],
)
def test_a_version_or_an_old_time_tells_that_a_file_is_the_same(
    about: dict[str, Any], sure: bool
) -> None:
    now = 1_800_000_000 * 10**9
    before, after = stamp_of(about, now), stamp_of(about, now + 1)
    assert before is not None
    assert after is not None
    assert before.surely_same(after) is sure
    larger = stamp_of({**about, "size": 4}, now)
    assert larger is not None
    assert not before.surely_same(larger)


def test_a_time_of_a_moment_ago_is_not_trusted_and_no_size_gives_no_stamp() -> None:
    now = 1_800_000_000 * 10**9
    stamp = stamp_of({"size": 3, "mtime": 1_800_000_000 - 30}, now)
    assert stamp is not None
    assert not stamp.surely_same(stamp)
    assert stamp_of({"size": None, "ETag": "abc"}, now) is None


# --- a server on this machine, and real workers ---


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a server of the folder ``served``."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - as in http.server
            pass

    (tmp_path / "served").mkdir()
    made = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path / "served"))
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


def test_real_workers_read_addresses_and_no_secret_is_written(
    server: str, small_model: Path, tmp_path: Path
) -> None:
    content = pdf(VOLUNTEERS, PLAIN, title="Voluntary National Review of Kenya 2020")
    (tmp_path / "served" / "a.pdf").write_bytes(content)
    (tmp_path / "b.pdf").write_bytes(content)
    out = tmp_path / "out"
    given = (
        f"http://{server}/a.pdf?sig=s3cr3t",
        f"http://{server}/gone.pdf?sig=s3cr3t",
        f"file://{tmp_path}/b.pdf",
    )
    for kept in (0, 2):
        run = voltag("classify", *given, "-o", out, "--model", small_model, "--workers", 1)
        assert run.exit_code == 3
        assert ("2 unchanged" in run.stdout) is bool(kept)
        assert "s3cr3t" not in run.output
    documents = lines(out / "documents.jsonl")
    assert [d["path"] for d in documents] == [
        f"file://{tmp_path}/b.pdf",
        f"http://{server}/a.pdf",
        f"http://{server}/gone.pdf",
    ]
    assert documents[0]["document_id"] == documents[1]["document_id"]
    assert [d["references_volunteering"] for d in documents] == [True, True, None]
    for path in out.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            text = gzip.decompress(raw) if path.suffix == ".gz" else raw
            assert b"s3cr3t" not in text, path


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    [problem] = find_inputs([Address("http://127.0.0.1:1/a.pdf?sig=s3cr3t")]).lost
    assert problem.error in ("missing", "unreachable")
    assert "s3cr3t" not in problem.message


def test_watching_an_address_is_wrong_usage(tmp_path: Path) -> None:
    run = voltag("classify", "memory://bucket", "-o", tmp_path / "out", "--watch")
    assert run.exit_code == 2
    assert "--watch works with folders of this machine" in run.stderr


def test_an_error_of_a_copy_names_the_file(bucket: MemoryFileSystem) -> None:
    [item] = find_inputs([Address("memory://bucket/a.pdf")]).inputs
    bucket.rm("/bucket/a.pdf")
    assert item.remote is not None
    with (
        pytest.raises(RemoteError, match=r"Nothing is at memory://bucket/a\.pdf"),
        local_copy(item.remote, 100),
    ):
        pass
