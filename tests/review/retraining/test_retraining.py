"""From decisions to a model in use and back: in another process, signed, and undone."""

import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.review.retraining.conftest import decision
from voltag.annotations import Annotation
from voltag.classify.persist import load_model
from voltag.review.retraining import process
from voltag.review.retraining.records import Progress
from voltag.review.retraining.retraining import Retraining
from voltag.review.retraining.versions import RetrainingError
from voltag.review.store.records import ModelEntry, Written
from voltag.settings import SettingsError, load_settings
from voltag.text.added_terms import AddedTerm, AddedTermError

TALKOLA = AddedTerm("en", "term", "talkola", "volunteering_activity", "Amina: communal work")
TEXT = "Every spring the residents hold a talkola and repair the playgrounds of their district."


@dataclass
class Log:
    """A log of decisions in memory."""

    path: Path
    settled: Sequence[Annotation] = ()
    entries: list[ModelEntry] = field(default_factory=list)

    def annotations(self) -> list[Annotation]:
        return list(self.settled)

    def adopt(self, model: str, reviewer: str, decision_id: str, note: str = "") -> Written:
        number = len(self.entries) + 1
        self.entries.append(ModelEntry(number, "adoption", model, reviewer, "now", note))
        return Written((number,), False, "", ())

    def roll_back(self, model: str, reviewer: str, decision_id: str, note: str = "") -> Written:
        number = len(self.entries) + 1
        self.entries.append(ModelEntry(number, "roll_back", model, reviewer, "now", note))
        return Written((number,), False, "", ())

    def models(self) -> tuple[ModelEntry, ...]:
        return tuple(self.entries)


@pytest.fixture
def log(tiny_results: Path, tiny_model: Path, tmp_path: Path) -> Log:
    """A log beside a copy of the results, with the model that they were made with."""
    out = tmp_path / "out"
    shutil.copytree(tiny_results, out)
    shutil.copytree(tiny_model, out / "models" / load_model(tiny_model).id)
    return Log(out / "review.sqlite3")


def retraining(log: Log, annotations: Path) -> Retraining:
    return Retraining(log, [log.path.parent], [annotations])


def finished(made: Retraining) -> Progress:
    found = process.wait(made.preparation)
    assert found is not None
    return found


def test_retraining_from_decisions_to_roll_back(log: Log, few_annotations: Path) -> None:
    log.settled = [
        decision(1, "Volunteers mended the roofs of forty homes after the storm.", "contribution",
                 objectives=["ownership"], codes=["a3"], polarity="positive"),
        decision(2, "The committee thanks UNV for its interest.", "bare"),
        decision(3, "The volunteers were praised, the minister recalled.", "none"),
    ]  # fmt: skip
    made = retraining(log, few_annotations)
    first = made.in_use()
    assert (made.new_decisions().settled, made.new_decisions().new) == (3, 3)
    assert made.progress() is None
    assert made.preview() is None

    made.start("Amina")
    assert finished(made).state == "done"
    # All of it is files: another server sees the same.
    made = retraining(log, few_annotations)
    preview = made.preview()
    assert preview is not None
    assert (preview.base, preview.decisions, preview.new_decisions) == (first.name, 3, 3)
    assert preview.model not in ("", first.model)
    assert preview.documents == 1
    assert preview.not_looked_at == ()
    assert preview.comparison is not None
    assert preview.comparison.documents > 5
    for flip in preview.flips:
        assert flip.before is not flip.after
    for contradiction in preview.contradictions:
        assert contradiction.annotation in {"r-1", "r-2", "r-3"}
    assert made.in_use().name == first.name, "nothing is in use before somebody signs"

    with pytest.raises(RetrainingError, match="not prepared"):
        made.adopt("voltag-000000000000", "Amina", "d1")
    made.adopt(preview.name, "Amina", "d1", "better on the audit")
    used = made.in_use()
    assert (used.name, used.since and used.since.by) == (preview.name, "Amina")
    assert load_model(used.folder).id == preview.model
    assert made.new_decisions().new == 0
    assert made.versions.preview(preview.name) == preview
    assert (used.folder / "card.md").is_file()
    assert made.adopt(preview.name, "Amina", "d1").name == preview.name

    with pytest.raises(RetrainingError, match="never in use"):
        made.roll_back("voltag-000000000000", "Amina", "d2")
    assert made.roll_back(first.name, "Ben", "d2", "wait").name == first.name
    assert made.history()[0].kind == "roll_back"
    with pytest.raises(RetrainingError, match="in use already"):
        made.roll_back(first.name, "Ben", "d3")
    assert made.roll_back(preview.name, "Ben", "d4").folder == used.folder


def test_a_term_is_added_with_the_same_preview(log: Log, few_annotations: Path) -> None:
    made = retraining(log, few_annotations)
    made.start("Amina", retrain=False, added_terms=[TALKOLA])
    assert finished(made).state == "done"
    preview = made.preview()
    assert preview is not None
    assert (preview.retrained, preview.comparison, preview.flips) == (False, None, ())
    made.adopt(preview.name, "Amina", "d1")
    folder = made.in_use().folder
    version = json.loads((folder / "version.json").read_text(encoding="utf-8"))
    assert version["asked_by"] == "Amina"
    assert version["added_terms"][0]["text"] == "talkola"
    model = load_model(folder)
    assert model.added == (TALKOLA,)
    labels = model.label([(TEXT, "en")], load_settings())[0]
    assert labels.terms
    assert labels.scores.contribution > 0


def test_a_threshold_is_moved_with_the_same_preview(log: Log, few_annotations: Path) -> None:
    made = retraining(log, few_annotations)
    base = made.in_use()
    strict = {"references": {"upper": 1.0}}
    made.start("Amina", retrain=False, settings=strict)
    assert finished(made).state == "done"
    preview = made.preview()
    assert preview is not None
    assert preview.model == base.model
    assert preview.name != base.name
    flip = next(f for f in preview.flips if f.question == "references")
    assert (flip.before, flip.after) == (True, None)
    assert flip.passages
    assert flip.passages[0].text
    assert flip.rules_before == ("V1",)
    made.adopt(preview.name, "Amina", "d1")
    used = made.in_use()
    assert load_settings(used.folder / "settings.toml").references.upper == 1.0
    assert "--settings" in used.command
    assert load_model(used.folder).id == base.model
    made.roll_back(base.name, "Amina", "d2")
    assert made.in_use().settings == {}


def test_what_cannot_be_prepared_is_refused(log: Log, few_annotations: Path) -> None:
    made = retraining(log, few_annotations)
    with pytest.raises(RetrainingError, match="decided"):
        made.start("Amina")
    with pytest.raises(SettingsError, match="no setting"):
        made.start("Amina", retrain=False, settings={"limits": {"pages": 3}})
    with pytest.raises(SettingsError):
        made.start("Amina", retrain=False, settings={"references": {"upper": 3.0}})
    with pytest.raises(AddedTermError):
        made.start("Amina", retrain=False, added_terms=[AddedTerm("en", "term", "x", "y", "z")])
    made.start("Amina", retrain=False)
    found = finished(made)
    assert (found.state, found.message.split(":")[0]) == ("failed", "Nothing would change")


def test_requests_that_come_at_once_are_each_told_of_their_own(
    log: Log, few_annotations: Path
) -> None:
    made = retraining(log, few_annotations)
    wrong = [(group, number) for group in ("references", "ownership") for number in range(2, 12)]

    def ask(one: tuple[str, int]) -> str:
        group, number = one
        with pytest.raises(SettingsError) as caught:
            made.start("Amina", retrain=False, settings={group: {"upper": float(number)}})
        return str(caught.value)

    with ThreadPoolExecutor(len(wrong)) as people:
        told = [*people.map(ask, wrong * 10)]
    for (group, number), sentence in zip(wrong * 10, told, strict=True):
        assert f"{group}.upper" in sentence
        assert f"{number}.0" in sentence


def test_what_is_prepared_is_put_in_its_place_once(log: Log, few_annotations: Path) -> None:
    made = retraining(log, few_annotations)
    made.start("Amina", retrain=False, added_terms=[TALKOLA])
    finished(made)
    preview = made.preview()
    assert preview is not None
    # Another preparation, which has taken the folder and not cleared it yet.
    with process._lock(made.preparation) as held:
        assert held is not None
        with pytest.raises(RetrainingError, match="already"):
            made.adopt(preview.name, "Amina", "d0")
    assert made.in_use().name == preview.base

    def adopt(number: int) -> str:
        return made.adopt(preview.name, "Amina", f"d{number}").name

    with ThreadPoolExecutor(8) as people:
        assert {*people.map(adopt, range(1, 9))} == {preview.name}
    assert load_model(made.in_use().folder).added == (TALKOLA,)


def test_a_model_that_is_nowhere_is_named(log: Log, few_annotations: Path) -> None:
    shutil.rmtree(log.path.parent / "models")
    with pytest.raises(RetrainingError, match="neither in"):
        retraining(log, few_annotations).in_use()


@pytest.mark.long
def test_what_another_model_in_use_was_compared_with_cannot_be_adopted(
    log: Log, few_annotations: Path
) -> None:
    made = retraining(log, few_annotations)
    made.start("Amina", retrain=False, settings={"references": {"upper": 0.9}})
    finished(made)
    stale = made.preview()
    assert stale is not None
    made.adopt(stale.name, "Amina", "d1")
    request = made.request()
    assert request is not None
    made.start("Ben", retrain=False, settings={"references": {"upper": 0.8}})
    finished(made)
    newer = made.preview()
    assert newer is not None
    log.roll_back(made.first().name, "Amina", "d2")
    with pytest.raises(RetrainingError, match="prepare it again"):
        made.adopt(newer.name, "Ben", "d3")


def test_a_decision_that_the_model_is_sure_against_is_listed(
    log: Log, few_annotations: Path
) -> None:
    labels = {"objectives": ["ownership"], "codes": ["a1"], "polarity": "positive"}
    log.settled = [decision(1, "The economy grew by four per cent.", "contribution", **labels)]
    made = retraining(log, few_annotations)
    made.start("Amina", retrain=False, settings={"references": {"upper": 0.9}})
    finished(made)
    preview = made.preview()
    assert preview is not None
    listed = {(c.question, c.people, c.new) for c in preview.contradictions}
    assert listed == {("references", True, False), ("ownership", True, False)}
