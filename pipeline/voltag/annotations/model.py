"""One labelled passage, and the rules its labels must keep (annotations/CODEBOOK.md)."""

import hashlib
from datetime import date
from typing import Any, Literal, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator

from voltag.types import B4Kind, Code, Objective, Polarity, Reference, Span

Origin = Literal["written", "reviewed", "published"]
"""Written for this project; a reviewer's decision; or published text, which is for testing
only: a model is never trained on it."""


class Source(BaseModel):
    """Where a passage of a real document stands, so that its text need not be stored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    document_id: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    """The hash of the PDF's bytes, as in ``documents.jsonl``."""
    spans: tuple[Span, ...] = Field(min_length=1)
    """As in ``passages.jsonl``."""
    text_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """The hash of the text in UTF-8; what the PDF gives is compared with it."""


def text_sha256(text: str) -> str:
    """Return the hexadecimal SHA-256 by which a :class:`Source` knows its text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text_or_source(schema: dict[str, Any]) -> None:
    """Say in the JSON Schema that a line has its text, its source, or both."""
    schema["required"].remove("text")
    schema["anyOf"] = [{"required": ["text"]}, {"required": ["source"]}]


class Annotation(BaseModel):
    """One line of an annotation file.

    The labels must agree with one another: the letters of the codes are the objectives,
    only a contribution has either, and ``b4_kind`` goes with code b4 alone. A line of a file
    may have a source in place of its text; here the text is always known.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", json_schema_extra=_text_or_source)

    id: str = Field(min_length=1)
    document: str = Field(default="", validation_alias=AliasChoices("document", "file"))
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    text: str = Field(min_length=1, max_length=20_000)
    reference: Reference
    objectives: tuple[Objective, ...] = ()
    codes: tuple[Code, ...] = ()
    b4_kind: B4Kind | None = None
    implicit: bool = False
    polarity: Polarity = Polarity.NEUTRAL
    annotator: str = ""
    day: date | None = Field(default=None, alias="date")
    origin: Origin = "published"
    note: str = ""
    source: Source | None = None

    @field_validator("source", mode="before")
    @classmethod
    def _not_in_words(cls, source: object) -> object:
        """Take a source told in words, as other tools' files have it, for a note of theirs."""
        return None if isinstance(source, str) else source

    @field_validator("text")
    @classmethod
    def _has_words(cls, text: str) -> str:
        if not any(character.isalnum() for character in text):
            raise ValueError("has no letter or digit in it")
        return text

    @field_validator("objectives", "codes")
    @classmethod
    def _in_order(cls, labels: tuple[Objective | Code, ...]) -> tuple[Objective | Code, ...]:
        if len(set(labels)) != len(labels):
            raise ValueError("names a label twice")
        order = [*Objective, *Code]
        return tuple(sorted(labels, key=order.index))

    @model_validator(mode="after")
    def _is_that_of_its_source(self) -> Self:
        if self.source is not None and self.source.text_sha256 != text_sha256(self.text):
            raise ValueError("the text is not the one that source.text_sha256 is the hash of")
        return self

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.reference is not Reference.CONTRIBUTION:
            if self.objectives or self.codes:
                raise ValueError(f"a {self.reference} passage has no objectives and no codes")
            if self.polarity is not Polarity.NEUTRAL:
                raise ValueError(f"a {self.reference} passage is neutral")
            if self.implicit:
                raise ValueError(f"a {self.reference} passage is not implicit")
        from_codes = {code.objective for code in self.codes}
        if from_codes != set(self.objectives):
            raise ValueError(
                "objectives and codes disagree: the codes give "
                + (", ".join(sorted(from_codes)) or "none")
            )
        if self.b4_kind is not None and Code.B4 not in self.codes:
            raise ValueError("b4_kind goes with code b4 only")
        return self
