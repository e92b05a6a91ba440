"""What a poster's link begins with."""

from __future__ import annotations

LONGEST = 64
"""Characters that Telegram takes after `start=`."""


def payload(survey_code: str, poster_code: str = "") -> str:
    """What follows `start=`: short, so that the QR code is coarse."""
    return f"{survey_code}_{poster_code}" if poster_code else survey_code
