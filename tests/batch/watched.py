"""A watch on a clock that the test turns: what happens when, and what is heard of it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.batch.folders import in_this_process, job, report
from voltag.batch.classify import Options, Runner
from voltag.batch.interrupts import Stop
from voltag.batch.job import Job
from voltag.batch.outputs import STATE
from voltag.batch.plan import Results, Task
from voltag.batch.telling import Channel, Message
from voltag.batch.watching import watch
from voltag.settings import load_settings

END = "%%EOF"


class Heard:
    """A channel that keeps what it was told, and does what the test has it do before."""

    name = "heard"

    def __init__(self, before: Callable[[Message], None] = lambda message: None) -> None:
        self.messages: list[Message] = []
        self.before = before

    def tell(self, message: Message) -> None:
        self.before(message)
        self.messages.append(message)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Name of the file and status of each verdict, in the order they were told."""
        lines = [json.loads(message.line) for message in self.messages]
        return [(Path(line["path"]).name, line["status"]) for line in lines]

    @property
    def titles(self) -> list[str]:
        return [json.loads(message.line)["title"] for message in self.messages]


class Watch:
    """One process that watches ``inputs``; ``at`` says what happens while it does."""

    def __init__(self, inputs: Path, out: Path, **settings: Any) -> None:  # noqa: ANN401
        self.inputs, self.out = inputs, out
        self.now = 0.0
        self.events: list[tuple[float, Callable[[], object]]] = []
        self.said: list[str] = []
        self.heard = Heard()
        self.done: list[str] = []
        self.moments: list[float] = []
        """When each round with work began."""
        self.stopping = Stop.NO
        defaults = load_settings()
        self.job = job(settings=replace(defaults, watch=replace(defaults.watch, **settings)))

    def at(self, moment: float, action: Callable[[], object]) -> "Watch":
        self.events.append((moment, action))
        self.events.sort(key=lambda event: event[0])
        return self

    def until(self, end: float, **options: Any) -> "Watch":  # noqa: ANN401 - of watch
        """Watch until that moment."""
        channels: Sequence[Channel] = options.pop("channels", [self.heard])
        runner: Runner = options.pop("runner", in_this_process(self.done))

        def run(tasks: Sequence[Task], job: Job, workers: int, stop: Callable[[], Stop]) -> Results:
            self.moments.append(self.now)
            return runner(tasks, job, workers, stop)

        def wait(seconds: float) -> None:
            self.now += seconds
            while self.events and self.events[0][0] <= self.now:
                self.events.pop(0)[1]()
            if self.now >= end:
                self.stopping = Stop.SOON

        watch(
            [self.inputs],
            self.out,
            self.job,
            Options(workers=1),
            report=report,
            channels=channels,
            say=self.said.append,
            stop=lambda: self.stopping,
            clock=lambda: self.now,
            wait=wait,
            runner=run,
            **options,
        )
        return self

    def put(self, name: str, content: str, end: str = END) -> Callable[[], object]:
        """What writes a file, whole unless ``end`` is empty."""

        def write() -> None:
            # In a folder that no run has been to, the model is loaded first, which takes a while.
            (self.out / STATE).mkdir(parents=True, exist_ok=True)
            path = self.inputs / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content + end, encoding="latin-1")

        return write
