"""What organisers and people write is said as it stands: it can bring no markup into a message."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.answers import Choice, Number, Pick, PickMany, Rank, Scale, Sentence
from dialogs.conditions import Length
from dialogs.engine import Turn
from dialogs.markup import Span
from dialogs.messages import Press, Words
from dialogs.surveys.survey import Question, Survey, flow
from tests.play import OPERATOR, Scene

HOSTILE = st.text(st.sampled_from("*{}_[]()<>&\\`|~#"), min_size=1, max_size=5) | st.sampled_from(
    ["**", "{name}", "{contact}", "**{name}**", "{0}", "%s", "</b>", "[x](y)", "&lt;"]
)


def survey(sign: str) -> Survey:
    """A survey that has the sign in every text, each text with a letter of its own."""

    def text(letter: str) -> dict[str, str]:
        return {"de": f"{letter}{sign}"}

    options = (Choice("one", text("J")), Choice("two", text("K")))
    questions = (
        Question("pick", text("E"), Pick(options), hint=text("F")),
        Question("many", text("G"), PickMany(options)),
        Question("rank", text("G"), Rank((*options, Choice("three", text("L"))))),
        Question("scale", text("H"), Scale(1, 5, text("M"), text("N"))),
        Question("number", text("I"), Number(text("O"), 0, 9)),
        Question(
            "said",
            text("P"),
            Sentence(),
            constraint=Length("said", "<", 20),
            constraint_text=text("Q"),
        ),
    )
    return Survey("hostile", questions, text("A"), 1, text("B"), text("C"), use=text("D"))


@settings(max_examples=150)
@given(HOSTILE)
def test_no_text_of_others_is_taken_for_markup(sign: str) -> None:
    scene = Scene([flow(survey(sign))], consents={"surveys"}, decided={"contact"}, new=False)
    own = f"Z{sign}"
    for said, shown in [
        (Words("/start survey_hostile"), "ABCD"),
        (Press("1", "join"), "EF"),
        (Press("2", "/pause"), ""),
        (Words("weiter"), "BEF"),
        (Press("2", "one"), "G"),
        (Press("3", "two"), "GK"),
        (Press("3", "/done"), "G"),
        (Press("4", "two"), "GK"),
        (Press("4", "one"), "H"),
        (Press("5", "5"), "IO"),
        (Words("3"), "P"),
        (Words("lang genug, um nicht zu passen"), "QP"),
        (Words(own), "EJGKHNIOPZ"),
        (Press("8", "edit"), ""),
        (Press("8", "said"), "PZ"),
        (Press("9", "/keep"), "EJGKHNIOPZ"),
        (Words("/about"), "BEJGKHNIOPZ"),
        (Press("10", "discard"), ""),
    ]:
        turn = scene.hear(said)
        _check(turn, sign, shown)


def _check(turn: Turn, sign: str, shown: str) -> None:
    """Each text stands there letter by letter, within one span, and nothing was filled in."""
    spans = turn.message.text
    assert not any(span.link for span in spans)
    for letter in shown:
        assert any(f"{letter}{sign}" in span.text for span in spans), letter
    said = "".join(span.text for span in spans)
    for letter in shown:
        assert letter + OPERATOR["name"] not in said
        assert letter + OPERATOR["contact"] not in said


def test_our_own_bold_does_not_spill_over() -> None:
    """A question is bold as a whole; its hint, and what stands around an answer, is not."""
    scene = Scene([flow(survey("**"))], consents={"surveys"}, decided={"contact"}, new=False)
    scene.hear(Words("/start survey_hostile"))
    spans = scene.hear(Press("1", "join")).message.text
    assert Span("E**", bold=True) in spans
    assert Span("F**") in spans


def test_a_label_is_a_label() -> None:
    scene = Scene([flow(survey("**{name}**"))], consents={"surveys"}, new=False)
    scene.hear(Words("/start survey_hostile"))
    options = scene.hear(Press("1", "join")).message.options
    assert [option.label for option in options] == ["J**{name}**", "K**{name}**"]
