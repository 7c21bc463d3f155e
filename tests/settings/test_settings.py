"""Settings: the file and the classes hold together, and a user's file is checked."""

import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_args

import pytest

from voltag.settings import (
    Settings,
    SettingsError,
    Thresholds,
    describe_settings,
    load_settings,
)
from voltag.types import Question


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "my.toml"


def test_every_setting_of_the_file_is_one_of_the_classes_and_the_other_way_round() -> None:
    of_classes = [
        f"{group.name}.{field.name}"
        for group in fields(Settings)
        for field in fields(group.type)  # type: ignore[arg-type]
        if field.default is MISSING  # others are handed on with the settings
    ]
    assert [setting.name for setting in describe_settings()] == of_classes


def test_every_setting_has_the_type_of_its_field() -> None:
    values = load_settings().as_dict()
    for group in fields(Settings):
        for field in fields(group.type):  # type: ignore[arg-type]
            value = values[group.name].get(field.name, field.default)
            assert type(value) is field.type


@pytest.mark.parametrize("setting", describe_settings(), ids=lambda setting: str(setting.name))
def test_every_setting_is_explained(setting: object) -> None:
    assert isinstance(setting, type(describe_settings()[0]))
    assert setting.help.endswith(".")
    assert setting.source
    assert setting.minimum <= setting.default
    assert setting.maximum is None or setting.default <= setting.maximum


@pytest.mark.parametrize("question", get_args(Question))
def test_every_question_has_thresholds(question: Question) -> None:
    thresholds = load_settings().thresholds(question)
    assert 0 < thresholds.lower < thresholds.upper < 1


def test_a_file_changes_what_it_names_and_nothing_else(file: Path) -> None:
    file.write_text("[references]\nupper = 0.9\n[passages]\nsentences = 3\n", encoding="utf-8")
    changed, default = load_settings(file).as_dict(), load_settings().as_dict()
    default["references"]["upper"] = 0.9
    default["passages"]["sentences"] = 3
    assert changed == default


def test_loading_a_file_leaves_the_defaults_alone(file: Path) -> None:
    before = load_settings()
    file.write_text("[report]\npassages = 1\n", encoding="utf-8")
    load_settings(file)
    assert load_settings() == before


@pytest.mark.parametrize("text", ["", "# nothing\n", "[references]\n", "\ufeff[references]\n"])
def test_a_file_may_change_nothing(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert load_settings(file) == load_settings()


def test_a_whole_number_is_taken_as_the_type_of_the_setting(file: Path) -> None:
    file.write_text("[limits]\ndocument_seconds = 60\n", encoding="utf-8")
    seconds = load_settings(file).limits.document_seconds
    assert (seconds, type(seconds)) == (60.0, float)


def test_the_thresholds_may_be_equal_so_that_nothing_is_in_doubt(file: Path) -> None:
    file.write_text("[ownership]\nlower = 0.5\nupper = 0.5\n", encoding="utf-8")
    assert load_settings(file).ownership == Thresholds(0.5, 0.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[references]\nuper = 0.9", "no setting is called references.uper"),
        ("[refs]\nupper = 0.9", "no setting is called refs.upper"),
        ("upper = 0.9", "upper stands outside a table"),
        ("[references.upper]\nvalue = 0.9", "references.upper is {'value': 0.9}"),
        ("[references]\nupper = '0.9'", "references.upper is '0.9'"),
        ("[references]\nupper = true", "references.upper is True"),
        ("[references]\nupper = nan", "references.upper is nan"),
        ("[limits]\ndocument_seconds = inf", "limits.document_seconds is inf"),
        ("[references]\nupper = 1.2", "from 0.0001 to 1"),
        ("[references]\nlower = 0", "from 0.0001 to 1"),
        ("[references]\nlower = 0.8", "references.lower is 0.8, above references.upper"),
        ("[limits]\npages = -1", "limits.pages is -1"),
        ("[limits]\npages = 10.5", "a whole number"),
        ("[passages]\nsentences = 0", "at least 1"),
        ("[passages]\ncharacters_spaced = 0", "at least 1"),
        ("[verdict]\nsupported_share = 80", "from 0 to 1"),
        ("not toml", "cannot be read as TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_file_and_setting(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings(file)
    assert str(error.value).startswith(f"{file}: ")
    assert said in str(error.value)


def test_a_file_that_is_not_there_or_not_utf_8_is_refused(file: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(No such file or directory\)"):
        load_settings(file)
    file.write_bytes(b"[references]\nupper = 0.9 # \xff")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        load_settings(file)


def test_what_is_printed_can_be_put_back(file: Path) -> None:
    lines: list[str] = []
    for group, values in load_settings().as_dict().items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in values.items())]
    text = "\n".join(lines)
    assert tomllib.loads(text)
    file.write_text(text, encoding="utf-8")
    assert load_settings(file) == load_settings()
