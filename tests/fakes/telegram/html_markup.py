"""HTML, read the way Telegram reads it."""

from __future__ import annotations

import html
import re

from .page import Entity, Page, unreadable

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
_TAG = re.compile(
    r"<(/?)([a-zA-Z0-9-]*)"
    r"((?:\s+[a-zA-Z0-9-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?)*)\s*>"
)
_ATTRIBUTE = re.compile(r"([a-zA-Z0-9-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_REFERENCE = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")


def _unescaped(text: str) -> str:
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def read_html(text: str) -> tuple[str, list[Entity]]:
    page, at = Page(), 0
    while (start := text.find("<", at)) >= 0:
        page.write(_unescaped(text[at:start]))
        place = len(text[:start].encode())
        tag = _TAG.match(text, start)
        name = tag[2].lower() if tag else ""
        if not tag or name not in TAGS:
            shown = name or re.split(r"[\s>]", text[start + 1 :], maxsplit=1)[0]
            raise unreadable(f'Unsupported start tag "{shown}" at byte offset {place}')
        at = tag.end()
        if not tag[1]:
            page.begin(name, **_tag_entity(name, tag[3], page))
        elif not page.open:
            raise unreadable(f"Unexpected end tag at byte offset {place}")
        elif (expected := page.open[-1][0]) != name:
            raise unreadable(
                f'Unmatched end tag at byte offset {place}, expected "</{expected}>", '
                f'found "</{name}>"'
            )
        else:
            page.end()
    page.write(_unescaped(text[at:]))
    if page.open:
        raise unreadable(f'Can\'t find end tag corresponding to start tag "{page.open[-1][0]}"')
    return page.result()


def _tag_entity(name: str, attributes: str, page: Page) -> Entity:
    given = {
        found[1].lower(): _unescaped(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(attributes)
    }
    match name:
        case "span" if given.get("class") != "tg-spoiler":
            raise unreadable('Tag "span" must have class "tg-spoiler"')
        case "a":
            return {"type": "text_link", "url": given.get("href", "")}
        case "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": given.get("emoji-id", "")}
        case "blockquote" if "expandable" in given:
            return {"type": "expandable_blockquote"}
        case "code" if page.open and page.open[-1][0] == "pre" and "class" in given:
            page.open[-1][1]["language"] = given["class"].removeprefix("language-")
    return {"type": TAGS[name]}
