"""What organisers have done to their surveys: written, changed, published, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from dialogs.engine import Act
from dialogs.organising.roles import Role
from dialogs.surveys import SHIPPED, editing, shipped
from dialogs.surveys.checking import problems
from dialogs.surveys.editing import Unfit
from dialogs.surveys.reading import read
from dialogs.surveys.survey import Survey
from dialogs.world import Barred

from ..doing import Command, Doing
from .commands import note
from .rights import numbered, owned, part

_LANGUAGES = {"de": "de", "de_simple": "de-simple", "en": "en"}
_WORDED = {
    "text": ("text", "de"),
    "simple": ("text", "de-simple"),
    "english": ("text", "en"),
    "hint": ("hint", "de"),
}
_PARTS = {"title_part": "title", "opening_part": "opening"}


def write_survey(doing: Doing, act: Act) -> None:
    association = act.answers["group"]
    mine = part(doing, association, Role.ORGANISER)
    asker = doing.store.associations.one(association)
    made = editing.begun(
        act.answers["title"], act.answers["opening"], asker.name if asker else "", act.value
    )
    doing.store.drafts.keep(made, association)
    note(doing, mine, association, "write", made.id)


def copy_survey(doing: Doing, act: Act) -> None:
    """Begin with a template (`+name`) or an earlier survey of the same association."""
    association, source = act.answers["group"], act.answers["source"]
    mine = part(doing, association, Role.ORGANISER)
    asker = doing.store.associations.one(association)
    if source.removeprefix("+") in SHIPPED and source.startswith("+"):
        earlier = read(shipped(source[1:]))
    elif (one := doing.store.drafts.find(source)) and one.association == association:
        earlier = one.survey
    else:
        raise Barred
    made = editing.copied(earlier, asker.name if asker else "", act.value)
    doing.store.drafts.keep(made, association)
    note(doing, mine, association, "write", made.id)


def read_survey(doing: Doing, act: Act) -> None:
    """Have a file that was sent become a draft, after this turn."""
    association = act.answers["group"]
    part(doing, association, Role.ORGANISER)
    doing.store.survey_files.order_reading(doing.chat, association, act.answers["file"])


def order_files(doing: Doing, act: Act) -> None:
    """Have a survey sent as files, after this turn."""
    one = owned(doing, act.answers["survey"], Role.HELPER)
    doing.store.survey_files.order_writing(doing.chat, one.association, one.survey.id)


def add_question(doing: Doing, act: Act) -> None:
    answers = act.answers
    simple, lines = (str(answers.get(name) or "") for name in ("simple", "lines"))
    _change(
        doing,
        answers["survey"],
        lambda survey: editing.with_question(
            survey, answers["text"], simple, answers["kind"], lines
        ),
    )


def change_question(doing: Doing, act: Act) -> None:
    one, number = numbered(doing, act.answers["question"])
    said = str(act.answers.get("words") or "")

    def changed(survey: Survey) -> Survey:
        match act.value:
            case "choices":
                return editing.with_choices(survey, number, act.answers["lines"])
            case "up":
                return editing.moved_up(survey, number)
            case "remove":
                return editing.without_question(survey, number)
            case "optional" | "sensitive" | "mixed":
                return editing.turned(survey, number, act.value)
            case _:
                return editing.with_wording(survey, number, *_WORDED[act.value], said)

    _change(doing, one.survey.id, changed)


def change_text(doing: Doing, act: Act) -> None:
    name, language = _PARTS.get(act.value, act.value), _LANGUAGES[act.answers["language"]]
    said = act.answers["words"]
    _change(
        doing,
        act.answers["survey"],
        lambda survey: editing.with_text(survey, name, language, said),
    )


def change_setting(doing: Doing, act: Act) -> None:
    id, answers = act.answers["survey"], act.answers
    match act.value:
        case "ends":
            set_end(doing, act)
        case "no_end":
            one = owned(doing, id)
            doing.store.drafts.end(id, None)
            note(doing, part(doing, one.association, Role.ORGANISER), one.association, "end", id)
        case "results" | "anonymity" as name:
            _change(doing, id, lambda survey: replace(survey, **{name: answers[name]}))


def set_end(doing: Doing, act: Act) -> None:
    """Have it close when the day that was named is over, there where the people are."""
    one = owned(doing, act.answers["survey"])
    after = date.fromisoformat(act.answers["day"]) + timedelta(days=1)
    ends = datetime.combine(after, time.min, doing.zone)
    if ends <= doing.now:
        raise Barred("no_such_day")
    doing.store.drafts.end(one.survey.id, ends)
    mine = part(doing, one.association, Role.ORGANISER)
    note(doing, mine, one.association, "end", one.survey.id)


def drop_draft(doing: Doing, act: Act) -> None:
    one = owned(doing, act.answers["survey"])
    if one.state == "closed" or not one.changed:
        raise Barred
    doing.store.drafts.drop(one.survey.id)
    mine = part(doing, one.association, Role.ORGANISER)
    note(doing, mine, one.association, "drop", one.survey.id)


def publish_survey(doing: Doing, act: Act) -> None:
    one = owned(doing, act.answers["survey"])
    if any(not problem.warning for problem in problems(one.survey)):
        raise Barred("not_ready")
    if one.state == "closed":
        raise Barred
    doing.store.surveys.publish(one.survey.id, doing.now, doing.config.results.k)
    mine = part(doing, one.association, Role.ORGANISER)
    note(doing, mine, one.association, "publish", one.survey.id)


def close_survey(doing: Doing, act: Act) -> None:
    one = owned(doing, act.answers["survey"])
    if one.state != "open":
        raise Barred
    doing.store.surveys.close(one.survey.id, doing.now)
    mine = part(doing, one.association, Role.ORGANISER)
    note(doing, mine, one.association, "close", one.survey.id)


def _change(doing: Doing, id: str, change: Callable[[Survey], Survey]) -> None:
    """Change the draft of an own survey, or begin a new version of one that runs."""
    one = owned(doing, id)
    if one.state == "closed":
        raise Barred
    try:
        changed = change(one.survey)
    except Unfit as unfit:
        raise Barred(unfit.why) from None
    if any(q.flag == "sensitive" for q in changed.questions) and (
        changed.anonymity != "unlinkable"
    ):
        raise Barred("must_unlink")
    doing.store.drafts.keep(changed, one.association)
    mine = part(doing, one.association, Role.ORGANISER)
    note(doing, mine, one.association, "change", id)


COMMANDS: dict[str, Command] = {
    "write_survey": write_survey,
    "copy_survey": copy_survey,
    "read_survey": read_survey,
    "order_files": order_files,
    "add_question": add_question,
    "change_question": change_question,
    "change_text": change_text,
    "change_setting": change_setting,
    "set_end": set_end,
    "drop_draft": drop_draft,
    "publish_survey": publish_survey,
    "close_survey": close_survey,
}
