"""Text with HTML, MarkdownV2 or Markdown."""

from __future__ import annotations

from .html_markup import read_html
from .markdown import read_markdown, read_markdown_2
from .page import Entity, units
from .refusals import bad


def parse(text: str, mode: str) -> tuple[str, list[Entity]]:
    """The text without markup, and its entities."""
    match mode.lower():
        case "":
            return text, []
        case "html":
            return read_html(text)
        case "markdownv2":
            return read_markdown_2(text)
        case "markdown":
            return read_markdown(text)
        case _:
            raise bad("unsupported parse_mode")


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without spaces around it, as Telegram keeps it."""
    inner = text.strip()
    if inner == text:
        return text, entities
    before, size = units(text[: len(text) - len(text.lstrip())]), units(inner)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - before, 0)
        end = min(entity["offset"] + entity["length"] - before, size)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return inner, kept
