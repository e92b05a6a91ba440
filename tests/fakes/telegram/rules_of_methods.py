"""What belongs to single methods and to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .schema import Upload

Findings = list[tuple[str, str]]

MIX = {"audio", "document"}
"""Albums of these hold nothing else."""


def check_method(
    method: str, given: dict[str, Any], uploads: dict[str, Upload], found: Findings
) -> None:
    """The rules between parameters; they count on the types."""
    _check_uploads(given, uploads, found)
    if found:
        return
    if method.startswith("editMessage") or method == "stopMessageLiveLocation":
        inline = "inline_message_id" in given
        if inline == ("chat_id" in given or "message_id" in given):
            told = "message identifier is not specified"
            found.append(("needs chat_id and message_id, or inline_message_id", told))
        elif not inline and not {"chat_id", "message_id"} <= given.keys():
            found.append(
                ("needs both chat_id and message_id", "message identifier is not specified")
            )
    if method == "editMessageText" and ("text" in given) == ("rich_message" in given):
        found.append(("needs text or rich_message", "message text is empty"))
    if method == "sendMediaGroup":
        kinds = {item.get("type") for item in given.get("media") or [] if isinstance(item, dict)}
        if len(kinds) > 1 and kinds & MIX:
            found.append((f"media mixes {sorted(map(str, kinds))}", "MEDIA_INVALID"))
    if (
        method == "sendPoll"
        and given.get("type") == "quiz"
        and not given.get("correct_option_ids")
    ):
        found.append(("correct_option_ids is missing for a quiz", "QUIZ_CORRECT_ANSWERS_EMPTY"))
    if method == "sendPoll" and "open_period" in given and "close_date" in given:
        found.append(("open_period and close_date exclude each other", "POLL_OPEN_PERIOD_INVALID"))
    for name, low, high in (("latitude", -90, 90), ("longitude", -180, 180)):
        value = given.get(name)
        if isinstance(value, int | float) and not low <= value <= high:
            found.append((f"{name} {value} is not on this planet", f"wrong {name} specified"))


def _check_uploads(given: dict[str, Any], uploads: dict[str, Upload], found: Findings) -> None:
    """Every file is used, and every file referred to is there."""
    wanted: set[str] = set()
    _collect(given, wanted)
    for name in sorted(wanted - uploads.keys()):
        found.append((f"attach://{name} is not attached", f"file {name} is missing"))
    for name in sorted(uploads.keys() - wanted - given.keys()):
        found.append((f"the file {name} is used nowhere", f"file {name} is unused"))


def _collect(value: Any, wanted: set[str]) -> None:
    match value:
        case str() if value.startswith("attach://"):
            wanted.add(value.removeprefix("attach://"))
        case dict():
            for inner in value.values():
                _collect(inner, wanted)
        case list():
            for inner in value:
                _collect(inner, wanted)
