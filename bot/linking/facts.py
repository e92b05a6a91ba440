"""What the flows of linking ask to know."""

from __future__ import annotations

from typing import Any

from dialogs.builtin.linking import JOIN_OR_NOT, PART_OR_NOT
from dialogs.markup import Rich, glue
from dialogs.texts import Template, chain, in_language, load
from storage.link_codes import fresh_link_code
from storage.linking import Prospect

from ..asked import Asked, Fact
from ..platforms import title_of

T = load("linking")


def _look(asked: Asked, code: str) -> Any:
    return asked.store.linking.look(asked.chat, code, asked.now)


def _before(asked: Asked, code: str) -> Rich:
    return _told(asked, code, T["prospect"], T["will_count"])


def _after(asked: Asked, code: str) -> Rich:
    return _told(asked, code, T["joined"], T["counts"])


def _told(asked: Asked, code: str, text: Template, doubled: Template) -> Rich:
    """What comes of a code, with each survey that was answered twice; or why nothing does."""
    languages = chain(asked.language)
    found = _look(asked, code)
    if not isinstance(found, Prospect):
        return T[found].fill(languages)
    titles = {flow.survey: flow.title for flow in asked.catalogue.flows.values() if flow.survey}
    said = [text.fill(languages, platform=title_of(found.platform))]
    for survey in found.doubled:
        title = in_language(titles.get(survey) or {"de": survey}, languages)
        said.append(doubled.fill(languages, title=title))
    return glue(said)


def _offers(asked: Asked, code: str) -> Any:
    return JOIN_OR_NOT if isinstance(_look(asked, code), Prospect) else ()


def _is_alone(asked: Asked, of: str) -> bool:
    return len(asked.store.chats.platforms(asked.chat)) == 1


def _platforms(asked: Asked, of: str) -> str:
    return ", ".join(title_of(platform) for platform in asked.store.chats.platforms(asked.chat))


FACTS: dict[str, Fact] = {
    "link_code": lambda asked, of: fresh_link_code(),
    "link": _before,
    "link_offers": _offers,
    "link_end": _after,
    "unlinked": _is_alone,
    "unlink_offers": lambda asked, of: () if _is_alone(asked, of) else PART_OR_NOT,
    "linked_platforms": _platforms,
}
