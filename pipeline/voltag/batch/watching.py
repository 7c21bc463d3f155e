"""Watching folders: new uploads are judged as they are complete, and told of.

The watcher looks at the folders, and when something has changed it does a *round*: a run as
:mod:`voltag.batch.classify` does it, over all files that are complete. So the result folder is
after each round what a run over these files gives. OUT is held all along, because a run over
other files between two rounds would be undone by the next; who only reads OUT is not held up.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from voltag.batch.arrivals import Arrival, Arrivals, Arrived, Look, look_at
from voltag.batch.classify import (
    Listener,
    NoInputError,
    Options,
    Runner,
    classify_found,
    held_folder,
    with_manifest,
)
from voltag.batch.finishing import Report
from voltag.batch.interrupts import Stop
from voltag.batch.job import ClusterError, Job
from voltag.batch.journal import Journal
from voltag.batch.manifest import ManifestError, read_manifest
from voltag.batch.paths import Found, display_name, find_inputs
from voltag.batch.plan import key_of
from voltag.batch.telling import Channel, Outbox, Told
from voltag.batch.whole_files import OutputError
from voltag.types import Problem

_BEAT = 0.2
"""Seconds after which a wait looks whether it is to end."""
_REST = 4
"""A look at the folders is followed by a wait of at least so many times as long."""
_LONGEST_PAUSE = 300.0
"""Seconds between two tries at most of a round that cannot be done."""

_State = tuple[dict[str, Look | None], frozenset[Problem], Look | None]
"""What a round depends on: how the files look, what cannot be read, how the manifest looks."""


@contextmanager
def _no_bar() -> Iterator[Listener]:
    yield Listener()


def watch(
    paths: Sequence[Path],
    folder: Path,
    job: Job,
    options: Options,
    *,
    report: Report,
    channels: Sequence[Channel],
    say: Callable[[str], None],
    stop: Callable[[], Stop],
    manifest: Path | None = None,
    runner: Runner | None = None,
    listening: Callable[[], AbstractContextManager[Listener]] = _no_bar,
    clock: Callable[[], float] = time.monotonic,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Watch ``paths`` until ``stop`` tells so, and keep ``folder`` the results of what is there.

    What is wrong with the folders, the manifest or a channel is said once, and the watch goes
    on: results stay as they are until it is mended. A file that was judged and is written to
    again keeps its result until it is complete. So do all documents when there is no PDF left
    at all: that is how a network folder looks which is not mounted.

    Args:
        paths: Folders, with their sub-folders, and files.
        folder: The result folder.
        job: What all documents have in common.
        options: How to go about it.
        report: Makes the page of all documents.
        channels: Who is told each verdict.
        say: Told, in a sentence, of what a person should know.
        stop: Whether to end, after what is in flight or at once.
        manifest: What documents are; read again when it has changed.
        runner: Does the work; worker processes of this machine without one.
        listening: Gives the listener of each round.
        clock: Tells the time, in seconds.
        wait: Waits so many seconds.

    Raises:
        NoInputError: a path is not there.
        OutputError: ``folder`` cannot be written, or another run is at work there.
        ManifestError: the manifest cannot be used.
        ModelError: the model cannot be loaded.
    """
    lost = [problem for problem in find_inputs(paths).lost if problem.path in _names(paths)]
    if lost:
        raise NoInputError(lost)
    if manifest is not None:
        read_manifest(manifest)
    settings = job.settings.watch
    with held_folder(folder, job, force=False), closing(Told(folder)) as told:
        outboxes = [
            Outbox(channel, told, longest_pause=settings.webhook_pause, say=say, clock=clock)
            for channel in channels
        ]
        watcher = _Watcher(paths, folder, job, manifest, say, clock)
        while stop() is Stop.NO:
            before = clock()
            due = watcher.look()
            looked = clock() - before
            if due is not None:
                with listening() as listener:
                    watcher.judge(
                        due, options, report=report, listener=listener, runner=runner, stop=stop
                    )
                for outbox in outboxes:
                    outbox.news()
            for outbox in outboxes:
                outbox.send(lambda: stop() is Stop.NOW)
            if due is None or not due.more:
                _pause(max(settings.poll_seconds, _REST * looked), stop, clock, wait)


def _pause(
    seconds: float,
    stop: Callable[[], Stop],
    clock: Callable[[], float],
    wait: Callable[[float], None],
) -> None:
    until = clock() + seconds
    while stop() is Stop.NO and (left := until - clock()) > 0:
        wait(min(left, _BEAT))


@dataclass(frozen=True, slots=True)
class _Due:
    """A round that is to be done."""

    found: Found
    job: Job
    notes: tuple[Problem, ...]
    state: _State
    more: bool
    """Whether other new documents wait for the next round."""

    @property
    def held(self) -> list[str]:
        """Keys of the documents that keep their results unseen."""
        inputs = {key_of(item) for item in self.found.inputs}
        return [key for key in self.state[0] if key not in inputs]


class _Watcher:
    """Knows what the last round was made of, and what there is now."""

    def __init__(
        self,
        paths: Sequence[Path],
        folder: Path,
        job: Job,
        manifest: Path | None,
        say: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self._paths = paths
        self._folder = folder
        self._job = job
        self._manifest = manifest
        self._say = say
        self._clock = clock
        self._settings = job.settings.watch
        self._arrivals = Arrivals(job.settings.watch)
        with closing(Journal(folder)) as journal:
            self._judged: dict[str, Look | None] = dict.fromkeys(journal.entries)
        """How the documents looked in the last round, by their keys; None for those of an
        earlier process."""
        self._state: _State | None = None
        self._unsettled: frozenset[str] = frozenset()
        self._said: dict[str, str] = {}
        self._retry_at = 0.0
        self._retry_pause = self._settings.poll_seconds

    def look(self) -> _Due | None:
        """Look at the folders; return the round that is to be done, if any is."""
        found = find_inputs(self._paths)
        arrived = self._arrivals.look(found.inputs, self._clock())
        self._tell_overdue(arrived)
        if not self._is_there(found) or self._clock() < self._retry_at:
            return None
        manifest = None if self._manifest is None else look_at(self._manifest)
        if self._state is not None and manifest != self._state[2]:
            # What was given up may fare better with what is said of it now.
            self._unsettled = frozenset()
        chosen, more = self._choose(arrived.complete)
        looks: dict[str, Look | None] = {key_of(a.item): a.look for a in chosen}
        # What another run would try again is not tried again by each round.
        again = {k for k in self._unsettled if k in looks and looks[k] == self._judged.get(k)}
        held = {*map(key_of, arrived.waiting), *self._out_of_sight(found)} & self._judged.keys()
        state = looks | {key: self._judged[key] for key in held}, frozenset(found.lost), manifest
        if state == self._state or not chosen:
            return None
        try:
            job, unmatched = with_manifest(self._job, self._manifest, found)
        except ManifestError as error:
            self._complain("manifest", f"{error}; it is read again when it has changed")
            return None
        self._said.pop("manifest", None)
        inputs = [a.item for a in chosen if key_of(a.item) not in again]
        inputs.sort(key=lambda item: (item.name, key_of(item)))
        return _Due(replace(found, inputs=tuple(inputs)), job, unmatched, state, more)

    def judge(
        self,
        due: _Due,
        options: Options,
        *,
        report: Report,
        listener: Listener,
        runner: Runner | None,
        stop: Callable[[], Stop],
    ) -> None:
        """Do a round.

        Raises:
            ModelError: the model cannot be loaded.
        """
        try:
            outcome = classify_found(
                due.found,
                self._folder,
                due.job,
                options,
                report=report,
                interrupts=nullcontext(stop),
                notes=due.notes,
                held=due.held,
                listener=listener,
                runner=runner,
            )
        except (ClusterError, OutputError) as error:
            self._complain("round", f"{error}; it is tried again")
            self._retry_at = self._clock() + self._retry_pause
            self._retry_pause = min(2 * self._retry_pause, _LONGEST_PAUSE)
            return
        self._said.pop("round", None)
        self._retry_pause = self._settings.poll_seconds
        if not outcome.interrupted:
            self._state = due.state
            self._judged = due.state[0]
            self._unsettled = frozenset(outcome.unsettled)

    def _choose(self, complete: Sequence[Arrival]) -> tuple[list[Arrival], bool]:
        """Return what the next round is over, and whether more is left for the one after.

        All that was judged before, and of the others those that came first.
        """
        known = [a for a in complete if key_of(a.item) in self._judged]
        new = [a for a in complete if key_of(a.item) not in self._judged]
        most = self._settings.round_documents
        return [*known, *new[:most]], len(new) > most

    def _is_there(self, found: Found) -> bool:
        """Whether the folders can be read and have anything in them."""
        gone = [problem for problem in found.lost if problem.path in _names(self._paths)]
        if gone:
            what = f"{gone[0].path}: {gone[0].message}"
            self._complain("folder", f"{what} The results stay as they are until it is back.")
        elif not found.inputs and self._judged:
            self._complain(
                "folder",
                f"{', '.join(_names(self._paths))}: no PDF is there any more; the results stay as"
                " they are until there is one",
            )
        else:
            self._said.pop("folder", None)
            return True
        return False

    def _out_of_sight(self, found: Found) -> set[str]:
        """The documents in folders that cannot be opened just now."""
        closed = [
            Path(problem.path) for problem in found.lost if problem.error == "unreadable_folder"
        ]
        return {
            key for key in self._judged if any(Path(key).is_relative_to(path) for path in closed)
        }

    def _tell_overdue(self, arrived: Arrived) -> None:
        for item in arrived.overdue:
            self._complain(
                item.name, f"{item.name}: keeps changing; it is judged when that has ended"
            )

    def _complain(self, topic: str, message: str) -> None:
        """Say something once, until it is another or was over in between."""
        if self._said.get(topic) != message:
            self._said[topic] = message
            self._say(message)


def _names(paths: Sequence[Path]) -> list[str]:
    return [display_name(path) for path in paths]
