"""``voltag doctor``: what works on this machine."""

import click

from voltag.cli.options import NOTHING_DONE


@click.command("doctor")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Check that everything voltag needs is here and works; exit code 1 when it does not.

    \b
    Example:
      voltag doctor
    """
    from voltag.cli.checks import run_checks

    works = True
    for check in run_checks():
        works &= check.works
        click.echo(f"{'ok  ' if check.works else 'FAIL'}  {check.name}: {check.detail}")
    if not works:
        ctx.exit(NOTHING_DONE)
