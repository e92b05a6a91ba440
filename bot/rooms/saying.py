"""What is said in rooms: it asks nothing, and its lines lead into the private chat."""

from __future__ import annotations

from dialogs.markup import Rich, plain
from dialogs.messages import OFFER, Message, Option
from dialogs.texts import LANGUAGES, chain, in_language, load
from storage.rooms import Room
from storage.store import Store

from ..announcing import announcement
from ..config import Operator
from ..reaching import Route, routes_known
from ..results.result import result_standing
from ..results.sources import source

R, N = load("room"), load("room_notices")


def of_survey(store: Store, id: str, operator: Operator, language: str) -> Message:
    """That a survey runs; raises Unknown."""
    standing = store.surveys.standing(id)
    survey = store.surveys.definition(id, standing.version)
    ways = routes_known(store, standing.code)
    return announcement(survey, standing.code, ways, operator.values(), language)


def of_result(store: Store, id: str, operator: Operator, language: str) -> Message:
    """How a survey ended, as far as everybody may know; raises Unknown."""
    shown, languages = source(store, id, operator), chain(language)
    title = in_language(shown.survey.heading, languages)
    text = R["result"].fill(languages, title=title, standing=result_standing(shown, language))
    return public(text, routes_known(store, f"result_{id}"), "see", language)


def greeting(store: Store, room: Room) -> Message:
    """The one line that a room hears when it has been registered."""
    association = store.associations.one(room.association)
    name = association.name if association else ""
    text = R["registered"].fill(chain(room.language), group=name)
    return public(text, routes_known(store), "write", room.language)


def refusal(why: str, language: str) -> Message:
    """Why a word did nothing: `unknown` or `taken`."""
    return Message(R[why].fill(chain(language)), public=True)


def public(text: Rich, ways: tuple[Route, ...], label: str, language: str) -> Message:
    """A text for everybody, and a line for each way to the bot."""
    named = R[label].raw(chain(language))
    options = tuple(Option(way.url, named.format(platform=way.platform)) for way in ways)
    return Message(text, options, public=True)


def notices(event: str, room: Room) -> dict[str, Message]:
    """What organisers hear of a room: registered, taken, full or ended; by language."""
    made = {}
    for language in LANGUAGES:
        languages = chain(language)
        name = plain(room_name(room.title, language))
        look = (Option(f"room:{room.id}", N["look"].raw(languages)),)
        options, prompt = (look, OFFER) if event == "registered" else ((), "")
        made[language] = Message(N[event].fill(languages, title=name), options, prompt=prompt)
    return made


def room_name(title: str, language: str) -> str:
    """What a room is called."""
    return title or load("rooms")["nameless"].raw(chain(language))
