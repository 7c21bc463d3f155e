"""``voltag corpus fetch``: polite, whole or not at all, and never over a good file."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.running import lines, voltag
from tests.manifests.serving import PDF, Site, serving
from voltag.batch.manifest import read_manifest
from voltag.corpus.download import DownloadError, Manners, patience

SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site({"/a.pdf": PDF})) as served:
        yield served


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been waited between repetitions; nobody waits."""
    told: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", told.append)
    return told


def manifest(folder: Path, *rows: str, head: str = "kind,country,year,language,url,sha256") -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def fetch(path: Path, out: Path, *options: object) -> tuple[int, list[dict[str, object]]]:
    result = voltag("corpus", "fetch", path, "-o", out, "--delay", 0, *options)
    return result.exit_code, lines(out / "fetched.jsonl")


def test_a_file_is_fetched_checked_and_listed(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, told = fetch(manifest(tmp_path, f"vnr,Kenya,2024,en,{site.address}/a.pdf,{SHA256}"), out)
    assert code == 0
    assert told[0] | {"url": ""} == {
        "line": 2, "url": "", "path": "vnr-KEN-2024-en.pdf", "status": "fetched",
        "sha256": SHA256, "message": "",
    }  # fmt: skip
    assert (out / "vnr-KEN-2024-en.pdf").read_bytes() == PDF
    (row,) = read_manifest(out / "manifest.csv")
    assert (row.path, row.sha256, row.given.country) == ("vnr-KEN-2024-en.pdf", SHA256, "KEN")
    assert sorted(path.name for path in out.iterdir()) == [
        "fetched.jsonl", "manifest.csv", "vnr-KEN-2024-en.pdf",
    ]  # fmt: skip


def test_a_second_run_asks_for_nothing(site: Site, tmp_path: Path) -> None:
    path = manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,")
    fetch(path, tmp_path / "out")
    site.requests.clear()
    code, told = fetch(path, tmp_path / "out")
    assert (code, told[0]["status"], site.requests) == (0, "kept", [])


def test_a_good_file_is_never_written_over(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    mine = out / "vnr-KEN-2024-en.pdf"
    mine.write_bytes(b"%PDF-1.4 my own copy")
    code, told = fetch(manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,{SHA256}"), out)
    assert (code, told[0]["status"]) == (1, "wrong_hash")
    assert "left alone" in str(told[0]["message"])
    assert mine.read_bytes() == b"%PDF-1.4 my own copy"


def test_a_broken_connection_is_gone_on_with(
    site: Site, tmp_path: Path, pauses: list[float]
) -> None:
    site.break_after["/a.pdf"] = [200_000, 100_000]
    code, _ = fetch(manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,{SHA256}"),
                    tmp_path / "out")  # fmt: skip
    assert code == 0
    starts = [int(span.removeprefix("bytes=").rstrip("-")) if span else 0
              for _, span in site.requests]  # fmt: skip
    assert len(starts) == 3
    assert 0 == starts[0] < starts[1] < starts[2] < len(PDF)


def test_what_broke_off_is_gone_on_with_in_the_next_run(site: Site, tmp_path: Path) -> None:
    path = manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,{SHA256}")
    site.break_after["/a.pdf"] = [300_000]
    code, told = fetch(path, tmp_path / "out", "--retries", 0)
    assert (code, told[0]["status"]) == (1, "failed")
    assert not (tmp_path / "out" / "vnr-KEN-2024-en.pdf").exists()
    assert fetch(path, tmp_path / "out")[0] == 0
    assert site.requests[-1][1] is not None
    assert (tmp_path / "out" / "vnr-KEN-2024-en.pdf").read_bytes() == PDF


def test_parts_of_two_versions_are_never_joined(site: Site, tmp_path: Path) -> None:
    path = manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,")
    site.break_after["/a.pdf"] = [300_000]
    fetch(path, tmp_path / "out", "--retries", 0)
    site.files["/a.pdf"], site.tag = b"%PDF-2.0\n" + PDF[::-1], '"two"'
    assert fetch(path, tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "vnr-KEN-2024-en.pdf").read_bytes() == site.files["/a.pdf"]


def test_a_server_without_ranges_sends_the_whole_again(site: Site, tmp_path: Path) -> None:
    site.ranges = False
    site.break_after["/a.pdf"] = [300_000]
    path = manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,{SHA256}")
    assert fetch(path, tmp_path / "out")[0] == 0


def test_a_busy_server_is_asked_again_when_it_says(
    site: Site, tmp_path: Path, pauses: list[float]
) -> None:
    site.busy["/a.pdf"] = [(503, "7"), (429, "11")]
    code, _ = fetch(manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,"), tmp_path / "out")
    assert code == 0
    assert [seconds for seconds in pauses if seconds] == [7, 11]


def test_a_server_that_asks_for_hours_is_left_in_peace(
    site: Site, tmp_path: Path, pauses: list[float]
) -> None:
    site.busy["/a.pdf"] = [(503, "7200")]
    _, told = fetch(manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,"), tmp_path / "out")
    assert told[0]["status"] == "failed"
    assert "7200 seconds" in str(told[0]["message"])
    assert not [seconds for seconds in pauses if seconds]


def test_pauses_grow() -> None:
    retry = patience(Manners(delay=1.0))
    waits = []
    for _ in range(4):
        retry = retry.increment("GET", "/", error=TimeoutError("slow"))
        waits.append(retry.get_backoff_time())
    assert waits == sorted(waits)
    assert waits[-1] > waits[1] > 0


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        (b"<html>Page not found</html>", "not_a_pdf", "not a PDF"),
        (b"", "not_a_pdf", "not a PDF"),
        (b"%PDF-1.7 another file", "wrong_hash", "another SHA-256"),
    ],
)
def test_what_is_not_the_document_is_not_kept(
    site: Site, tmp_path: Path, content: bytes, status: str, word: str
) -> None:
    site.files["/a.pdf"] = content
    out = tmp_path / "out"
    code, told = fetch(manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,{SHA256}"), out)
    assert (code, told[0]["status"]) == (1, status)
    assert word in str(told[0]["message"])
    assert {path.name for path in out.iterdir()} == {"fetched.jsonl", "manifest.csv"}


def test_a_file_without_end_is_not_fetched_on(site: Site, tmp_path: Path) -> None:
    site.files["/a.pdf"] = PDF * 5
    path = manifest(tmp_path, f"vnr,KEN,2024,en,{site.address}/a.pdf,")
    _, told = fetch(path, tmp_path / "out", "--max-mib", 1)
    assert told[0]["status"] == "too_large"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"fetched.jsonl", "manifest.csv"}


def test_some_and_none_have_their_exit_codes_and_reasons(site: Site, tmp_path: Path) -> None:
    path = manifest(
        tmp_path,
        f"vnr,KEN,2024,en,{site.address}/a.pdf,",
        f"vnr,FJI,2023,en,{site.address}/gone.pdf,",
        "framework,UGA,,,,",
    )
    code, told = fetch(path, tmp_path / "out")
    assert code == 3
    assert [line["status"] for line in told] == ["fetched", "failed", "no_url"]
    assert "404" in str(told[1]["message"])
    assert [row.path for row in read_manifest(tmp_path / "out" / "manifest.csv")] == [
        "vnr-KEN-2024-en.pdf", "", "",
    ]  # fmt: skip
    code, told = fetch(path, tmp_path / "out", "--country", "Fiji")
    assert (code, len(told)) == (1, 1)


def test_one_host_is_asked_over_one_connection(site: Site, tmp_path: Path) -> None:
    rows = []
    for year in range(2001, 2009):
        site.files[f"/{year}.pdf"] = PDF
        rows.append(f"vnr,KEN,{year},en,{site.address}/{year}.pdf,")
    assert fetch(manifest(tmp_path, *rows), tmp_path / "out")[0] == 0
    assert site.most_at_once == 1
    assert len(site.requests) == len(rows)


def test_redirects_are_followed_but_not_in_circles(site: Site, tmp_path: Path) -> None:
    site.redirects = {"/old.pdf": "/a.pdf", "/round.pdf": "/round.pdf"}
    path = manifest(
        tmp_path,
        f"vnr,KEN,2024,en,{site.address}/old.pdf,{SHA256}",
        f"vnr,FJI,2023,en,{site.address}/round.pdf,",
    )
    _, told = fetch(path, tmp_path / "out")
    assert [line["status"] for line in told] == ["fetched", "failed"]
    assert "redirects" in str(told[1]["message"])


@pytest.mark.parametrize(
    "name", ["..%2F..%2Fetc%2Fpasswd.pdf", "-rf.pdf", ".hidden.pdf", "%00.pdf", "a%0Ab.pdf"]
)
def test_an_address_cannot_choose_a_place(site: Site, tmp_path: Path, name: str) -> None:
    site.files[f"/{name}"] = PDF
    path = manifest(tmp_path, f"{site.address}/{name}", head="url")
    code, told = fetch(path, tmp_path / "out")
    assert code == 0
    made = tmp_path / "out" / str(told[0]["path"])
    assert made.parent == tmp_path / "out"
    assert made.read_bytes() == PDF
    assert made.name[0].isalnum()
    assert made.name.isprintable()


def test_two_documents_never_share_a_file(site: Site, tmp_path: Path) -> None:
    site.files["/b.pdf"] = PDF + b"second"
    path = manifest(
        tmp_path,
        f"vnr,KEN,2024,en,{site.address}/a.pdf,",
        f"vnr,KEN,2024,en,{site.address}/b.pdf,",
    )
    code, told = fetch(path, tmp_path / "out")
    names = [str(line["path"]) for line in told]
    assert code == 0
    assert len(set(names)) == 2
    assert (tmp_path / "out" / names[1]).read_bytes() == PDF + b"second"


def test_nobody_there_is_said_in_words(tmp_path: Path, pauses: list[float]) -> None:
    with serving(Site()) as gone:
        address = gone.address
    _, told = fetch(manifest(tmp_path, f"vnr,KEN,2024,en,{address}/a.pdf,"), tmp_path / "out")
    assert told[0]["status"] == "failed"
    assert "cannot be reached" in str(told[0]["message"])


def test_a_manifest_that_is_none_is_named_by_line_and_column(tmp_path: Path) -> None:
    path = manifest(tmp_path, "vnr,KEN,2024,en,ftp://example.org/a.pdf,")
    result = voltag("corpus", "fetch", path, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "line 2, column url" in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_error_carries_its_status() -> None:
    assert DownloadError("failed", "why").status == "failed"


def test_a_long_chinese_name_is_cut_to_what_a_file_system_takes(site: Site, tmp_path: Path) -> None:
    name = "自愿国别评估" * 20
    site.files[f"/{quote(name)}.pdf"] = PDF
    code, told = fetch(
        manifest(tmp_path, f"{site.address}/{quote(name)}.pdf", head="url"), tmp_path / "out"
    )
    assert (code, told[0]["status"]) == (0, "fetched")
    assert name.startswith(str(told[0]["path"]).removesuffix(".pdf"))
    assert len(str(told[0]["path"])) > 70
