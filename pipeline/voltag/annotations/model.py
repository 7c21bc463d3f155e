"""One labelled passage, and the rules its labels must keep (annotations/CODEBOOK.md)."""

from datetime import date
from typing import Literal, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator

from voltag.types import B4Kind, Code, Objective, Polarity, Reference

Origin = Literal["written", "reviewed", "published"]
"""Written for this project; a reviewer's decision; or published text, which is for testing
only: a model is never trained on it."""


class Annotation(BaseModel):
    """One line of an annotation file.

    The labels must agree with one another: the letters of the codes are the objectives,
    only a contribution has either, and ``b4_kind`` goes with code b4 alone.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

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
