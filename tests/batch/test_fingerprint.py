"""The keys of a result: everything that it depends on is in them."""

from dataclasses import fields, replace
from typing import Any

from tests.batch.folders import job
from voltag.batch.fingerprint import OCR_PACKAGES, code_digest, keys_of
from voltag.ingest import ocr
from voltag.settings import Settings, describe_settings, load_settings
from voltag.types import Given

UNKEYED = {
    "limits.document_seconds",
    "limits.memory_mib",
    "ocr.document_seconds",
    "ocr.threads",
}
UNKEYED_GROUPS = ("evaluation", "queue", "report", "review", "support", "watch")


def changed(settings: Settings, name: str) -> Settings:
    """The settings with another value of the one called ``name``."""
    group, field = name.split(".")
    values = getattr(settings, group)
    return replace(settings, **{group: replace(values, **{field: getattr(values, field) + 1})})


def test_every_setting_is_in_a_key_unless_it_changes_no_result() -> None:
    before = keys_of(job())
    for setting in describe_settings():
        after = keys_of(job(settings=changed(load_settings(), setting.name)))
        same = setting.name in UNKEYED or setting.name.split(".")[0] in UNKEYED_GROUPS
        assert (after == before) is same, setting.name


def test_rules_and_thresholds_do_not_touch_what_is_read() -> None:
    before = keys_of(job())
    for name in (
        "references.upper",
        "rules.f1_sections",
        "verdict.unread_share",
        "explicit.odds",
        "labels.objective",
    ):
        after = keys_of(job(settings=changed(load_settings(), name)))
        assert after.reading == before.reading
        assert after.judging != before.judging
    for name in ("passages.sentences", "limits.pages"):
        assert keys_of(job(settings=changed(load_settings(), name))).reading != before.reading


def test_model_and_ocr_are_in_the_keys() -> None:
    before = keys_of(job())
    assert keys_of(job(model_id="another")).reading == before.reading
    assert keys_of(job(model_id="another")).judging != before.judging
    assert keys_of(job(ocr="auto")).reading != before.reading
    assert OCR_PACKAGES == ocr.PACKAGES


def test_every_word_of_what_is_given_is_in_the_key_of_its_document_only() -> None:
    keys = keys_of(job())
    plain = keys.of(job(), "a.pdf")
    for field in fields(Given):
        value: Any = 7 if field.name == "year" else "x"
        told = job(given={"a.pdf": replace(Given(), **{field.name: value})})
        assert keys.of(told, "a.pdf") != plain, field.name
        assert keys.of(told, "b.pdf") == plain


def test_code_is_known_by_its_bytes() -> None:
    assert code_digest(["ingest"]) != code_digest(["text"])
    assert code_digest() not in (code_digest(["ingest"]), code_digest(["text"]))
