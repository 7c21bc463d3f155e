"""``voltag review``: what it refuses before it serves anything."""

from pathlib import Path

from tests.cli.running import voltag
from tests.report.folders import document, out
from voltag.review.web.serving import listen


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        folder = out(tmp_path / "out", document(1))
        done = voltag("review", folder, "--no-browser", "--port", port)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "give another --port" in done.stderr


def test_a_folder_without_results_is_told_in_one_line(tmp_path: Path) -> None:
    done = voltag("review", tmp_path, "--no-browser", "--port", 0)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "voltag classify" in done.stderr
    assert list(tmp_path.iterdir()) == []
