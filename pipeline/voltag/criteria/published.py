"""What A/76/137 found, read from ``published.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """A value of the report, and the row of our figure that it can be compared with."""

    figure: str
    row: str
    series: str
    said: str
    years: tuple[int, ...]
    """Years of which a corpus must have a review for the comparison to be fair."""
    source: str


@dataclass(frozen=True, slots=True)
class PublishedFrameworks:
    """The frameworks that the report names as mentioning volunteering."""

    value: PublishedValue
    until: int
    """The last first year that a framework of the report can have."""
    countries: tuple[str, ...]


@cache
def _data() -> dict[str, object]:
    text = files("voltag.criteria").joinpath("published.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def published_values() -> tuple[PublishedValue, ...]:
    """Return the published shares of reviews."""
    values = _data()["value"]
    assert isinstance(values, list)
    return tuple(PublishedValue(**value | {"years": tuple(value["years"])}) for value in values)


@cache
def published_frameworks() -> PublishedFrameworks:
    """Return the published count of frameworks, with the countries."""
    data = _data()["frameworks"]
    assert isinstance(data, dict)
    value = PublishedValue(
        data["figure"], data["row"], data["series"], data["said"], (), data["source"]
    )
    return PublishedFrameworks(value, data["until"], tuple(data["countries"]))
