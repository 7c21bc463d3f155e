"""The command line: one module a verb, a thin door to the room that does the work.

Nothing heavy is imported before the verb is known, so that ``voltag --help`` answers at once.
"""

from importlib import import_module

import click

from voltag import __version__

COMMANDS = {
    "classify": "PDFs or folders of PDFs in, a folder of verdicts and evidence out.",
    "tag": "Text in, labels out: one JSON object a line.",
    "explain": "Why a passage has its labels: every weight, the rule, the nearest annotations.",
    "train": "Build a model from annotation files.",
    "evaluate": "How good a model is, by label and language.",
    "simulate": "How much reading each order of the reviewers' queue saves.",
    "annotations": "Check, count, compare, import and export labelled passages.",
    "corpus": "Fetch public documents that a manifest lists; write manifests.",
    "draw": "Page pictures with what the program saw drawn over them.",
    "review": "The reviewers' pages: look at passages, decide, sign verdicts off.",
    "report": "The figures and the evidence over one or many result folders.",
    "diff": "Which verdicts changed between two runs, and through what.",
    "schema": "JSON Schema of a file format.",
    "settings": "Every setting with its default and its source.",
    "doctor": "What works on this machine.",
}
"""The verbs with their one-line help; each lives in the module of its name."""


INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells give it."""


class _LazyGroup(click.Group):
    """A group that imports a command's module only when that command is used."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("voltag: interrupted", err=True)
            ctx.exit(INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"voltag.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=_LazyGroup, context_settings=CONTEXT)
@click.version_option(__version__, prog_name="voltag")
def main() -> None:
    """Find volunteering in voluntary national reviews and UN cooperation frameworks.

    Reads PDFs in English and Chinese, and with --model multilingual in French, and says of each
    whether it references volunteering and which of the three objectives (ownership, integration,
    measurement) it evidences, with the passages that it judged by.

    \b
    Examples:
      voltag classify reviews/ -o out/
      echo "Volunteers planted 300 trees." | voltag tag
    """
    from voltag.batch.collector import collect_rarely

    collect_rarely()
