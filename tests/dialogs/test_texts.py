"""Lints over all that the bot says: whole, short, honest, and simple where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from dialogs.builtin import FLOWS
from dialogs.builtin.menu import entries
from dialogs.flow import Ask
from dialogs.markup import fields, rich, words
from dialogs.messages import Control, MediaKind, Start
from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.checking import LABEL
from dialogs.surveys.inviting import invitation
from dialogs.surveys.reading import read
from dialogs.surveys.survey import Survey, flow
from dialogs.texts import LANGUAGES, Text, chain, in_language, load
from dialogs.texts import read as read_all
from dialogs.understanding.understand import understand
from dialogs.wording import Said, look
from dialogs.wording.surveys import texts_of
from dialogs.world import Listing
from tests.play import OPERATOR

TOPICS = read_all()
NAMES = sorted(
    {(topic, name) for all_ in TOPICS.values() for topic in all_ for name in all_[topic]}
)
READ_IN_FULL = {("privacy", "text"), ("about", "text")}
SURVEYS = [read(shipped(name)) for name in SHIPPED]
QUOTED = re.compile("„([^“]*)“|“([^”]*)”")
EXAMPLES = {"1, 3", "2, 1, 3", "12.3.", "12 March", "nächsten Montag", "next Monday"} | {
    "heute",
    "today",
    "Frau Schmidt",
    "Ms Schmidt",
    "Bauamt Borna",
    "Organisieren",
    "organise",
    "hinweise.txt",
    "not sure",
    "Sa 14.3. 18-20 Uhr",
    "Sat 14 March 6-8 pm",
    "14. März, ganztägig",
    "14 March, all day",
    "Rathaus, Markt 1, Borna",
    "town hall, Markt 1, Borna",
    "8",
    "bis 30. Juni",
    "until 30 June",
    "20 Uhr",
    "8 pm",
    "Bebauungsplan Am Markt",
    "Development plan Am Markt",
}
"""What stands in quotation marks to show how to answer, or is said where no question is open."""

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_survey = pytest.mark.parametrize("survey", SURVEYS, ids=SHIPPED)
each_name = pytest.mark.parametrize(("topic", "name"), NAMES)


def text(language: str, topic: str, name: str) -> str:
    return TOPICS[language][topic][name].strip()


def every(language: str) -> Iterator[tuple[str, str]]:
    """All our texts of a language by topic and name, and those of the shipped surveys."""
    for topic, name in NAMES:
        yield f"{topic}.{name}", text(language, topic, name)
    for survey in SURVEYS:
        for place, said in _organisers(survey):
            yield place, said[language]


# Whole.


@each_name
def test_every_text_is_there_in_every_language(topic: str, name: str) -> None:
    assert all(TOPICS[language].get(topic, {}).get(name, "").strip() for language in LANGUAGES)


@each_name
def test_every_language_fills_in_the_same_and_closes_its_bold(topic: str, name: str) -> None:
    templates = [text(language, topic, name) for language in LANGUAGES]
    wanted = fields(templates[0])
    assert all(fields(template) == wanted for template in templates)
    assert all(rich(template, **dict.fromkeys(wanted, "x")) for template in templates)


@each_survey
def test_every_text_of_a_shipped_survey_is_there_in_every_language(survey: Survey) -> None:
    for place, said in _organisers(survey):
        assert said.keys() == LANGUAGES.keys(), place


def test_every_reason_for_not_understanding_has_its_words_and_no_words_are_left_over() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(str(files("dialogs"))).rglob("*.py"))
    assert set(re.findall(r'Unclear\(\s*"(\w+)"', code)) <= load("unclear").keys()
    assert {reason for reason in load("unclear") if f'"{reason}"' not in code} == set()


def test_every_control_and_every_thing_has_its_words() -> None:
    assert load("controls").keys() == set(Control)
    others = {"place", "sticker", "contact", "forwarded", "edited", "locked"}
    others |= {"other", "verification"}
    assert load("got").keys() == {*MediaKind, *others}


# Short.


@each_language
def test_a_text_has_at_most_400_characters(language: str) -> None:
    long = {
        (topic, name)
        for topic, name in NAMES
        if len(words(rich(text(language, topic, name), **_filled(language, topic, name)))) > 400
    }
    assert long <= READ_IN_FULL


@each_language
@pytest.mark.parametrize(
    "parts",
    [
        [("engine", "hello"), ("consent", "surveys")],
        [("consent", "about_data"), ("consent", "surveys")],
        [("survey", "thanks"), ("consent", "contact")],
    ],
)
def test_what_is_said_in_one_breath_has_at_most_400_characters(
    parts: list[tuple[str, str]], language: str
) -> None:
    said = [rich(text(language, *part), **_filled(language, *part)) for part in parts]
    assert len("\n\n".join(map(words, said))) <= 400


@each_language
@pytest.mark.parametrize("survey", SURVEYS, ids=SHIPPED)
def test_the_opening_of_a_shipped_survey_fits_and_tells_all(survey: object, language: str) -> None:
    """Who asks, why, how many questions, how long, what for, and that it is voluntary (A3)."""
    made = next(flow(one) for one in SURVEYS if one is survey)
    opening = next(step for step in made.steps if step.id == "opening")
    assert isinstance(opening, Ask)
    told = {name: in_language(said, chain(language)) for name, said in opening.texts.items()}
    filled = words(rich(text(language, "survey", "opening"), **OPERATOR | told))
    assert len(filled) <= 400
    assert {"title", "why", "length", "use", "change"} <= told.keys()
    assert all(told.values())


@each_language
@each_survey
def test_an_invitation_fits_tells_all_and_offers_to_hear_nothing_more(
    survey: Survey, language: str
) -> None:
    """What the opening tells (A3), since that is not asked once more, and both ways out (A13)."""
    said = invitation(survey, language, OPERATOR)
    assert len(words(said.text)) <= 400
    opening = next(step for step in flow(survey).steps if step.id == "opening")
    assert isinstance(opening, Ask)
    assert all(
        in_language(told, chain(language)) in words(said.text) for told in opening.texts.values()
    )
    assert [option.value for option in said.options] == [
        f"survey:{survey.id}",
        f"not_now:{survey.id}",
        "no_invitations",
    ]
    assert all(len(option.label) <= LABEL for option in said.options)
    for option in said.options[1:]:
        assert understand(option.label, free=True) == Start(option.value.partition(":")[0])
    assert understand(said.options[0].label, free=True) == Start("join")


@each_language
def test_a_button_has_at_most_30_characters_and_makes_sense_alone(language: str) -> None:
    labels = dict(_labels(language))
    assert {place: label for place, label in labels.items() if len(label) > LABEL} == {}
    assert {
        label for label in labels.values() if len(label) < 2 and not label.isdecimal()
    } == set()
    assert not {"OK", "Ok", "ok"} & set(labels.values())


# Honest and kind.


@each_language
def test_a_result_says_that_it_is_not_representative(language: str) -> None:
    assert text(language, "note", "representative").lower().startswith(("nicht rep", "not rep"))


@each_language
def test_the_first_words_say_that_a_bot_speaks(language: str) -> None:
    hello = text(language, "engine", "hello")
    assert re.search(r"kein Mensch|not a person", hello)


@each_language
def test_the_privacy_notice_tells_all_that_it_has_to(language: str) -> None:
    """Controller, purposes, basis, data, time, recipients, rights, where to complain (B1)."""
    notice = text(language, "privacy", "text")
    assert {"name", "address", "contact", "authority", "version"} == fields(notice)
    assert notice.count("**") == 2 * 8
    assert all(word in notice for word in ("90", "30", "Telegram", "Matrix"))


@pytest.mark.parametrize("language", ["de", "de-simple"])
def test_people_are_addressed_as_sie(language: str) -> None:
    for place, said in every(language):
        assert not re.search(
            r"\b(du|dich|dir|dein\w*|euch|euer|ihr seid)\b", said, re.IGNORECASE
        ), place


@each_language
def test_what_people_are_told_to_type_is_understood_wherever_they_are(language: str) -> None:
    told = {
        german or english
        for _, said in every(language)
        for german, english in QUOTED.findall(said)
        if "{" not in german + english
    }
    assert told - EXAMPLES
    assert [phrase for phrase in told - EXAMPLES if not understand(phrase, free=True)] == []


@each_language
def test_the_name_of_a_button_is_understood_when_it_is_typed(language: str) -> None:
    for control in Control:
        if control is not Control.RESUME:
            assert understand(text(language, "controls", control)) is control
    for topic, name, begun in [
        ("menu", "results", "results"),
        ("menu", "settings", "settings"),
        ("menu", "information", "information"),
        ("menu", "more_surveys", "surveys"),
        ("settings", "my_data", "my_data"),
        ("settings", "consents", "consents"),
        ("settings", "language", "language"),
        ("settings", "forget_me", "forget_me"),
        ("information", "privacy", "privacy"),
        ("information", "about", "about"),
    ]:
        assert understand(text(language, topic, name)) == Start(begun)


# Plain: what `dialogs.wording` tells organisers holds for us as well.

DELIBERATE = {
    "about.text": {"long_sentence", "abbreviation", "sign"},  # sources, named word by word
    "privacy.text": {"length", "long_sentence", "passive", "abbreviation"},  # what the law wants
    "result.bar": {"sign"},  # a screen reader reads the number and “%” of a bar as it should
    "erwartungen.confidence": {"no_way_out"},  # only what all answer is shown while it runs
}
STRICT = {"privacy.text": {"length"}}
"""What the same texts may do in Einfache Sprache, where that is less."""


@each_language
def test_our_texts_are_plain(language: str) -> None:
    found = {
        (place, finding.rule, finding.word)
        for place, said in every_said(language)
        for finding in look(said)
        if finding.rule not in allowed(place, language)
    }
    assert found == set()


def test_nothing_is_let_pass_that_is_not_there() -> None:
    told = {
        (place, finding.rule)
        for language in LANGUAGES
        for place, said in every_said(language)
        for finding in look(said)
    }
    assert {(place, rule) for place, rules in DELIBERATE.items() for rule in rules} <= told


def allowed(place: str, language: str) -> set[str]:
    strict = STRICT if language == "de-simple" else {}
    return strict.get(place, DELIBERATE.get(place, set()))


def every_said(language: str) -> Iterator[tuple[str, Said]]:
    """All our texts as what they are: messages, questions with their choices, labels."""
    labels = dict(_labels(language))
    for place, label in labels.items():
        yield place, Said(label, language, "button")
    for topic, name in NAMES:
        if text(language, topic, name) not in labels.values():
            yield f"{topic}.{name}", Said(text(language, topic, name), language)
    for survey in SURVEYS:
        asked = {f"questions[{n}]": question.id for n, question in enumerate(survey.questions)}
        for place, said in texts_of(survey):
            if said.language == language:
                first = place.split(".")[0]
                yield f"{survey.id}.{asked.get(first, first)}", said


def _filled(language: str, topic: str, name: str) -> dict[str, str]:
    """Values of a usual length for all that a text wants filled in."""
    wanted = fields(text(language, topic, name))
    return {name: OPERATOR.get(name, "x" * 12) for name in wanted}


def _organisers(survey: Survey) -> Iterator[tuple[str, Text]]:
    """All texts of a shipped survey, by their places."""
    id = survey.id
    for name in ("title", "opening", "asker", "funder", "use"):
        if said := getattr(survey, name):
            yield f"{id}.{name}", said
    for question in survey.questions:
        yield f"{id}.{question.id}", question.text
        if question.hint:
            yield f"{id}.{question.id}.hint", question.hint
        for choice in getattr(question.answer, "choices", ()):
            yield f"{id}.{question.id}.{choice.value}", choice.label


def _labels(language: str) -> Iterator[tuple[str, str]]:
    """Everything that may stand on a button, by where it comes from."""
    languages = chain(language)
    for topic, names in {
        "controls": Control,
        "review": ("send", "edit", "discard"),
        "consents": ("surveys", "ideas", "alerts", "contact", "talks", "all"),
    }.items():
        for name in names:
            yield f"{topic}.{name}", text(language, topic, name)
    listings = [Listing(survey.id, survey.title) for survey in SURVEYS * 2]
    for choice in entries(listings, has_results=True):
        yield f"menu.{choice.value}", in_language(choice.label, languages)
    asked = [step for flow in FLOWS for step in flow.steps if isinstance(step, Ask)]
    asked += [step for survey in SURVEYS for step in flow(survey).steps if isinstance(step, Ask)]
    for step in asked:
        for option in step.answer.options(languages, ()):
            yield f"{step.id}.{option.value}", option.label
