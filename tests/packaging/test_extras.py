"""Each extra by itself: without it the program says what to install, with it the thing works."""

import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from docs.building.packages import closure, extras, is_compatible, licence, read_packages

from tests.packaging.conftest import Archives
from tests.packaging.environments import Environment, outside, with_uv

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
SENTENCE = "Volunteers rebuilt the school after the cyclone.\n"
pytestmark = pytest.mark.long

Use = Callable[[Environment, Path], subprocess.CompletedProcess[str]]
"""Uses what an extra adds, on a folder with the results of one document."""


def _multilingual(environment: Environment, out: Path) -> subprocess.CompletedProcess[str]:
    return environment.voltag("tag", "--model", "multilingual", text=SENTENCE)


def _plots(environment: Environment, out: Path) -> subprocess.CompletedProcess[str]:
    return environment.voltag("report", out, "-o", "report.html", "--figures", "figures")


def _xlsx(environment: Environment, out: Path) -> subprocess.CompletedProcess[str]:
    return environment.voltag("report", out, "-o", "report.html", "--xlsx", "report.xlsx")


def _pandas(environment: Environment, out: Path) -> subprocess.CompletedProcess[str]:
    code = f"import voltag; print(voltag.frame(voltag.load().tag({SENTENCE!r})).shape)"
    return environment.run("python", "-c", code)


def _ocr(environment: Environment, out: Path) -> subprocess.CompletedProcess[str]:
    scan = SAMPLES / "en-scan-vnr-tonga-2019.pdf"
    return environment.voltag("classify", scan, "-o", "scan", "--ocr", "force")


_CLUSTER = """
import subprocess, sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        given = [word.replace("ADDRESS", cluster.scheduler_address) for word in sys.argv[1:]]
        sys.exit(subprocess.run(given).returncode)
"""


def _dask(environment: Environment, out: Path) -> subprocess.CompletedProcess[str]:
    sample = SAMPLES / "zh-vnr-china-2021.pdf"
    arguments = ("classify", sample, "-o", "cluster", "--scheduler")
    if not list(environment.folder.glob("lib/*/site-packages/distributed")):
        return environment.voltag(*arguments, "tcp://127.0.0.1:1")
    script = environment.desk / "cluster.py"
    script.write_text(_CLUSTER, encoding="utf-8")
    command = environment.folder / "bin" / "voltag"
    return environment.run("python", script, command, *arguments, "ADDRESS")


def _remote(environment: Environment, out: Path) -> subprocess.CompletedProcess[str]:
    """Classify a document of a server on this machine."""
    handler = partial(SimpleHTTPRequestHandler, directory=SAMPLES)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/zh-vnr-china-2021.pdf"
        done = environment.voltag("classify", address, "-o", "remote", "--quiet")
        server.shutdown()
    return done


def _review(environment: Environment, out: Path) -> subprocess.CompletedProcess[str]:
    """Start the pages, take the way in, and end them as Ctrl-C does."""
    arguments = ["review", str(out), "--no-browser", "--port", "0", "--db", "review.sqlite3"]
    # A run of tests in the background ignores Ctrl-C, and so would what it starts.
    start = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    process = subprocess.Popen(
        [environment.python, "-c", f"{start} from voltag.cli import main; main()", *arguments],
        cwd=environment.desk,
        env=outside(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    page = ""
    try:
        address = process.stdout.readline().strip()
        if address:
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            with browser.open(address) as answer:
                page = answer.read().decode()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    finally:
        process.kill()
        process.communicate()
    return subprocess.CompletedProcess(arguments, process.returncode, page, errors)


def _shows(document: str) -> Callable[[Environment, str], bool]:
    return lambda environment, told: document in told


def _found(name: str) -> Callable[[Environment, str], bool]:
    return lambda environment, told: any(environment.desk.glob(name))


def _evidence(folder: str) -> Callable[[Environment, str], bool]:
    def found(environment: Environment, told: str) -> bool:
        text = (environment.desk / folder / "documents.jsonl").read_text(encoding="utf-8")
        return json.loads(text)["references_volunteering"] is True

    return found


EXTRAS: dict[str, tuple[Use, Callable[[Environment, str], bool]]] = {
    "dask": (_dask, _evidence("cluster")),
    "multilingual": (_multilingual, _shows('"reference": "contribution"')),
    "ocr": (_ocr, _evidence("scan")),
    "pandas": (_pandas, lambda environment, told: re.match(r"\(1, \d+\)", told) is not None),
    "plots": (_plots, _found("figures/*.svg")),
    "remote": (_remote, _evidence("remote")),
    "review": (_review, _shows("zh-vnr-china-2021.pdf")),
    "xlsx": (_xlsx, _found("report.xlsx")),
}
"""Of each extra how it is used, and what tells that it worked."""


@pytest.fixture(scope="module")
def base(archives: Archives, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """voltag without any extra, and the results of one document."""
    environment = with_uv(Path(sys.executable), tmp_path_factory.mktemp("base"), archives.wheel)
    done = environment.voltag("classify", SAMPLES / "zh-vnr-china-2021.pdf", "-o", "out")
    assert done.returncode == 0, done.stderr
    return environment


def test_every_extra_is_tried_here() -> None:
    assert sorted(EXTRAS) == extras()


@pytest.mark.parametrize("extra", EXTRAS)
def test_without_it_the_program_says_what_to_install(extra: str, base: Environment) -> None:
    use, _ = EXTRAS[extra]
    done = use(base, base.desk / "out")
    assert done.returncode == 1
    assert f"pip install 'voltag[{extra}]'" in done.stderr.splitlines()[-1]
    if extra != "pandas":
        assert done.stderr.count("\n") == 1, done.stderr
    assert [path.name for path in base.desk.iterdir()] == ["out"]


@pytest.mark.parametrize("extra", EXTRAS)
def test_with_it_the_thing_works(
    extra: str, base: Environment, archives: Archives, tmp_path: Path
) -> None:
    use, worked = EXTRAS[extra]
    environment = with_uv(Path(sys.executable), tmp_path, f"voltag[{extra}] @ {archives.wheel}")
    done = use(environment, base.desk / "out")
    assert done.returncode in (0, 130), done.stderr
    assert worked(environment, done.stdout), done.stdout + done.stderr
    packages = read_packages(list(environment.folder.glob("lib/*/site-packages")))
    asked, missing = closure(packages, [extra])
    assert missing == set()
    licences = {name: licence(packages[name]) for name in asked}
    assert {name: told for name, told in licences.items() if not is_compatible(told)} == {}
    # Nothing is installed that nobody asks for.
    assert set(packages) == {"voltag", *asked}
