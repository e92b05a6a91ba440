"""Results: what ballots say and nothing else, to whom and when it may be told."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.adapter import Inbound
from bot.config import Operator
from bot.days import written
from bot.results.answers import CLASSES
from bot.results.periods import MOST
from bot.results.question import QuestionResult
from bot.results.rendering import as_json, as_text
from bot.results.result import Result, result
from bot.results.source import Source
from bot.results.sources import source
from dialogs.answers import Number
from dialogs.conditions import Is
from dialogs.markup import words
from dialogs.messages import Message, Press, Start
from dialogs.suppression import K
from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import STEP, Tallies, Tally, counted
from dialogs.texts import LANGUAGES
from storage.ballots import Ballot
from storage.database import Database
from storage.store import Store
from tests.bot.talking import NOW, PLATFORM, Bot, Person, ours, publish
from tests.databases import Make
from tests.storage.samples import survey as short

OPERATOR = Operator(name="Bündnis Beispiel e. V.")
DAY = written(ZoneInfo("Europe/Berlin"))
CHOICES = ("red", "green", "blue")
KINDS: dict[str, dict[str, Any]] = {
    "pick": {"type": "pick"},
    "many": {"type": "pick_many"},
    "rank": {"type": "rank", "most": 2},
    "scale": {"type": "scale", "least": 0, "most": 4},
    "age": {"type": "number", "least": 0, "most": 120},
    "km": {"type": "number", "least": 0, "most": 50, "decimals": 1},
    "day": {"type": "date"},
    "where": {"type": "place"},
    "why": {"type": "sentence"},
    "voice": {"type": "voice"},
}
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "pick": st.sampled_from(CHOICES),
    "many": st.lists(st.sampled_from(CHOICES), min_size=1, unique=True),
    "rank": st.lists(st.sampled_from(CHOICES), min_size=2, max_size=2, unique=True),
    "scale": st.integers(0, 4),
    "age": st.integers(0, 120),
    "km": st.integers(0, 500).map(lambda tenths: tenths / 10),
    "day": st.dates().map(lambda day: day.isoformat()),
    "where": st.sampled_from(["14713", "14730", "16077"]),
    "why": st.sampled_from(["So.", "Darum."]),
    "voice": st.just({"text": "Hallo"}),
}


def everything(id: str = "alles", **changes: Any) -> Survey:
    """A survey with every kind of question; all but the first may be skipped."""
    choices = [{"value": value, "label": {"de": value.upper()}} for value in CHOICES]
    questions = [
        {
            "id": id,
            "text": {"de": f"Frage {id}?"},
            "optional": id != "pick",
            "answer": kind | ({"choices": choices} if id in ("pick", "many", "rank") else {}),
        }
        for id, kind in KINDS.items()
    ]
    return msgspec.convert(
        {"id": id, "opening": {"de": "Alles."}, "questions": questions, **changes}, Survey
    )


def shown(database: Database, id: str, language: str = "de") -> Result:
    return database.look(lambda store: result(source(store, id, OPERATOR), language, DAY))


def vote(database: Database, id: str, ballots: dict[str, dict[str, Any]]) -> None:
    def work(store: Store) -> None:
        for who, answers in ballots.items():
            store.ballots.cast(Ballot(id, 1, answers), who)

    database.do(work)


def step(database: Database, id: str, hours: int = 1) -> bool:
    """The hourly look for something to show."""
    now = NOW + timedelta(hours=hours)
    return database.do(lambda store: store.surveys.release(id, now))


# What is told is what the ballots say.


def retold(question: QuestionResult, answers: list[Any], interim: bool = False) -> None:
    """Compare a question's result with its answers, counted by hand."""
    there = [answer for answer in answers if answer is not None]
    everybody = question.id == "pick"
    late = interim and len(answers) >= K and not everybody
    if everybody or (len(there) >= K and not late and question.id != "where"):
        assert (question.n, question.missing) == (len(there), len(answers) - len(there))
    else:
        assert (question.n, question.missing) == (None, None), "it would tell of few"
    assert question.withheld is (bool(question.why))
    counts = {option.value: option.count for option in question.options}
    if late or len(there) < K:
        assert question.withheld
        assert question.why == ("later" if late else "few")
    if question.withheld:
        assert set(counts.values()) <= {None}
        return
    bounded = {o.value: o.bound for o in question.options if o.bound}
    match question.id:
        case "many":
            by_hand = Counter({v: sum(v in answer for answer in there) for v in CHOICES})
        case "rank":
            by_hand = Counter(answer[0] for answer in there)
            ranked(question, there)
        case "pick" | "scale":
            by_hand = Counter(map(str, there))
        case "where":
            told(counts, there, len(answers))
            return
        case "age" | "km":
            assert 0 < len(counts) <= CLASSES
            by_hand = Counter()
            for value in counts:
                low, _, high = value.partition("..")
                by_hand[value] = sum(float(low) <= x <= float(high or low) for x in there)
            assert by_hand.total() == len(there)
        case "day":
            assert 0 < len(counts) <= MOST
            by_hand = Counter({v: sum(within(day, v) for day in there) for v in counts})
            assert by_hand.total() == len(there)
        case _:
            assert counts == {}, "own words are not broken down"
            return
    least = 95 if len(there) >= 20 else 90
    high = {v for v, c in by_hand.items() if len(there) < 50 and 100 * c >= least * len(there)}
    if high and question.id != "many":
        assert set(counts.values()) == {None}
        assert bounded == {
            v: f"≥ {least} %" if v in high else f"≤ {100 - least} %" for v in counts
        }
    else:
        assert bounded == dict.fromkeys(high, f"≥ {least} %")
        rest = {value: count for value, count in counts.items() if value not in high}
        assert rest == {value: by_hand[value] for value in rest}


def within(day: str, period: str) -> bool:
    """Whether a day lies in 2026-11, 2026-Q4, 2026 or 2020..2029."""
    first, _, last = period.partition("..")
    if "Q" in period:
        return day[:4] == period[:4] and (int(day[5:7]) - 1) // 3 + 1 == int(period[-1])
    return first <= day[: len(first)] <= (last or first)


def ranked(question: QuestionResult, there: list[list[str]]) -> None:
    """Of two places of three: whatever is not named is third."""
    n = len(there)
    places = {v: [a.index(v) + 1 if v in a else 3 for a in there] for v in CHOICES}
    most = max(max(Counter(some).values()) for some in places.values())
    if n < 50 and 100 * most >= (95 if n >= 20 else 90) * n:
        assert question.ranking == ()
        return
    assert {one.value for one in question.ranking} == set(CHOICES)
    for one in question.ranking:
        assert abs(one.place - sum(places[one.value]) / n) <= 0.05 + 1e-9
    assert sorted(question.ranking, key=lambda one: one.place) == list(question.ranking)


def told(counts: dict[str, int | None], there: list[str], everybody: int) -> None:
    """Where people live: no group is of few, and all are in one."""
    seen = [name for value in counts for name in value.split("+")]
    assert len(seen) == len(set(seen))
    answers = [*there, *["?"] * (everybody - len(there))]
    for value, number in counts.items():
        assert number is not None
        assert number >= K
        # A district or Land has its answers' first digits.
        names = tuple(value.split("+"))
        assert number == sum(answer.startswith(names) for answer in answers)
    assert sum(number or 0 for number in counts.values()) == everybody


BALLOT = st.fixed_dictionaries(
    {id: answer if id == "pick" else st.none() | answer for id, answer in ANSWERS.items()}
)
BALLOTS = st.dictionaries(st.integers(0, 30).map(str), BALLOT, max_size=31)


@settings(max_examples=25, phases=[Phase.generate])  # shrinking takes minutes here
@given(data=st.data())
def walk(database: Database, numbers: Any, data: st.DataObject) -> None:
    id = f"walk-{next(numbers)}"
    publish(database, everything(id))
    cast: dict[str, dict[str, Any]] = {}
    released: list[dict[str, Any]] = []
    pending: list[dict[str, Any]] = []
    rounds = data.draw(st.lists(BALLOTS, min_size=1, max_size=4))
    for hour, votes in enumerate(rounds, 1):
        # All new: what changes and withdrawals do is told in tests/dialogs/test_tally.py.
        new = {f"{hour} {who}": answers for who, answers in votes.items()}
        vote(database, id, new)
        cast |= new
        if step(database, id, hour):
            released, pending = pending, list(cast.values())
        assert len(cast) >= len(pending)
        assert not released or len(cast) >= len(released) + STEP
        interim = shown(database, id)
        assert interim.participants == len(released)
        for question in interim.questions:
            retold(question, [ballot[question.id] for ballot in released], interim=True)
    database.do(lambda store: store.surveys.close(id, NOW))
    final = shown(database, id)
    assert final.participants == len(cast)
    for question in final.questions:
        retold(question, [ballot[question.id] for ballot in cast.values()])


def test_every_number_is_what_a_count_by_hand_says(databases: Make) -> None:
    walk(databases(), count())


def of(tally: Tally, survey: Survey | None = None, **changes: Any) -> Source:
    fields: dict[str, Any] = {
        "survey": survey or everything(),
        "state": "closed",
        "tallies": Tallies(tally, tally),
        "examples": 0,
        "published": NOW,
        "closed": NOW + timedelta(days=9),
        "operator": OPERATOR.name,
    }
    return Source(**(fields | changes))


def tally(survey: Survey, ballots: list[dict[str, Any]]) -> Tally:
    made = Tally()
    for answers in ballots:
        made.add(counted(survey, answers))
    return made


# Ten.


@pytest.mark.parametrize(
    ("participants", "answered", "broken_down"),
    [(9, 9, False), (10, 9, False), (10, 10, True), (11, 9, False), (30, 10, True)],
)
def test_a_question_is_broken_down_from_ten_answers_on(
    participants: int, answered: int, broken_down: bool
) -> None:
    answers = [{"scale": n % 2} if n < answered else {"pick": "red"} for n in range(participants)]
    made = result(of(tally(everything(), answers)), "de", DAY)
    scale = next(question for question in made.questions if question.id == "scale")
    told = answered >= K
    assert (scale.n, scale.missing) == (
        (answered, participants - answered) if told else (None, None)
    )
    assert scale.withheld is not broken_down
    assert [option.count for option in scale.options] == (
        [answered // 2, answered // 2, 0, 0, 0] if broken_down else [None] * 5
    )
    text = words(as_text(made, "de"))
    assert ("█" in text) is (broken_down or participants - answered >= K)
    assert ours("result", "few", k=K) in text


@pytest.mark.parametrize("n", [10, 19, 20, 30, 49, 50])
@pytest.mark.parametrize("others", [0, 1, 2, 3, 4, 5])
def test_what_nearly_all_of_a_few_dozen_say_is_told_as_a_bound(n: int, others: int) -> None:
    answers = [{"pick": "green" if i < others else "red"} for i in range(n)]
    made = result(of(tally(everything(), answers)), "de", DAY)
    red, green, blue = made.questions[0].options
    least = 95 if n >= 20 else 90
    if n < 50 and 100 * (n - others) >= least * n:
        assert [o.count for o in (red, green, blue)] == [None] * 3
        assert (red.bound, green.bound, blue.bound) == (
            f"≥ {least} %",
            f"≤ {100 - least} %",
            f"≤ {100 - least} %",
        )
        # Never only reached by all.
        assert 100 * (n - 1) >= least * n
        assert f"≥ {least} % RED" in words(as_text(made, "de"))
    else:
        assert [o.count for o in (red, green, blue)] == [n - others, others, 0]


@pytest.mark.parametrize("rides", [28, 15])
def test_a_question_that_follows_a_nearly_unanimous_one_tells_nothing(rides: int) -> None:
    """How many were asked it would be how many gave the answer that leads to it."""
    first, why = short().questions
    asked = replace(short(), questions=(first, replace(why, when=Is("rides", ("yes",)))))
    votes = [{"rides": "yes", "why": ""}] * rides + [{"rides": "no"}] * (29 - rides)
    last = result(of(tally(asked, votes), asked), "de", DAY).questions[-1]
    assert (last.n, last.why) == ((None, "follows") if rides == 28 else (15, ""))


def test_medians_are_made_of_what_is_shown() -> None:
    answers = [{"scale": n // 10, "age": 20 + n} for n in range(40)]
    made = result(of(tally(everything(), answers)), "de", DAY)
    medians = {question.id: question.median for question in made.questions}
    assert medians.pop("scale") == "1 / 2"
    assert medians.pop("age") == "30–39 / 40–49"
    assert set(medians.values()) == {""}
    assert ours("result", "median", median="1 / 2") in words(as_text(made, "de"))
    few = result(of(tally(everything(), answers[:9])), "de", DAY)
    assert {question.median for question in few.questions} == {""}


@pytest.mark.parametrize("answered", range(1, K))
def test_how_many_of_few_answered_a_question_is_told_nowhere(answered: int) -> None:
    """Who was asked it at all may depend on what they answered before."""
    answers = [{"scale": 1, "pick": "red" if n < answered else None} for n in range(50)]
    made = result(of(tally(everything(), answers)), "de", DAY)
    pick = made.questions[0]
    assert (pick.n, pick.missing) == (None, None)
    other = tally(everything(), [{"scale": 1}] * 50)
    assert as_text(made, "de") == as_text(result(of(other), "de", DAY), "de")


@given(
    st.integers(0, 3),
    st.lists(st.integers(0, 10**6 - 1), min_size=K, max_size=40),
    st.sampled_from([1, 10, 1000]),
)
def test_every_number_is_in_the_class_that_names_it(
    decimals: int, numbers: list[int], scale: int
) -> None:
    kind = {"type": "number", "least": 0, "most": 10**9, "decimals": decimals}
    asked = msgspec.convert(
        {
            "id": "numbers",
            "opening": {"de": "Zahlen."},
            "questions": [{"id": "n", "text": {"de": "Wie viel?"}, "answer": kind}],
        },
        Survey,
    )
    values = [
        round(number // scale / 10**decimals, decimals) if decimals else number // scale
        for number in numbers
    ]
    made = result(of(tally(asked, [{"n": value} for value in values]), asked), "de", DAY)
    classes = made.questions[0].options
    assert len(classes) <= CLASSES
    if any(option.bound for option in classes):
        return
    assert sum(option.count or 0 for option in classes) == len(values)
    ends: list[float] = []
    for option in classes:
        low, _, high = option.value.partition("..")
        ends += [float(low), float(high or low)]
        assert option.count == sum(float(low) <= value <= float(high or low) for value in values)
    assert ends == sorted(ends)


def test_large_numbers_are_told_in_full() -> None:
    asked = everything()
    number = replace(asked.questions[4], answer=Number(most=10**9))
    asked = replace(asked, questions=(number,))
    votes = [{"age": n * 1_234_567} for n in range(20)]
    made = result(of(tally(asked, votes), asked), "de", DAY)
    assert [option.value for option in made.questions[0].options] == [
        "0..4999999",
        "5000000..9999999",
        "10000000..14999999",
        "15000000..19999999",
        "20000000..24999999",
    ]


def test_the_extremes_of_few_numbers_are_not_told() -> None:
    ages = [{"age": 17}, {"age": 98}, *({"age": 40} for _ in range(7))]
    made = result(of(tally(everything(), ages)), "de", DAY)
    age = next(question for question in made.questions if question.id == "age")
    assert age.options == ()
    assert "98" not in words(as_text(made, "de"))


# An open survey.


@pytest.mark.parametrize("ballots", [1, 9, 10, 11, 19, 20, 25, 40])
def test_an_open_survey_shows_how_it_stood_a_step_ago(database: Database, ballots: int) -> None:
    publish(database, short())
    for number in range(ballots):
        vote(database, "bus", {str(number): {"rides": "yes" if number % 2 else "no"}})
        step(database, "bus", number + 1)
    shown_of = max(0, (ballots - STEP) // STEP * STEP)
    made = shown(database, "bus")
    assert made.participants == shown_of
    if shown_of:
        half = shown_of // 2
        assert [option.count for option in made.questions[0].options] == [half, half]
        assert made.standing == ours("result", "interim", n=shown_of, step=STEP)
    else:
        assert made.standing == ours("result", "none_yet", step=2 * STEP)
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert shown(database, "bus").participants == ballots


def test_an_open_survey_tells_only_of_what_everybody_is_asked(database: Database) -> None:
    """How many of few answer the others, two steps together could tell."""
    publish(database, everything())
    for hour in range(1, 4):
        for number in range(20):
            answers = {"pick": "red" if number % 2 else "blue", "scale": 1, "where": "14713"}
            vote(database, "alles", {f"{hour} {number}": answers})
        step(database, "alles", hour)
    pick, *others = shown(database, "alles").questions
    assert (pick.n, pick.why) == (40, "")
    assert {(other.n, other.missing, other.why) for other in others} == {(None, None, "later")}
    assert ours("result", "later") in words(as_text(shown(database, "alles"), "de"))


def test_between_two_steps_nothing_at_all_changes(database: Database) -> None:
    publish(database, short())
    crowd(database, 2 * STEP)
    before = shown(database, "bus")
    assert before.participants == 2 * STEP
    for number in range(STEP - 1):
        vote(database, "bus", {f"new {number}": {"rides": "no"}})
        vote(database, "bus", {"0": {"rides": "no", "why": "Doch nicht."}})
        step(database, "bus", 1000 + number)
        assert shown(database, "bus") == before
    database.do(lambda store: store.ballots.withdraw("bus", "3"))
    step(database, "bus", 2000)
    assert shown(database, "bus") == before


def test_a_result_that_would_tell_of_few_at_the_end_says_so() -> None:
    before = [{"rides": "yes" if n % 2 else "no"} for n in range(20)]
    after = tally(short(), [*before, {"rides": "no"}])
    made = result(of(after, short(), tallies=Tallies(after, tally(short(), before))), "de", DAY)
    assert made.participants == 20
    assert made.standing == ours("result", "held", n=20, step=STEP)


@pytest.mark.parametrize("rule", ["after_close", "organisers"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_hidden_says_the_same_whatever_was_cast(
    database: Database, rule: str, language: str
) -> None:
    publish(database, short(results=rule))
    nothing = shown(database, "bus", language)
    vote(database, "bus", {str(n): {"rides": "yes", "why": "Darum."} for n in range(40)})
    assert shown(database, "bus", language) == nothing
    assert as_json(shown(database, "bus", language)) == as_json(nothing)
    assert as_text(nothing, language) == as_text(shown(database, "bus", language), language)
    assert nothing.standing == ours("result", "hidden", language)
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert shown(database, "bus", language).participants == 40


# In the chat: the menu, old buttons, links.


def crowd(database: Database, number: int = 3 * STEP) -> None:
    """So many as are shown then, and another step."""
    vote(database, "bus", {str(n): {"rides": "yes"} for n in range(number)})
    step(database, "bus", 500)
    vote(database, "bus", {f"later {n}": {"rides": "yes"} for n in range(STEP)})
    step(database, "bus", 501)


def asks(person: Person, heard: Any) -> str:
    bot = person.bot
    bot.hear(Inbound(bot.key(), PLATFORM, person.address, heard))
    return person.told


def values(message: Message) -> list[str]:
    return [option.value for option in message.options]


EMPTY = ours("results", "empty")
NUMBERS = ours("result", "answered", n=3 * STEP, of=3 * STEP)
ALL = ours("result", "answered", n=4 * STEP, of=4 * STEP)


@pytest.mark.parametrize(
    ("rule", "open_", "closed"),
    [("public", True, True), ("after_close", False, True), ("organisers", False, False)],
)
def test_who_may_see_results_when(
    database: Database, rule: str, open_: bool, closed: bool
) -> None:
    publish(database, short(results=rule), "puls")
    anna = Bot(database).person("anna")
    anna.say("Hallo", "=yes")
    crowd(database)
    for visible, numbers in ((open_, NUMBERS), (closed, ALL)):
        anna.say("/menu")
        assert ("results" in values(anna.shown)) is visible
        assert (numbers in asks(anna, Start("results:bus"))) is visible, "an old link"
        told = anna.say("/results")
        assert (EMPTY in told) is not visible
        if visible:
            assert values(anna.shown) == ["bus"]
            assert numbers in anna.say("=bus")
        database.do(lambda store: store.surveys.close("bus", NOW))


def test_a_link_to_results_that_nobody_may_see_is_explained(sqlite: Database) -> None:
    publish(sqlite, short(results="after_close"))
    anna = Bot(sqlite).person("anna")
    anna.say("Hallo", "=yes")
    assert EMPTY in asks(anna, Start("results:bus"))


def test_an_old_button_shows_no_more_than_the_menu(database: Database) -> None:
    """Results that may be seen, and then a button of that question for those that may not."""
    publish(database, short(), short("geheim", results="after_close"))
    vote(database, "geheim", {str(n): {"rides": "no"} for n in range(3 * STEP)})
    crowd(database)
    anna = Bot(database).person("anna")
    anna.say("Hallo", "=yes", "/results")
    prompt = anna.shown.prompt
    told = asks(anna, Press(prompt, "geheim"))
    assert NUMBERS not in told
    assert "geheim" not in values(anna.shown)
    for heard in (Start("results:geheim"), Start("results:nirgends"), Start("results:")):
        told = asks(anna, heard)
        assert NUMBERS not in told
    assert NUMBERS in asks(anna, Start("results:bus"))


def test_the_menu_names_results_once_ten_are_shown(database: Database) -> None:
    publish(database, short())
    bot = Bot(database)
    anna = bot.person("anna")
    anna.say("Hallo", "=yes")
    for number in range(1, 2 * STEP + 1):
        vote(database, "bus", {str(number): {"rides": "yes"}})
        step(database, "bus", number)
        anna.say("/menu")
        assert ("results" in values(anna.shown)) is (number >= 2 * STEP)


# The note on how it came about.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("rule", ["public", "after_close", "organisers"])
@pytest.mark.parametrize("number", [0, 5, 40])
def test_every_result_says_how_it_came_about(
    language: str, state: str, rule: str, number: int
) -> None:
    asked = short(results=rule, funder={"de": "Die Stiftung"}, asker={"de": "Die Fahrgäste"})
    votes = tally(asked, [{"rides": "yes"}] * number)
    closed = NOW + timedelta(days=9) if state == "closed" else None
    made = result(of(votes, asked, state=state, closed=closed), language, DAY)
    begin, end = DAY(NOW, language), DAY(NOW + timedelta(days=9), language)
    wanted = [
        ours("note", "asker", language, asker="Die Fahrgäste"),
        ours("note", "funder", language, funder="Die Stiftung"),
        ours("note", "period", language, begin=begin, end=end)
        if closed
        else ours("note", "period_open", language, begin=begin),
        ours("note", "representative", language),
        ours("note", "duplicates", language),
    ]
    text = words(as_text(made, language))
    for line in wanted:
        assert line in made.note
        assert line in text
        assert line in as_json(made)["note"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_made_up_ballots_are_named(language: str) -> None:
    made = result(of(Tally(), short(), examples=12), language, DAY)
    assert ours("result", "examples", language, n=12) in made.note


def test_whoever_asks_is_the_operator_unless_the_survey_says_otherwise() -> None:
    made = result(of(Tally(), short()), "de", DAY)
    # Their full stop is the sentence's too.
    assert made.note[0] == ours("note", "asker", asker=OPERATOR.name.removesuffix("."))


def test_days_are_those_of_the_place_and_not_of_greenwich() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert DAY(late, "de") == "23. November 2026"
    assert DAY(late, "de-simple") == "23. November 2026"
    assert DAY(late, "en") == "23 November 2026"


@settings(max_examples=60)
@given(BALLOTS, st.sampled_from(list(LANGUAGES)))
def test_the_text_has_the_numbers_of_the_result_and_shares_that_fit(
    ballots: dict[str, dict[str, Any]], language: str
) -> None:
    asked = everything()
    made = result(of(tally(asked, list(ballots.values()))), language, DAY)
    text = words(as_text(made, language))
    for question in made.questions:
        assert question.text in text
        for option in question.options:
            if option.count is not None and not question.withheld:
                share = round(100 * option.count / (question.n or made.participants))
                line = ours(
                    "result", "bar", language, count=option.count, share=share, label=option.label
                )
                assert line in text
    again = msgspec.json.decode(msgspec.json.encode(as_json(made)))
    assert again["participants"] == len(ballots)
