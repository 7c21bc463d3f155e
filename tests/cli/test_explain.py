"""``voltag explain``: why a passage has its labels, for a terminal and as JSON."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.running import voltag
from tests.results import HASH, none_passage, passage, result
from voltag.batch.outputs import write_parsed, write_results, write_run
from voltag.classify.persist import find_model, load_model
from voltag.criteria import cap_by_role
from voltag.records import from_json
from voltag.report.explained import Explained
from voltag.settings import load_settings
from voltag.types import LabelledPassage, Objective, ObjectiveVerdict, Role

TEXT = "Under the national plan, young volunteers took vaccines to the islands."
HOSTILE = "Volunteers \x1b[31mof the \x07village [bold]help[/bold] :smiley: \u202e and \x9b2J."
MODEL = load_model(find_model("default"))


def judged(text: str, passage_id: str, role: Role = Role.PARAGRAPH) -> LabelledPassage:
    """A passage with the labels that the default model gives."""
    labels = cap_by_role(MODEL.label([(text, "en")], load_settings())[0], role)
    values = {name: getattr(labels, name) for name in labels.__slots__}
    return passage(passage_id=passage_id, text=text, role=role, **values)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result folder with a sure passage, a heading, a hostile one and one without a sign."""
    folder = tmp_path_factory.mktemp("results")
    document = result(
        judged(TEXT, "aaaa0001"),
        judged("Volunteers took vaccines to the islands", "aaaa0002", Role.HEADING),
        judged(HOSTILE, "bbbb0001"),
        none_passage(passage_id="cccc0001", text="The helpers met."),
        passages=("bbbb0001", "aaaa0001"),
        objectives={
            Objective.OWNERSHIP: ObjectiveVerdict(True, 0.9, ("aaaa0001",)),
            Objective.INTEGRATION: ObjectiveVerdict(None, 0.5, ()),
            Objective.MEASUREMENT: ObjectiveVerdict(False, 0.1, ()),
        },
        model=MODEL.id,
        path="reviews/\x1b[31mkenya.pdf",
    )
    write_results(folder, [document], all_passages=False)
    write_parsed(folder, document)
    write_run(folder, {"model": MODEL.id, "settings": load_settings().as_dict()})
    return folder


def explained(*arguments: object) -> Explained:
    answer = voltag("explain", *arguments, "--json")
    assert answer.exit_code == 0, answer.stderr
    return from_json(Explained, answer.stdout)


def test_a_passage_is_explained_with_what_it_does_for_the_verdict(out: Path) -> None:
    found = explained(out, "aaaa0001")
    assert found.passage is not None
    assert found.document is not None
    assert found.document.document_id == HASH
    assert found.notes == ()
    assert found.explanation.labels.scores == found.passage.scores
    by_question = {bearing.question: bearing for bearing in found.bearings}
    references = by_question["references"]
    settings = load_settings()
    assert (references.lower, references.upper) == (
        settings.references.lower,
        settings.references.upper,
    )
    assert (references.standing, references.answer, references.rules) == ("sure", True, ("V1",))
    assert (references.rank, references.decided_by) == (2, 2)
    assert by_question["measurement"].rank is None
    assert found.neighbourhood is not None
    assert len(found.neighbourhood.nearest) == 3


def test_the_terminal_shows_weights_signs_verdict_and_neighbours(out: Path) -> None:
    answer = voltag("explain", out, "aaaa0001")
    assert answer.exit_code == 0
    shown = " ".join(answer.stdout.split())
    assert "volunteers] took vaccines" in shown
    assert "starting point, before anything is read" in shown
    assert "passage 2 of 2 that it rests on" in shown
    assert "sure (from 0.7)" in shown
    assert "yes by V1" in shown
    assert "Nearest annotated passages" in shown
    assert " more up, together" in shown
    assert "\x1b" not in answer.stdout


def test_all_shows_every_weight(out: Path) -> None:
    answer = voltag("explain", out, "aaaa0001", "--all")
    assert " more up, together" not in answer.stdout
    assert "just before a sign of volunteering" in " ".join(answer.stdout.split())
    assert "Nearest yes and no on integration" in answer.stdout


def test_what_is_shown_adds_up(out: Path) -> None:
    """The two places of a printed sum are those of its printed parts."""
    lines = voltag("explain", out, "aaaa0001", "--all").stdout.split("Contribution: ")[1]
    parts = []
    for line in lines.splitlines()[1:]:
        if line.strip().startswith("="):
            total = float(line.split("=")[1].split("log odds")[0])
            break
        if line[:4] == "    " and line.strip()[0] in "+-":
            parts.append(float(line.split()[0]))
    assert sum(parts) == pytest.approx(total, abs=0.005 * (len(parts) + 1))


@pytest.mark.parametrize("width", [40, 80])
def test_lines_fit_the_terminal(out: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    import voltag.cli.explanation_text as text

    monkeypatch.setattr(text, "WIDEST", width)
    for name in ("aaaa0001", "bbbb0001"):
        lines = voltag("explain", out, name, "--all").stdout.splitlines()
        assert max(map(cell_len, lines)) <= width
        assert all(line == line.rstrip() for line in lines)


def test_control_sequences_of_a_document_do_not_reach_the_terminal(out: Path) -> None:
    shown = voltag("explain", out, "bbbb0001", "--all").stdout
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert "[bold]help[/bold]" in " ".join(shown.split())
    assert ":smiley:" in shown


def test_a_heading_says_that_its_place_decided(out: Path) -> None:
    found = explained(out, "aaaa0002")
    assert found.explanation.labels.reference.value == "contribution"
    assert {bearing.standing for bearing in found.bearings} == {"no"}
    [note] = found.notes
    assert "it is a heading" in note
    assert "bare" in note


def test_a_passage_that_is_in_parsed_only_is_found(out: Path) -> None:
    found = explained(out, "cccc0001")
    assert found.explanation.outcome == "no_sign"
    shown = voltag("explain", out, "cccc0001").stdout
    assert "{helpers}" in shown
    assert "is a weak sign and has no company" in " ".join(shown.split())


def test_an_unknown_id_names_the_nearest(out: Path) -> None:
    answer = voltag("explain", out, "aaaa")
    assert answer.exit_code == 1
    assert "has no passage aaaa" in answer.stderr
    assert "aaaa0001, aaaa0002" in answer.stderr


def test_a_folder_without_results_says_so(tmp_path: Path) -> None:
    answer = voltag("explain", tmp_path, "aaaa0001")
    assert answer.exit_code == 1
    assert "voltag classify" in answer.stderr


def test_a_broken_line_is_named(out: Path, tmp_path: Path) -> None:
    for name in ("documents.jsonl", "passages.jsonl"):
        (tmp_path / name).write_text('{"passage_id": "x"}\n')
    answer = voltag("explain", tmp_path, "aaaa0001")
    assert answer.exit_code == 1
    assert "passages.jsonl:1: cannot be read" in answer.stderr


def test_another_model_is_said_plainly(out: Path, tmp_path: Path) -> None:
    text = (out / "documents.jsonl").read_text().replace(MODEL.id, "voltag-other")
    (tmp_path / "documents.jsonl").write_text(text)
    (tmp_path / "passages.jsonl").write_bytes((out / "passages.jsonl").read_bytes())
    [note] = explained(tmp_path, "aaaa0001").notes
    assert "voltag-other" in note
    assert MODEL.id in note
    assert "--model" in note


def test_the_settings_of_the_run_are_used(out: Path, tmp_path: Path) -> None:
    for name in ("documents.jsonl", "passages.jsonl"):
        (tmp_path / name).write_bytes((out / name).read_bytes())
    recorded = {"references": {"lower": 0.4, "upper": 0.99999}, "lost": {"x": 1}, "implicit": 3}
    write_run(tmp_path, {"settings": recorded})
    references = explained(tmp_path, "aaaa0001").bearings[0]
    assert (references.lower, references.upper) == (0.4, 0.99999)
    assert references.standing == "in doubt"
    other = tmp_path / "settings.toml"
    other.write_text("[references]\nupper = 0.5\n")
    assert explained(tmp_path, "aaaa0001", "--settings", other).bearings[0].upper == 0.5


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Volunteers help.", None, "en"),
        ("志愿者帮助村民。", None, "zh"),
        ("志工幫助村民。", "zh-Hant", "zh"),
        ("Volunteers \ud800 help.", "en", "en"),
    ],
)
def test_any_text_can_be_explained(text: str, language: str | None, code: str) -> None:
    options = ["--language", language] if language else []
    found = explained("--text", text, *options)
    assert found.explanation.language == code
    assert found.explanation.outcome == "judged"
    assert (found.passage, found.document, found.bearings) == (None, None, ())


def test_a_language_without_a_model_is_not_judged() -> None:
    answer = voltag("explain", "--text", "Volunteers", "--language", "fr")
    assert answer.exit_code == 0
    assert "not trained for the language fr" in answer.stdout
    answer = voltag("explain", "--text", "2019")
    assert answer.exit_code == 0
    assert "None, because the text has no letters." in answer.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["out"],
        ["out", "id", "--text", "x"],
        ["out", "id", "--language", "en"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    answer = voltag("explain", *arguments)
    assert answer.exit_code == 2
    assert "Usage: " in answer.stderr


def test_the_schema_is_that_of_what_is_printed() -> None:
    schema = json.loads(voltag("schema", "explanation").stdout)
    printed = json.loads(voltag("explain", "--text", "Volunteers help.", "--json").stdout)
    assert set(printed) == set(schema["properties"])


def test_a_negative_passage_is_sure_but_negative() -> None:
    from voltag.criteria.bearing import standing
    from voltag.types import Polarity

    settings = load_settings()
    criticism = replace(passage(), polarity=Polarity.NEGATIVE)
    assert standing("references", passage(), settings) == "sure"
    assert standing("references", criticism, settings) == "sure but negative"
    assert standing("integration", passage(), settings) == "in doubt"
    assert standing("measurement", passage(), settings) == "no"
