"""What Telegram says no with."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer with `ok: false`; `fault` is what a bot that behaves never causes."""

    def __init__(self, code: int, description: str, *, fault: str = "", **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.fault = fault
        self.parameters = parameters

    @property
    def answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(words: str, fault: str = "", **parameters: int) -> Refusal:
    """400; recorded as a violation unless `fault` is "-"."""
    fault = "" if fault == "-" else fault or words
    return Refusal(400, f"Bad Request: {words}", fault=fault, **parameters)


def forbidden(words: str) -> Refusal:
    return Refusal(403, f"Forbidden: {words}")


def too_many(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
