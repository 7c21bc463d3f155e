"""``voltag review``: the reviewers' web application on a result folder."""

import sys
from contextlib import ExitStack
from pathlib import Path

import click

from voltag.cli.options import counted, fail, model_option, reports_errors, settings_option


@click.command("review")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False), metavar="OUT")
@click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Database of the decisions.  [default: OUT/review.sqlite3]",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port to listen on; 0 takes any free one.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="Name by which other machines reach this one; may be given several times.",
)
@click.option(
    "--pdfs",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Folder that PDFs were moved to; they are known by their hash.",
)
@click.option(
    "--uploads",
    "uploads_folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Take uploads of programs (/api) into this folder; off without it.",
)
@click.option(
    "--backup",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Copy the database to this new file, also while others review, and end.",
)
@model_option
@settings_option
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@reports_errors
def command(
    out: Path,
    database: Path | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    folders: tuple[Path, ...],
    uploads_folder: Path | None,
    backup: Path | None,
    model_name: str,
    settings_file: Path | None,
    no_browser: bool,
) -> None:
    """Review the results in OUT in the browser.

    The results are loaded into the database, with everything that was decided before; then an
    address is printed that lets one browser in, and opened where there is a terminal. Ctrl-C
    ends. The pages are reached from this machine alone, unless --host says otherwise; then
    reviewers need access tokens, which are made on the page Reviewers. Only http is spoken:
    put a server that speaks https before it where the network is not trusted.

    With --uploads, programs can upload PDFs and get verdicts as JSON, with a reviewer's access
    token; /api/openapi.json describes how. --model and --settings are for those uploads.

    The pages need the extra voltag[review].

    With --backup nothing is served: the database is copied as it is at one moment, also while
    another voltag review writes to it. The copy is opened with --db.

    \b
    Examples:
      voltag review out/
      voltag review out/ --uploads uploads/ --model multilingual
      voltag review out/ --pdfs ~/reviews --port 9000
      voltag review out/ --backup review-2026-12-01.sqlite3
    """
    from voltag.extras import check_extra

    check_extra("review")
    from voltag.batch.addresses import is_loopback
    from voltag.classify.persist import find_model
    from voltag.report.reading import read_run
    from voltag.review.store import Store, StoreError
    from voltag.review.store.store import FILE_NAME
    from voltag.review.uploads import UploadDesk
    from voltag.review.web.application import application, make_desk
    from voltag.review.web.security import Hosts
    from voltag.review.web.serving import PortError, listen, serve
    from voltag.settings import load_settings, recorded_settings

    if backup is not None:
        _back_up(database or out / FILE_NAME, backup)
        return
    # A folder without results is told before anything is written into it.
    settings = recorded_settings(read_run(out).settings)
    try:
        opened = listen(host, port)
    except PortError as error:
        fail(error)
    shared = not is_loopback(host)
    with ExitStack() as closing:
        closing.callback(opened.close)
        try:
            store = closing.enter_context(Store(database or out / FILE_NAME, settings))
            loaded = store.load(out)
        except StoreError as error:
            fail(error)
        uploads = None
        if uploads_folder is not None:
            find_model(model_name)
            uploads = UploadDesk(
                uploads_folder,
                model=model_name,
                settings_file=settings_file,
                largest_mib=load_settings(settings_file).limits.file_mib,
            )
            closing.callback(uploads.close)
        desk = make_desk(store, out, settings, pdfs=folders, shared=shared)
        hosts = Hosts({"localhost", "127.0.0.1", "::1", host, *names}, any_address=shared)
        address = _address(host, opened.getsockname()[1], desk.link.token)
        if loaded.without_place:
            click.echo(
                f"Without a place in these results: {counted(loaded.without_place, 'decision')};"
                " see the page Without a place.",
                err=True,
            )

        def ready() -> None:
            click.echo(address)
            if shared:
                click.echo(
                    "Other machines can reach this address; reviewers sign in at /enter with an"
                    " access token from the page Reviewers.",
                    err=True,
                )
            click.echo("Ctrl-C ends.", err=True)
            if sys.stdout.isatty() and not no_browser:
                click.launch(address)

        serve(application(desk, hosts, uploads=uploads), opened, ready)


def _back_up(database: Path, target: Path) -> None:
    from voltag.review.store import Store, StoreError

    if not database.is_file():
        fail(StoreError(f"{database}: there is no database to copy; give it with --db"))
    try:
        with Store(database) as store:
            store.backup(target)
    except StoreError as error:
        fail(error)
    click.echo(target)


def _address(host: str, port: int, token: str) -> str:
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)
    shown = f"[{shown}]" if ":" in shown else shown
    return f"http://{shown}:{port}/enter?token={token}"
