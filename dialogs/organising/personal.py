"""What in somebody's own words may tell who they or others are: a hint for whoever reads them."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["mail", "phone", "account", "name", "street"]

_MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?(?:\(at\)|\[at\])\s?)[\w-]{1,63}\.\w", re.IGNORECASE)
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){3,7}(?:[ -]?[A-Z0-9]{1,4})?\b")
# Seven digits or more with what stands between them in telephone numbers, but no year to year.
_PHONE = re.compile(r"(?<![\w.,])(?:\+|0)\d(?:[ ()/.-]{0,3}\d){5,14}(?!\w)")
_TITLE = (
    r"Herrn?|Frau|Familie|Dr\.|Doktor|Prof\.|Professor(?:in)?|Pfarrer(?:in)?|Pastor(?:in)?"
    r"|(?:Ober)?[Bb]ürgermeister(?:in)?|Landr[aä]t(?:in)?|Schulleiter(?:in)?|Chef(?:in)?"
    r"|Mr\.?|Mrs\.?|Ms\.?|Miss|Mayor"
)
_NAME = re.compile(rf"\b(?:{_TITLE})(?:\s+(?:{_TITLE}|von|van|de|zu))*\s+[A-ZÄÖÜ][a-zäöüß]")
_STREET = re.compile(
    r"(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer)\s+\d{1,4}\s?[a-z]?\b",
    re.IGNORECASE,
)
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "mail": _MAIL,
    "phone": _PHONE,
    "account": _ACCOUNT,
    "name": _NAME,
    "street": _STREET,
}


def personal(text: str) -> tuple[Kind, ...]:
    """What kinds of personal data there seem to be; that none is found proves nothing."""
    return tuple(kind for kind, pattern in _PATTERNS.items() if pattern.search(text))
