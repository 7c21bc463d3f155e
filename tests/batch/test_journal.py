"""The journal: whatever a killed run leaves of it, what it says is whole."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.results import passage, result
from voltag.batch.journal import Entry, Journal
from voltag.batch.outputs import PARSED, STATE
from voltag.batch.packing import pack
from voltag.batch.results import DocumentResult
from voltag.batch.stamps import Stamp
from voltag.batch.whole_files import OutputError
from voltag.types import Problem

STAMP = Stamp(10, 20, 30, 40, 50)


def document(name: str, **changes: str) -> DocumentResult:
    problem = Problem(name, None, 3, "page", "damaged", "Page 3 is damaged.\tReally.")
    document_id = "sha256:" + name.encode().hex().rjust(64, "0")
    return result(passage(), path=name, document_id=document_id, problems=(problem,), **changes)


def keep(journal: Journal, name: str, **changes: str) -> Entry:
    return journal.add(
        f"/in/{name}",
        pack(document(name, **changes)),
        reading="r",
        judging="j",
        stamp=STAMP,
        write_parsed=True,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / STATE).mkdir()
    return tmp_path


def test_what_was_added_is_there_in_the_next_run(folder: Path) -> None:
    journal = Journal(folder)
    added = [keep(journal, "自愿.pdf"), keep(journal, "b.pdf")]
    journal.close()
    again = Journal(folder)
    assert list(again.entries.values()) == added
    first = again.entries["/in/自愿.pdf"]
    assert (first.stamp, first.settled, first.summary.references) == (STAMP, True, True)
    shown = again.shown(first)
    assert (shown.verdict, shown.passages) == (
        document("自愿.pdf").verdict,
        document("自愿.pdf").passages,
    )
    assert shown.problems == document("自愿.pdf").problems
    again.close()


def test_every_beginning_of_a_journal_is_a_journal(folder: Path) -> None:
    journal = Journal(folder)
    names = ["a.pdf", "b.pdf", "c.pdf"]
    ends = [keep(journal, name).end for name in names]
    journal.close()
    path = folder / STATE / "journal.jsonl"
    whole = path.read_bytes()
    for size in sorted({*range(0, len(whole), 97), *ends, *(end - 1 for end in ends)}):
        path.write_bytes(whole[:size])
        cut = Journal(folder)
        kept = [f"/in/{name}" for name, end in zip(names, ends, strict=True) if end <= size]
        assert list(cut.entries) == kept
        # What is added after a line that was left half written is whole.
        keep(cut, "d.pdf")
        cut.close()
        after = Journal(folder)
        assert list(after.entries) == [*kept, "/in/d.pdf"]
        after.close()


def test_line_with_a_changed_byte_counts_for_nothing(folder: Path) -> None:
    journal = Journal(folder)
    first, second = keep(journal, "a.pdf"), keep(journal, "b.pdf")
    journal.close()
    path = folder / STATE / "journal.jsonl"
    whole = path.read_bytes()
    for place in range(first.line, first.end - 1, 41):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        changed = Journal(folder)
        assert list(changed.entries.values()) == [second]
        changed.close()


def test_last_line_on_a_document_counts_and_the_others_go(folder: Path) -> None:
    journal = Journal(folder)
    keep(journal, "a.pdf", title="first")
    keep(journal, "b.pdf")
    keep(journal, "a.pdf", title="second")
    journal.keep_only(["/in/a.pdf"])
    journal.close()
    assert (folder / STATE / "journal.jsonl").read_bytes().count(b"\n") == 1
    again = Journal(folder)
    (entry,) = again.entries.values()
    assert again.shown(entry).verdict.title == "second"
    again.close()


def test_parsed_file_is_known_by_what_was_written(folder: Path) -> None:
    journal = Journal(folder)
    entry = keep(journal, "a.pdf")
    assert journal.parsed_as_written(entry) == entry.parsed
    path = journal.parsed_path(entry.document_id)
    content = path.read_bytes()
    # A copy, as of a folder that was moved: the bytes tell.
    path.unlink()
    path.write_bytes(content)
    moved = journal.parsed_as_written(entry)
    assert moved is not None
    assert entry.parsed is not None
    assert moved.sha256 == entry.parsed.sha256
    path.write_bytes(content[:-1] + b"!")
    assert journal.parsed_as_written(replace(entry, parsed=moved)) is None
    path.unlink()
    assert journal.parsed_as_written(entry) is None
    journal.close()


def test_file_in_the_place_of_the_journal_is_an_output_error(folder: Path) -> None:
    (folder / STATE / "journal.jsonl").mkdir()
    with pytest.raises(OutputError, match="cannot be opened"):
        Journal(folder)
    assert not (folder / PARSED).exists()
