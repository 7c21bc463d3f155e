"""What the command line says of itself."""

import subprocess
import sys

import click
import pytest

from tests.cli.running import voltag
from voltag import __version__
from voltag.cli import COMMANDS, main

HEAVY = {
    "jieba",
    "jinja2",
    "numpy",
    "opencc",
    "pebble",
    "py3langid",
    "pydantic",
    "pypdfium2",
    "rich",
    "scipy",
    "sklearn",
    "skops",
    "spacy",
}
LOADED = "import sys; from voltag.cli import main\ntry: main()\nfinally: print(*sys.modules)"


def test_help_names_every_command() -> None:
    text = " ".join(voltag("--help").stdout.split())
    for name, help_ in COMMANDS.items():
        assert f"{name} " in text
        assert help_ in text


def test_contracts_commands_that_have_their_room_are_there() -> None:
    assert set(COMMANDS) >= {"classify", "tag", "train", "evaluate", "schema", "settings", "doctor"}


def verbs(name: str) -> list[list[str]]:
    """The words that call a command, and those that call each command below it."""
    command = main.get_command(click.Context(main), name)
    below = command.commands if isinstance(command, click.Group) else {}
    return [[name], *([name, word] for word in below)]


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does_and_shows_an_example(name: str, flag: str) -> None:
    for words in verbs(name):
        result = voltag(*words, flag)
        assert result.exit_code == 0
        assert f"Usage: main {' '.join(words)} " in result.stdout
        assert "Example" in result.stdout
        # An example is a line of its own that can be copied.
        call = f"voltag {' '.join(words)}"
        assert [
            line for line in result.stdout.splitlines() if line.startswith("    ") and call in line
        ]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    commands = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
    for parameter in (parameter for one in commands for parameter in one.params):
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name} has no help"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["classify", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in result.stdout.splitlines()[-1].split()}
    assert "click" in loaded
    assert not loaded & HEAVY


def test_version_is_told() -> None:
    assert __version__ in voltag("--version").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["clasify"],
        ["--colour"],
        ["classify"],
        ["classify", "a.pdf"],
        ["classify", "-o", "out"],
        ["classify", "a.pdf", "-o", "out", "--workers", "0"],
        ["classify", "a.pdf", "-o", "out", "--workers", "two"],
        ["classify", "a.pdf", "-o", "out", "--kind", "letter"],
        ["classify", "a.pdf", "-o", "out", "--timeout", "0"],
        ["classify", "a.pdf", "-o", "out", "--timeout", "nan"],
        ["classify", "a.pdf", "-o", "out", "--timeout", "inf"],
        ["classify", "a.pdf", "-o", "out", "--memory", "1"],
        ["tag", "no-such-file.txt"],
        ["train"],
        ["train", "-o", "m", "--seed", "-1"],
        ["evaluate", "--seed", "x"],
        ["schema"],
        ["schema", "verdicts"],
    ],
)
def test_wrong_usage_exits_with_2_and_says_so_on_standard_error(arguments: list[str]) -> None:
    result = voltag(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert result.stdout == ""
