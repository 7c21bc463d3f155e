"""``voltag settings``: every setting, with its source."""

import json
from pathlib import Path

from tests.cli.running import voltag
from voltag.settings import describe_settings, load_settings


def test_every_setting_is_printed_with_default_sentence_and_source() -> None:
    text = voltag("settings").stdout
    for setting in describe_settings():
        assert f"{setting.name} = {setting.default}\n    {setting.help}\n" in text
        assert f"    Source: {setting.source}\n" in text


def test_json_has_the_same() -> None:
    found = json.loads(voltag("settings", "--json").stdout)
    assert [entry["name"] for entry in found] == [s.name for s in describe_settings()]
    assert set(found[0]) >= {"name", "default", "help", "source"}


def test_example_in_the_help_is_a_settings_file(tmp_path: Path) -> None:
    assert "printf '[references]\\nupper = 0.9\\n'" in voltag("settings", "--help").stdout
    (tmp_path / "strict.toml").write_text("[references]\nupper = 0.9\n")
    assert load_settings(tmp_path / "strict.toml").references.upper == 0.9
