"""Telling of each verdict once: on standard output, to a webhook.

What is told is a line of ``documents.jsonl``, after it stands there. ``OUT/.voltag/told.jsonl``
notes what was said of each path last, on each channel; what differs from it is still to tell. A
line is told before it is noted, so that a process that is killed between the two tells it once
more, and never not at all; the id of the message is the same then.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from voltag.batch.outputs import DOCUMENTS, STATE
from voltag.batch.whole_files import OutputError, replace_file

_TOLD = "told.jsonl"
_ID_DIGITS = 32
_FIRST_PAUSE = 15.0
"""Seconds before the next try on a channel that failed."""
_IN_A_ROW = 3
"""So many refusals one after another: it is not the messages."""


@dataclass(frozen=True, slots=True)
class Message:
    """A verdict to tell of."""

    path: str
    line: str
    """The line of ``documents.jsonl``, without its end."""
    id: str
    """The same whenever this is told again; another one when the path has news after that."""
    key: str
    """What the notes know it by: its path, with a number where paths look the same."""
    digest: str
    """Of the line."""


class TellingError(Exception):
    """A message that could not be delivered; the sentence says why."""

    def __init__(self, message: str, *, reached: bool) -> None:
        super().__init__(message)
        self.reached = reached
        """Whether there was an answer: it may be this message that is not wanted."""


class Channel(Protocol):
    """A way to tell."""

    @property
    def name(self) -> str:
        """What the notes call it: short, the same at each start, without secrets."""

    def tell(self, message: Message) -> None:
        """Tell it.

        Raises:
            TellingError: it could not be delivered.
        """


class Told:
    """The notes of what was told, open for one watcher.

    Raises:
        OutputError: they cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._documents = folder / DOCUMENTS
        self._path = folder / STATE / _TOLD
        self._last: dict[tuple[str, str], str] = {}
        """The digest of what was said last, by channel and key."""
        try:
            lines = self._read()
            if lines > len(self._last):
                replace_file(self._path, map(_note, self._last.items()))
            self._file: IO[bytes] = self._path.open("ab")
        except OSError as error:
            raise OutputError(f"{self._path}: cannot be opened ({error.strerror})") from error

    def untold(self, channel: str) -> Iterator[Message]:
        """Yield what ``channel`` was not told of the verdicts in the result folder.

        Raises:
            OutputError: ``documents.jsonl`` cannot be read.
        """
        before, same = None, 0
        try:
            with self._documents.open(encoding="utf-8", newline="\n") as file:
                for line in file:
                    # Not read as a Verdict: this reads all lines, to find the new ones.
                    path = json.loads(line)["path"]
                    before, same = path, same + 1 if path == before else 0
                    key = f"{path}\n{same}" if same else path
                    digest = _digest(line)
                    last = self._last.get((channel, key), "")
                    if digest != last:
                        yield Message(path, line.rstrip("\n"), _digest(last + digest), key, digest)
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError(f"{self._documents}: cannot be read ({error.strerror})") from error

    def note(self, channel: str, message: Message) -> None:
        """Keep that ``channel`` was told.

        Raises:
            OutputError: that cannot be written.
        """
        key = channel, message.key
        self._add(_note((key, message.digest)))
        self._last[key] = message.digest

    def note_failure(self, channel: str, message: Message, error: TellingError) -> None:
        """Keep, for people, that ``channel`` could not be told.

        Raises:
            OutputError: that cannot be written.
        """
        note = {
            "channel": channel,
            "path": message.key,
            "failed": str(error),
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._add(json.dumps(note).encode("ascii") + b"\n")

    def _add(self, line: bytes) -> None:
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise OutputError(f"{self._path}: cannot be written ({error.strerror})") from error

    def close(self) -> None:
        """Let go of the notes; all are on the disk."""
        with suppress(OSError):
            os.fsync(self._file.fileno())
        self._file.close()

    def _read(self) -> int:
        """Read the notes; return how many lines they are."""
        lines = 0
        with suppress(FileNotFoundError), self._path.open("rb") as file:
            for line in file:
                lines += 1
                # Failures are for people, and what a killed process left half written is nothing.
                with suppress(ValueError, KeyError, TypeError):
                    note = json.loads(line)
                    self._last[note["channel"], note["path"]] = note["digest"]
        return lines


class Outbox:
    """What one channel is still to be told, tried again and again where it fails.

    Args:
        channel: The channel.
        told: The notes of what was told.
        longest_pause: Seconds between two tries at most, after several have failed.
        say: Told of trouble, once for each kind, and of its end.
        clock: Tells the time, in seconds.
    """

    def __init__(
        self,
        channel: Channel,
        told: Told,
        *,
        longest_pause: float,
        say: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self._channel = channel
        self._told = told
        self._longest_pause = longest_pause
        self._say = say
        self._clock = clock
        self._waiting = True
        self._pause = _FIRST_PAUSE
        self._not_before = 0.0
        self._tries: Counter[str] = Counter()
        self._trouble: set[str] = set()

    def news(self) -> None:
        """Know that the result files were written again."""
        self._waiting = True

    def send(self, give_up: Callable[[], bool]) -> None:
        """Tell what is to be told, unless a try failed just now; ``give_up`` ends it early.

        A message that the channel refuses does not keep the others back: those that it
        refused less often come first.

        Raises:
            OutputError: the results or the notes cannot be used.
        """
        if not self._waiting or self._clock() < self._not_before:
            return
        name = self._channel.name
        failed = in_a_row = 0
        for message in sorted(self._told.untold(name), key=lambda m: self._tries[m.id]):
            if give_up():
                return
            try:
                self._channel.tell(message)
            except TellingError as error:
                failed, in_a_row = failed + 1, in_a_row + 1
                self._tries[message.id] += error.reached
                self._told.note_failure(name, message, error)
                self._complain(message, error)
                if not error.reached or in_a_row == _IN_A_ROW:
                    break
            else:
                in_a_row = 0
                self._tries.pop(message.id, None)
                self._told.note(name, message)
        self._waiting = failed > 0
        if failed:
            self._not_before = self._clock() + self._pause
            self._pause = min(2 * self._pause, self._longest_pause)
            return
        self._pause, self._not_before = _FIRST_PAUSE, 0.0
        if self._trouble:
            self._say("webhook: reached again, and nothing is left to tell")
            self._trouble.clear()

    def _complain(self, message: Message, error: TellingError) -> None:
        if str(error) not in self._trouble:
            self._trouble.add(str(error))
            self._say(f"webhook: {error}; {message.path} is told later")


def _note(item: tuple[tuple[str, str], str]) -> bytes:
    (channel, key), digest = item
    note = {"channel": channel, "path": key, "digest": digest}
    return json.dumps(note).encode("ascii") + b"\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_ID_DIGITS]
