"""``voltag settings``: every setting with its default and its source."""

import click


@click.command("settings")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def command(as_json: bool) -> None:
    """Print every setting: name, default, one sentence, and where it comes from.

    A file with only the values to change is given to the other commands with --settings.

    \b
    Examples:
      voltag settings
      printf '[references]\\nupper = 0.9\\n' > strict.toml
      voltag classify reviews/ -o out/ --settings strict.toml
    """
    import json
    from dataclasses import asdict

    from voltag.settings import describe_settings

    described = describe_settings()
    if as_json:
        click.echo(json.dumps([asdict(setting) for setting in described], indent=2))
        return
    for setting in described:
        click.echo(f"{setting.name} = {setting.default}")
        click.echo(f"    {setting.help}")
        click.echo(f"    Source: {setting.source}")
