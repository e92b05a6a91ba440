"""The limits of single fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import rules

Findings = list[tuple[str, str]]
Check = Callable[[Any, str, Findings], None]


def complain(found: Findings, path: str, what: str, kind: str = "") -> None:
    """Note a finding, in Telegram's words where they are known."""
    field = path.rsplit(".", 1)[-1].partition("[")[0]
    told = rules.WORDS.get((field, kind)) or f"{path.lstrip('.')} {what}"
    found.append((f"{path} {what}", told))


def limits_of(field: dict[str, Any]) -> list[Check]:
    """The checks of its allowed values, length, bytes, items and range."""
    limits: list[Check] = []
    if (allowed := field.get("enum")) is not None:

        def one_of(value: Any, path: str, found: Findings) -> None:
            if value not in allowed:
                complain(found, path, f"{value!r} is none of {allowed}", "enum")

        limits.append(one_of)
    for unit, sized, measure in _MEASURES:
        if unit == "length" and field.get("after_entities"):
            continue  # rules.Formatted counts what is left after the markup
        low, high = field.get(f"min{sized}"), field.get(f"max{sized}")
        if low is None and high is None:
            continue
        extra = field.get("also_allowed") or []

        def within(
            value: Any,
            path: str,
            found: Findings,
            *,
            low: float = low if low is not None else float("-inf"),
            high: float = high if high is not None else float("inf"),
            unit: str = unit,
            measure: Callable[[Any], float | None] = measure,
            extra: list[Any] = extra,
        ) -> None:
            size = measure(value)
            if size is None or low <= size <= high or value in extra:
                return
            kind = "short" if size < low else "long"
            complain(found, path, f"has {unit} {size}, not {low} to {high}", kind)

        limits.append(within)
    return limits


def _measure(kind: type, size: Callable[[Any], float]) -> Callable[[Any], float | None]:
    return lambda value: size(value) if isinstance(value, kind) else None


_MEASURES = [
    ("length", "_length", _measure(str, len)),
    ("bytes", "_bytes", _measure(str, lambda value: len(value.encode()))),
    ("items", "_items", _measure(list, len)),
    ("value", "", _measure((int, float), lambda value: value)),  # type: ignore[arg-type]
]
