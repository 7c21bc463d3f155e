"""Countries by the name that readers know."""

from functools import cache

KOSOVO = "Kosovo (under Security Council resolution 1244)"


@cache
def country_name(code: str | None) -> str:
    """Return the English short name of an ISO 3166-1 alpha-3 code; empty for None.

    An unknown code is its own name.
    """
    import pycountry

    if code is None:
        return ""
    if code == "XKX":
        return KOSOVO
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    return str(getattr(country, "common_name", country.name))
