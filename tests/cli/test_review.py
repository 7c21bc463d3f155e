"""``voltag review``: what it refuses before it serves anything."""

from pathlib import Path

from tests.cli.running import voltag
from tests.report.folders import document, out
from voltag.review.store import Store
from voltag.review.web.serving import listen


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        folder = out(tmp_path / "out", document(1))
        done = voltag("review", folder, "--no-browser", "--port", port)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "or another --port" in done.stderr


def test_a_folder_without_results_is_told_in_one_line(tmp_path: Path) -> None:
    done = voltag("review", tmp_path, "--no-browser", "--port", 0)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "voltag classify" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_made_and_nothing_is_served(tmp_path: Path) -> None:
    folder = out(tmp_path / "out", document(1))
    copy = tmp_path / "copy.sqlite3"
    done = voltag("review", folder, "--backup", copy)
    assert done.exit_code == 1
    assert "no database to copy" in done.stderr
    assert not (folder / "review.sqlite3").exists()
    with Store(folder / "review.sqlite3") as store:
        store.load(folder)
        store.add_reviewer("Ana")
        done = voltag("review", folder, "--backup", copy)
        assert (done.exit_code, done.stdout) == (0, f"{copy}\n")
    with Store(copy) as restored:
        assert [reviewer.name for reviewer in restored.reviewers()] == ["Ana"]
        assert len(restored.documents()) == 1
    done = voltag("review", folder, "--backup", copy)
    assert done.exit_code == 1
    assert "is there already" in done.stderr


def test_a_folder_that_cannot_take_uploads_is_told_in_one_line(tmp_path: Path) -> None:
    folder = out(tmp_path / "out", document(1))
    (tmp_path / "file").touch()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "uploads.jsonl").write_text("no record\n", "utf-8")
    for uploads, said in (
        (tmp_path / "file" / "uploads", "cannot be written (Not a directory); give another folder"),
        (tmp_path / "broken", "uploads.jsonl, line 1: Invalid JSON"),
    ):
        done = voltag("review", folder, "--no-browser", "--port", 0, "--uploads", uploads)
        assert done.exit_code == 1
        assert done.stderr.startswith(f"voltag: {uploads}")
        assert done.stderr.count("\n") == 1
        assert said in done.stderr
