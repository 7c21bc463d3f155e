"""The desk of uploads where its folder cannot be used."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from voltag.review.uploads.desk import MANIFEST, RESULTS, UploadDesk
from voltag.review.uploads.records import Upload, UploadState


async def pieces() -> AsyncIterator[bytes]:
    yield b"%PDF-1.7 a file"


def taken(folder: Path) -> Upload:
    """What becomes of an upload into ``folder``."""
    desk = UploadDesk(folder, model="default", settings_file=None, largest_mib=1)
    try:
        # In a thread of its own: a browser that other tests use has its loop in this one.
        with ThreadPoolExecutor(1) as thread:
            taking = desk.take(pieces(), name="a.pdf", kind=None, by="Ada")
            one = thread.submit(asyncio.run, taking).result()
        return desk.upload(one.document_id, wait=60)
    finally:
        desk.close()


def test_a_folder_that_cannot_be_written_fails_the_upload_and_says_so(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).mkdir()
    one = taken(tmp_path)
    assert one.state is UploadState.FAILED
    assert "manifest.csv: cannot be written" in one.message


@pytest.mark.parametrize("line", ["{}", "not JSON"])
def test_results_that_cannot_be_read_do_not_keep_uploads_waiting(tmp_path: Path, line: str) -> None:
    (tmp_path / RESULTS).mkdir()
    (tmp_path / RESULTS / "documents.jsonl").write_text(f"{line}\n", encoding="utf-8")
    one = taken(tmp_path)
    assert one.state is UploadState.FAILED
    assert "holds files that voltag did not write" in one.message
