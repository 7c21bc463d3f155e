"""Hooks of MkDocs: pages that are made from the program itself, and links that leave `docs/`.

The reference of commands, settings and formats is generated as the site is built, so that it
cannot say anything but what the program does. Pages that live elsewhere in the repository
(README, codebook, model cards, changelog) become pages of the site, and links to them, which
are right in the repository, are turned to those pages.
"""

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]

ELSEWHERE = {
    "README.md": "index.md",
    "CHANGELOG.md": "reference/changelog.md",
    "SECURITY.md": "reference/security.md",
    "annotations/CODEBOOK.md": "reference/codebook.md",
    "annotations/DATASHEET.md": "reference/datasheet.md",
    "corpus/README.md": "reference/manifests.md",
    "corpus/samples/README.md": "reference/samples.md",
    "models/default/card.md": "reference/default-model.md",
    "models/multilingual/card.md": "reference/multilingual-model.md",
    "LICENSE": "reference/licence.md",
}
"""Files of the repository that are pages of the site too."""

_LINK = re.compile(r"(\]\()([^)\s]+)(\))")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made here."""
    made = {
        "reference/commands.md": commands_page,
        "reference/settings.md": settings_page,
        "reference/formats.md": formats_page,
    }
    for path, page in made.items():
        files.append(File.generated(config, path, content=page()))
    for source, path in ELSEWHERE.items():
        file = ROOT / source
        if not file.is_file():
            continue
        text = file.read_text(encoding="utf-8")
        if source == "LICENSE":
            text = f"# Licence\n\n```text\n{text}```\n"
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn links that hold in the repository to the pages of the site."""
    own = page.file.src_uri
    by_page = {path: source for source, path in ELSEWHERE.items()}
    # Where the text of this page lies in the repository: links are relative to that.
    source = by_page.get(own, f"docs/{own}")

    def turned(match: re.Match[str]) -> str:
        target = match[2]
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or not parts.path:
            return match[0]
        place = posixpath.normpath(posixpath.join(posixpath.dirname(source), parts.path))
        found = ELSEWHERE.get(place)
        if found is None and place.startswith("docs/"):
            found = place.removeprefix("docs/")
        if found is None or found == own:
            return match[0]
        link = posixpath.relpath(found, posixpath.dirname(own) or ".")
        return f"{match[1]}{link}{'#' + parts.fragment if parts.fragment else ''}{match[3]}"

    return _LINK.sub(turned, markdown)


def commands_page() -> str:
    """The reference of commands: what ``--help`` prints of each."""
    from voltag.cli import COMMANDS, main

    parts = [
        "# Commands\n",
        "What `voltag COMMAND --help` prints, for every command. Exit codes of all: 0 done; 1"
        " nothing could be done; 2 wrong usage; 3 some documents failed; 130 interrupted.\n",
    ]
    context = click.Context(main, info_name="voltag")
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        for words, one in _with_children([name], command):
            text = _help(one, words)
            parts.append(f"{'#' * (len(words) + 1)} voltag {' '.join(words)}\n")
            parts.append(f"```text\n{text}\n```\n")
    return "\n".join(parts)


def _with_children(
    words: list[str], command: click.Command
) -> Iterator[tuple[list[str], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _with_children([*words, name], child)


def _help(command: click.Command, words: list[str]) -> str:
    parent: click.Context | None = None
    for word in ["voltag", *words[:-1]]:
        parent = click.Context(click.Group(word), info_name=word, parent=parent)
    settings: dict[str, Any] = {"terminal_width": 90, "max_content_width": 90}
    return command.get_help(
        click.Context(command, info_name=words[-1], parent=parent, **settings)
    ).rstrip()


def settings_page() -> str:
    """The reference of settings: name, default, range, sentence, source."""
    from voltag.settings import describe_settings

    parts = [
        "# Settings\n",
        "What `voltag settings` prints. A TOML file with the settings to change is given with"
        " `--settings FILE.toml`: a table a group, such as `[references]` with `upper = 0.8`."
        " Sources are paragraphs of A/76/137; “ours” marks a rule that the report leaves open.\n",
    ]
    groups: dict[str, list[str]] = {}
    for setting in describe_settings():
        group, name = setting.name.split(".", 1)
        row = (
            f"| `{name}` | {setting.default:g} | {_cell(setting.help)} | {_cell(setting.source)} |"
        )
        groups.setdefault(group, []).append(row)
    for group, rows in groups.items():
        parts.append(
            f"## {group}\n\n| setting | default | what it does | source |\n|---|---|---|---|"
        )
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def formats_page() -> str:
    """The reference of formats: the fields of each, from the types that write them."""
    from click.testing import CliRunner

    from voltag.cli import main
    from voltag.cli.schema import FORMATS

    parts = [
        "# Formats\n",
        "Fields as the program writes them; `voltag schema NAME` prints the whole JSON Schema."
        " Coordinates are points from the page's top left, offsets are 0-based characters, pages"
        " are 1-based, scores lie in 0..1. Fields may be added in a later version, and programs"
        " that read these files must pass over those that they do not know.\n",
    ]
    for name, sentence in FORMATS.items():
        schema = json.loads(CliRunner().invoke(main, ["schema", name]).stdout)
        parts.append(f"## {name}\n\n{sentence[0].upper()}{sentence[1:]}.\n")
        parts.append("| field | type |\n|---|---|")
        required, named = schema.get("required", []), schema.get("$defs", {})
        for field, value in schema["properties"].items():
            optional = "" if field in required else ", optional"
            parts.append(f"| `{field}` | {_cell(_type(value, named))}{optional} |")
        parts.append("")
    return "\n".join(parts)


_LISTED = 8
"""Most values of an enumeration that a cell lists."""


def _type(schema: dict[str, Any], named: dict[str, Any]) -> str:
    """The type of a field in words; what ``$defs`` names is said by its values or its fields."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        one = named[name]
        if "enum" in one and len(one["enum"]) <= _LISTED:
            return _type(one, named)
        fields = ", ".join(f"`{field}`" for field in one.get("properties", {}))
        return f"object with {fields}" if fields else name
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "anyOf" in schema:
        return " or ".join(_type(one, named) for one in schema["anyOf"])
    kind = schema.get("type", "any")
    if kind == "array":
        if "prefixItems" in schema:
            inside = ", ".join(_type(one, named) for one in schema["prefixItems"])
            return f"array of ({inside})"
        return f"array of {_type(schema.get('items', {}), named)}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_type(schema['additionalProperties'], named)}"
    return str(kind)
