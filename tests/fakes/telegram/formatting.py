"""Text with HTML, MarkdownV2 or Markdown, read the way Telegram reads it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from .refusals import bad

Entity = dict[str, Any]
RESERVED = set("_*[]()~`>#+-=|{}.!")
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
MARKS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
}
_TAG = re.compile(
    r"<(/?)([a-zA-Z0-9-]*)"
    r"((?:\s+[a-zA-Z0-9-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?)*)\s*>"
)
_ATTRIBUTE = re.compile(r"([a-zA-Z0-9-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_REFERENCE = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")


def units(text: str) -> int:
    """How long Telegram finds a text: in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse(text: str, mode: str) -> tuple[str, list[Entity]]:
    """The text without markup, and its entities."""
    match mode.lower():
        case "":
            return text, []
        case "html":
            return _html(text)
        case "markdownv2":
            return _markdown_2(text)
        case "markdown":
            return _markdown(text)
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


@dataclass
class _Page:
    """What has been read so far."""

    text: str = ""
    size: int = 0
    entities: list[Entity] = field(default_factory=list)
    open: list[tuple[str, Entity]] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.text += text
        self.size += units(text)

    def begin(self, mark: str, **entity: Any) -> None:
        self.open.append((mark, {**entity, "offset": self.size, "length": 0}))

    def end(self) -> Entity:
        _, entity = self.open.pop()
        entity["length"] = self.size - entity["offset"]
        if entity["length"]:
            self.entities.append(entity)
        return entity

    def result(self) -> tuple[str, list[Entity]]:
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self.text, self.entities


def _unreadable(words: str) -> Exception:
    return bad(f"can't parse entities: {words}")


def _unescaped(text: str) -> str:
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def _html(text: str) -> tuple[str, list[Entity]]:
    page, at = _Page(), 0
    while (start := text.find("<", at)) >= 0:
        page.write(_unescaped(text[at:start]))
        place = len(text[:start].encode())
        tag = _TAG.match(text, start)
        name = tag[2].lower() if tag else ""
        if not tag or name not in TAGS:
            shown = name or re.split(r"[\s>]", text[start + 1 :], maxsplit=1)[0]
            raise _unreadable(f'Unsupported start tag "{shown}" at byte offset {place}')
        at = tag.end()
        if not tag[1]:
            page.begin(name, **_tag_entity(name, tag[3], page))
        elif not page.open:
            raise _unreadable(f"Unexpected end tag at byte offset {place}")
        elif (expected := page.open[-1][0]) != name:
            raise _unreadable(
                f'Unmatched end tag at byte offset {place}, expected "</{expected}>", '
                f'found "</{name}>"'
            )
        else:
            page.end()
    page.write(_unescaped(text[at:]))
    if page.open:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{page.open[-1][0]}"')
    return page.result()


def _tag_entity(name: str, attributes: str, page: _Page) -> Entity:
    given = {
        found[1].lower(): _unescaped(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(attributes)
    }
    match name:
        case "span" if given.get("class") != "tg-spoiler":
            raise _unreadable('Tag "span" must have class "tg-spoiler"')
        case "a":
            return {"type": "text_link", "url": given.get("href", "")}
        case "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": given.get("emoji-id", "")}
        case "blockquote" if "expandable" in given:
            return {"type": "expandable_blockquote"}
        case "code" if page.open and page.open[-1][0] == "pre" and "class" in given:
            page.open[-1][1]["language"] = given["class"].removeprefix("language-")
    return {"type": TAGS[name]}


def _markdown_2(text: str) -> tuple[str, list[Entity]]:
    page, at, quoted = _Page(), 0, False
    while at < len(text):
        character, place = text[at], len(text[:at].encode())
        if at == 0 or text[at - 1] == "\n":
            at, quoted = _quote(page, text, at, quoted)
            if at >= len(text):
                break
            character = text[at]
        mark = page.open[-1][0] if page.open else ""
        if character == "\\" and at + 1 < len(text) and text[at + 1] < "\x7f":
            page.write(text[at + 1])
            at += 2
        elif (mark in {"`", "```"} and not text.startswith(mark, at)) or character not in RESERVED:
            page.write(character)
            at += 1
        else:
            at = _mark(page, text, at, place)
    while page.open and page.open[-1][0] == ">":
        page.end()
    if page.open:
        mark, entity = page.open[-1]
        raise _unreadable(f"Can't find end of {entity['type']} entity at byte offset {len(text)}")
    return page.result()


def _quote(page: _Page, text: str, at: int, quoted: bool) -> tuple[int, bool]:
    """At the start of a line: begin, go on with or end a quotation."""
    if text[at] == ">":
        if not quoted:
            page.begin(">", type="blockquote")
        return at + 1, True
    if quoted and page.open and page.open[-1][0] == ">":
        page.end()
    return at, False


def _mark(page: _Page, text: str, at: int, place: int) -> int:
    character, mark = text[at], page.open[-1][0] if page.open else ""
    if mark == "[" and character == "]":
        found = re.compile(r"\]\(((?:\\.|[^)\\])*)\)").match(text, at)
        if not found:
            raise _unreadable(f"Can't find end of a URL at byte offset {place}")
        page.open[-1][1]["url"] = re.sub(r"\\(.)", r"\1", found[1])
        page.end()
        return found.end()
    if character == "[" or text.startswith("![", at):
        page.begin("[", type="text_link")
        return at + (1 if character == "[" else 2)
    for sign in ("```", "`", "__", "||", "_", "*", "~"):
        if not text.startswith(sign, at):
            continue
        if mark == sign:
            page.end()
        elif sign in {"```", "`"}:
            language = re.compile(r"```([^\s`]+)\n").match(text, at) if sign == "```" else None
            named = {"language": language[1]} if language else {}
            page.begin(sign, type="pre" if sign == "```" else "code", **named)
            if language:
                return language.end()
        else:
            page.begin(sign, type=MARKS[sign])
        return at + len(sign)
    raise _unreadable(
        f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
    )


def _markdown(text: str) -> tuple[str, list[Entity]]:
    """The old one, which knows no nesting."""
    page, at = _Page(), 0
    found = re.compile(
        r"\\([_*`\[])|```(?:(\S+)\n)?(.+?)```|`(.+?)`|\*(.+?)\*|_(.+?)_|\[(.+?)\]\((.*?)\)|([_*`\[])",
        re.DOTALL,
    )
    for one in found.finditer(text):
        page.write(text[at : one.start()])
        at = one.end()
        if one[9]:
            place = len(text[: one.start()].encode())
            raise _unreadable(f"Can't find end of the entity starting at byte offset {place}")
        if one[1]:
            page.write(one[1])
            continue
        kinds = {3: "pre", 4: "code", 5: "bold", 6: "italic", 7: "text_link"}
        group = next(group for group in kinds if one[group])
        named = {"url": one[8]} if group == 7 else {"language": one[2]} if one[2] else {}
        page.begin("", type=kinds[group], **named)
        page.write(one[group])
        page.end()
    page.write(text[at:])
    return page.result()
