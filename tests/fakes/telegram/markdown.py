"""MarkdownV2 and the old Markdown, read the way Telegram reads them."""

from __future__ import annotations

import re

from .page import Entity, Page, unreadable

RESERVED = set("_*[]()~`>#+-=|{}.!")
MARKS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
}


def read_markdown_2(text: str) -> tuple[str, list[Entity]]:
    page, at, quoted = Page(), 0, False
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
        raise unreadable(f"Can't find end of {entity['type']} entity at byte offset {len(text)}")
    return page.result()


def _quote(page: Page, text: str, at: int, quoted: bool) -> tuple[int, bool]:
    """At the start of a line: begin, go on with or end a quotation."""
    if text[at] == ">":
        if not quoted:
            page.begin(">", type="blockquote")
        return at + 1, True
    if quoted and page.open and page.open[-1][0] == ">":
        page.end()
    return at, False


def _mark(page: Page, text: str, at: int, place: int) -> int:
    character, mark = text[at], page.open[-1][0] if page.open else ""
    if mark == "[" and character == "]":
        found = re.compile(r"\]\(((?:\\.|[^)\\])*)\)").match(text, at)
        if not found:
            raise unreadable(f"Can't find end of a URL at byte offset {place}")
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
    raise unreadable(
        f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
    )


def read_markdown(text: str) -> tuple[str, list[Entity]]:
    """The old one, which knows no nesting."""
    page, at = Page(), 0
    found = re.compile(
        r"\\([_*`\[])|```(?:(\S+)\n)?(.+?)```|`(.+?)`|\*(.+?)\*|_(.+?)_|\[(.+?)\]\((.*?)\)|([_*`\[])",
        re.DOTALL,
    )
    for one in found.finditer(text):
        page.write(text[at : one.start()])
        at = one.end()
        if one[9]:
            place = len(text[: one.start()].encode())
            raise unreadable(f"Can't find end of the entity starting at byte offset {place}")
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
