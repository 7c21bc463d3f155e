"""Which files a run reads."""

import os
from pathlib import Path

import pytest

from voltag.batch.paths import display_name, find_inputs


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, also the current one, with PDFs and other files."""
    for name in ("b.pdf", "a.PDF", "sub/c.pdf", "sub/deep/d.Pdf", "notes.txt", "sub/x.pdf.bak"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-")
    (tmp_path / "in" / "folder.pdf").mkdir()
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


ALL = ["in/a.PDF", "in/b.pdf", "in/sub/c.pdf", "in/sub/deep/d.Pdf"]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["in"], ALL),
        (["in/sub"], ["in/sub/c.pdf", "in/sub/deep/d.Pdf"]),
        (["in/notes.txt"], ["in/notes.txt"]),
        (["in/b.pdf", "in/a.PDF"], ["in/a.PDF", "in/b.pdf"]),
        (["in/b.pdf", "in", "./in/b.pdf"], ALL),
        (["in", "empty", "gone"], ALL),
    ],
)
@pytest.mark.usefixtures("tree")
def test_finds_each_pdf_once_and_sorted(paths: list[str], names: list[str]) -> None:
    assert [item.name for item in find_inputs(map(Path, paths)).inputs] == names


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("gone", "missing"),
        ("in/b.pdf/under-a-file", "missing"),
        ("n" * 300, "missing"),
        ("nul\0byte", "missing"),
        ("/dev/null", "not_a_file"),
    ],
)
def test_path_that_names_no_file_is_told_once_and_with_a_reason(path: str, error: str) -> None:
    found = find_inputs([Path(path), Path(path), Path("in/b.pdf")])
    assert [(p.error, p.stage) for p in found.lost] == [(error, "find")]
    assert found.lost[0].message.endswith(".")
    assert [item.name for item in found.inputs] == ["in/b.pdf"]


@pytest.mark.usefixtures("tree")
def test_folder_without_pdfs_is_not_a_lost_document() -> None:
    found = find_inputs([Path("empty")])
    assert (found.inputs, found.lost) == ((), ())
    assert [(p.path, p.error) for p in found.empty] == [("empty", "no_pdf")]


@pytest.mark.usefixtures("tree")
def test_pipes_in_a_folder_are_told_and_not_read() -> None:
    os.mkfifo("in/pipe.pdf")
    found = find_inputs([Path("in")])
    assert [item.name for item in found.inputs] == ALL
    assert [(p.path, p.error) for p in found.lost] == [("in/pipe.pdf", "not_a_file")]


@pytest.mark.usefixtures("tree")
def test_what_is_hidden_in_a_folder_is_passed_over_and_taken_when_given() -> None:
    for name in ("in/.b.pdf", "in/~$b.pdf", "in/.snapshot/b.pdf"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(b"%PDF-")
    assert [item.name for item in find_inputs([Path("in")]).inputs] == ALL
    assert [i.name for i in find_inputs([Path("in/.b.pdf")]).inputs] == ["in/.b.pdf"]
    inside = find_inputs([Path("in/.snapshot")]).inputs
    assert [item.name for item in inside] == ["in/.snapshot/b.pdf"]


@pytest.mark.usefixtures("tree")
def test_links_are_followed_inside_the_folder_and_not_out_of_it() -> None:
    Path("secret.bin").write_bytes(b"%PDF-")
    Path("in/near.pdf").symlink_to("sub/c.pdf")
    Path("in/far.pdf").symlink_to("../secret.bin")
    found = find_inputs([Path("in")])
    assert "in/near.pdf" in [item.name for item in found.inputs]
    assert [(p.path, p.error) for p in found.lost] == [("in/far.pdf", "link_outside")]
    given = find_inputs([Path("in/far.pdf")])
    assert [item.name for item in given.inputs] == ["in/far.pdf"]


@pytest.mark.usefixtures("tree")
def test_a_linked_folder_that_is_given_is_searched() -> None:
    Path("again").symlink_to("in", target_is_directory=True)
    found = find_inputs([Path("again")])
    assert len(found.inputs) == len(ALL)
    assert found.lost == ()


@pytest.mark.usefixtures("tree")
def test_link_that_leads_nowhere_is_read_so_that_it_is_named() -> None:
    Path("in/dead.pdf").symlink_to("gone.pdf")
    assert "in/dead.pdf" in [item.name for item in find_inputs([Path("in")]).inputs]
    assert [i.name for i in find_inputs([Path("in/dead.pdf")]).inputs] == ["in/dead.pdf"]


@pytest.mark.usefixtures("tree")
def test_folder_that_cannot_be_opened_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    # Root may open every folder, so permissions cannot be used.
    monkeypatch.setattr(os, "scandir", refuse)
    found = find_inputs([Path("in")])
    assert [item.name for item in found.inputs] == ["in/a.PDF", "in/b.pdf", "in/sub/c.pdf"]
    assert [(p.path, p.error) for p in found.lost] == [("in/sub/deep", "unreadable_folder")]


def test_names_that_are_not_utf8_are_both_kept_though_they_look_the_same(tmp_path: Path) -> None:
    names = [b"a\xfe.pdf", b"a\xff.pdf"]
    for name in names:
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_bytes(b"%PDF-")
    found = find_inputs([tmp_path])
    assert [os.fsencode(item.path.name) for item in found.inputs] == names
    assert {item.name for item in found.inputs} == {f"{tmp_path.as_posix()}/a\ufffd.pdf"}


def test_display_name_can_be_written_as_utf8() -> None:
    assert display_name(Path(os.fsdecode(b"r\xc3\xa9s\xe9.pdf"))) == "rés\ufffd.pdf"
