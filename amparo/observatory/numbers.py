"""Numbers as people of a country write them."""

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"

# Countries of the Americas that write a decimal comma (Unicode CLDR, number symbols); the others
# write a point. Thousands are always parted by a thin space, which nobody takes for a decimal.
COMMA = frozenset("AR BO BR CL CO CR EC HT PY SR UY VE".split())
COMMA_LANGUAGES = frozenset({"es", "fr", "pt"})


def number(value: float, *, country: str = "", language: str = "es", decimals: int = 0) -> str:
    """``1 240`` or ``46,1``: the decimal sign of the country, or of the language without one.

    Canada writes as the language does. A year is not a number: do not pass it here.
    """
    text = f"{value:,.{decimals}f}"
    whole, _, fraction = text.partition(".")
    whole = whole.replace(",", THIN_SPACE).replace("-", "\N{MINUS SIGN}")
    return f"{whole}{_decimal_sign(country.upper(), language)}{fraction}" if fraction else whole


def _decimal_sign(country: str, language: str) -> str:
    if country in ("", "CA"):
        return "," if language.split("-")[0].lower() in COMMA_LANGUAGES else "."
    return "," if country in COMMA else "."
