"""The laws of the house (ARCHITECTURE): who may import whom, and what importing does."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "pipeline" / "voltag"

ORDER = [
    "types text_files",
    "settings languages records resources extras spreadsheets",
    "annotations",
    "ingest",
    "text",
    "classify",
    "criteria",
    "evaluation",
    "batch",
    "report",
    "api corpus",
    "review",
    "cli",
]
"""The rooms in the order in which data flows; those of one line do not know each other."""
PLACE = {room: place for place, rooms in enumerate(ORDER) for room in rooms.split()}

FORBIDDEN = {"criteria": {"ingest", "text", "classify", "annotations"}}
"""Rooms before it that a room must not know all the same."""

EXTRAS = {
    "voltag.batch.cluster": "dask",
    "voltag.batch.remote": "remote",
    "voltag.api.frames": "pandas",
    "voltag.classify.encoder": "multilingual",
    "voltag.ingest.ocr": "ocr",
    "voltag.report.evaluation_plots": "plots",
    "voltag.report.figure_plots": "plots",
    "voltag.report.plots": "plots",
    "voltag.report.workbook": "xlsx",
    "voltag.review.simulation.figure": "plots",
    "voltag.review.store": "review",
    "voltag.review.web": "review",
}
"""Modules and packages that may import what an extra declares; all else goes without it."""

LEXICON = {"terms", "implicit", "confusables", "concepts", "domain", "lookalikes"}
"""The files of a language that say what volunteering is."""

HEAVY = {
    "PIL", "annotated_types", "anyio", "dask", "distributed", "itsdangerous", "jieba", "jinja2",
    "markdown_it", "matplotlib", "numpy", "openpyxl", "opencc", "pandas", "pdfminer",
    "pdfplumber", "pebble", "py3langid", "pycountry", "pydantic", "pypdfium2", "rapidfuzz", "re2",
    "rich", "scipy", "sklearn", "skops", "spacy", "sqlite_utils", "starlette", "uvicorn",
    "onnxruntime", "rapidocr",
}  # fmt: skip
"""What `voltag --help` must not wait for."""

MODULES = {
    ".".join(("voltag", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "_shipped" not in path.parts
}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Yield all names that a module imports, wherever in it and for whatever use."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module is not None
            if node.module == "voltag":
                yield from (f"voltag.{alias.name}" for alias in node.names)
            else:
                yield node.module


OF_SPACY = {"voltag.api.spacy_component"}
"""Modules that only spaCy imports, through its entry point."""


def room_of(module: str) -> str | None:
    """The room of ``module``; for ``voltag`` itself, which opens that room when asked, ``api``."""
    room = (*module.split("."), "")[1]
    if not room:
        return "api"
    if room == "__main__":
        return "cli"
    return room if room and not room.startswith("__") else None


def test_every_room_has_a_place_in_the_order() -> None:
    rooms = {room for room in map(room_of, MODULES) if room}
    assert rooms <= set(PLACE)


@pytest.mark.parametrize("module", MODULES)
def test_a_room_imports_only_rooms_before_it(module: str) -> None:
    own = room_of(module)
    for imported in imports(MODULES[module]):
        other = room_of(imported) if imported.split(".")[0] == "voltag" else None
        if other is None or other == own:
            continue
        assert own is not None, f"{module} imports {imported}"
        assert PLACE[other] < PLACE[own], f"{module} imports {imported}"
        assert other not in FORBIDDEN.get(own, ()), f"{module} imports {imported}"


def test_the_check_sees_imports_inside_functions_and_for_types() -> None:
    seen = set(imports(PACKAGE / "text" / "tokenizers.py"))
    assert {"jieba", "spacy.language", "voltag.languages"} <= seen


def test_ingest_knows_no_volunteering() -> None:
    for module, path in MODULES.items():
        if room_of(module) != "ingest":
            continue
        strings = {
            node.value
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not strings & (LEXICON | {f"{name}.toml" for name in LEXICON}), module


def test_criteria_stand_on_no_library() -> None:
    for module, path in MODULES.items():
        if room_of(module) == "criteria":
            outside = {name.split(".")[0] for name in imports(path)} - {"voltag"}
            assert outside <= sys.stdlib_module_names, module


def test_only_declared_dependencies_are_imported() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    names = _declared(project["dependencies"])
    of_extras = {
        module: _declared(project["optional-dependencies"][extra])
        for module, extra in EXTRAS.items()
    }
    distributions = packages_distributions()
    undeclared = {
        f"{module} imports {name}"
        for module, path in MODULES.items()
        for name in {imported.split(".")[0] for imported in imports(path)}
        if name not in sys.stdlib_module_names
        and name != "voltag"
        and not {_distribution(d) for d in distributions.get(name, (name,))}
        & (names | of_extras.get(_with_extra(module), set()))
    }
    assert sorted(undeclared) == []


def _with_extra(module: str) -> str:
    """The entry of EXTRAS that ``module`` is or lies in, or an empty string."""
    return next((name for name in EXTRAS if f"{module}.".startswith(f"{name}.")), "")


def _declared(entries: list[str]) -> set[str]:
    return {_distribution(re.split(r"[<>=~!;\[ ]", entry)[0]) for entry in entries}


def _distribution(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def heavy() -> set[str]:
    """The modules of everything declared but click: what `voltag --help` must not wait for."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = (name for names in project["optional-dependencies"].values() for name in names)
    declared = _declared([*project["dependencies"], *extras]) - {"click", "voltag"}
    return {
        module
        for module, names in packages_distributions().items()
        if {_distribution(name) for name in names} & declared
    }


def in_a_new_process(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("module", ["voltag", "voltag.cli"])
def test_the_door_opens_without_the_heavy_libraries(module: str) -> None:
    loaded = set(in_a_new_process(f"import {module}, sys; print(*sys.modules)").split())
    assert {"numpy", "spacy", "pydantic"} <= heavy()
    assert not loaded & heavy()
    assert {name for name in loaded if name.startswith("voltag")} <= {"voltag", module}


def test_importing_any_module_does_nothing_but_define(tmp_path: Path) -> None:
    code = f"""
import importlib, logging, os, signal, sys, threading
os.chdir({str(tmp_path)!r})
handlers = {{number: signal.getsignal(number) for number in signal.valid_signals()}}
environment = dict(os.environ)
for module in {[*set(MODULES) - OF_SPACY]!r}:
    importlib.import_module(module)
assert not os.listdir(), "files were written"
assert not logging.getLogger().handlers, "logging was set up"
assert threading.active_count() == 1, "threads were started"
assert all(signal.getsignal(n) == handler for n, handler in handlers.items()), "signals"
changed = {{key for key in environment.keys() | os.environ if
           environment.get(key) != os.environ.get(key)}}
late = {{"jieba", "opencc", "pdfplumber", "py3langid", "spacy"}}
print(*sorted(late & set(sys.modules)), *changed)
"""
    assert in_a_new_process(code).strip() == ""
