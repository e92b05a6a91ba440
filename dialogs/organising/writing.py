"""Writing a survey in the chat: from nothing, a template or an earlier one; every part of it."""

from ..answers import Date, Sentence
from ..answers.document import Document
from ..answers.pick import Pick
from ..conditions import Answered, Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..surveys.checking import OPENING, QUESTION, TITLE
from ..surveys.editing import KINDS
from ..texts import load
from .desk import GROUP
from .lines import Lines
from .roles import Role

T = load("writing")
N = load("wording")
F = load("filing")
LANGUAGE = ("de", "de_simple", "en")
PARTS = ("title_part", "opening_part", "asker", "funder", "use")
DRAFT = Ask("survey", T["which"], Offered(fact="all_drafts"), empty=T["none"])
"""The first question of everything that is done to one draft."""
BACK = Begin("back", flow="draft", of="survey", later=True)


def noticed(by: str, **spoken: tuple[str, ...]) -> tuple[Say, ...]:
    """What to say of the words just typed; an answer tells in which language they are."""
    return tuple(
        Say(
            f"noticed_{name}",
            N["said"],
            fact=f"noticed_{name}",
            of="words",
            when=Is(by, values),
        )
        for name, values in spoken.items()
    )


OWN = Flow(
    "own",
    (
        GROUP,
        Ask("which", T["own"], Offered(fact="own_surveys", of="group")),
        Begin("on", answer="which"),
    ),
    role=Role.HELPER,
)

WRITE = Flow(
    "write",
    (
        GROUP,
        Ask(
            "source",
            T["source"],
            Offered(fact="sources", of="group"),
            go=(Go("title", Is("source", ("blank",))), Go("file", Is("source", ("file",)))),
        ),
        Do("copy", "copy_survey", fact="fresh_ending"),
        Say("copied", T["copied"], go=(Go("on"),)),
        Ask("title", T["title"], Sentence(longest=TITLE)),
        Ask("opening", T["opening"], Sentence(longest=OPENING)),
        Say("noticed", N["said"], fact="noticed_opening", of="opening"),
        Do("write", "write_survey", fact="fresh_ending"),
        Begin("on", flow="own", of="group", later=True),
        Ask("file", F["send"], Document()),
        Do("read", "read_survey"),
        Say("reading", F["reading"]),
    ),
    role=Role.ORGANISER,
)

DRAFT_PAGE = Flow(
    "draft",
    (
        DRAFT,
        Ask(
            "what",
            T["draft"],
            Offered(fact="draft_entries", of="survey"),
            fact="draft",
            of="survey",
        ),
        Begin("on", answer="what"),
    ),
    role=Role.ORGANISER,
)

ADD = Flow(
    "add",
    (
        DRAFT,
        Ask("text", T["question"], Sentence(longest=QUESTION)),
        Say("noticed", N["said"], fact="noticed_de", of="text"),
        Ask("simple", T["question_simple"], Sentence(longest=QUESTION), optional=True),
        Say(
            "noticed_simple",
            N["said"],
            fact="noticed_de_simple",
            of="simple",
            when=Answered("simple"),
        ),
        Ask("kind", T["kind"], Pick(choices(load("kinds"), *KINDS))),
        Ask("lines", T["lines"], Lines(longest=2000), when=Is("kind", ("one", "many"))),
        Do("add", "add_question"),
        BACK,
    ),
    role=Role.ORGANISER,
)

QUESTIONS = Flow(
    "questions",
    (
        DRAFT,
        Ask("which", T["which_question"], Offered(fact="questions", of="survey")),
        Begin("on", answer="which"),
    ),
    role=Role.ORGANISER,
)

QUESTION_PAGE = Flow(
    "question",
    (
        Ask("question", T["which_question"], Offered(fact="all_questions"), empty=T["none"]),
        Ask(
            "what",
            T["question_page"],
            Offered(fact="question_choices", of="question"),
            fact="question",
            of="question",
            go=(
                Go("lines", Is("what", ("choices",))),
                Go("change", Is("what", ("optional", "mixed", "sensitive", "up", "remove"))),
            ),
        ),
        Ask("words", T["words"], Sentence(longest=QUESTION), go=(Go("noticed_de"),)),
        Ask("lines", T["lines"], Lines(longest=2000), go=(Go("change"),)),
        *noticed("what", de=("text",), de_simple=("simple",), en=("english",)),
        Do("change", "change_question", "what"),
        Begin("back", fact="draft_of", of="question", later=True),
    ),
    role=Role.ORGANISER,
)

TEXTS = Flow(
    "texts",
    (
        DRAFT,
        Ask(
            "part",
            T["part"],
            Pick(choices(T, *PARTS)),
        ),
        Ask("language", T["language"], Pick(choices(T, *LANGUAGE))),
        Ask("words", T["words"], Sentence(longest=OPENING)),
        *noticed("language", de=("de",), de_simple=("de_simple",), en=("en",)),
        Do("change", "change_text", "part"),
        BACK,
    ),
    role=Role.ORGANISER,
)

SETUP = Flow(
    "setup",
    (
        DRAFT,
        Ask(
            "what",
            T["setting"],
            Pick(choices(T, "ends", "no_end", "results", "anonymity", "drop")),
            fact="settings",
            of="survey",
            go=(
                Go("results", Is("what", ("results",))),
                Go("anonymity", Is("what", ("anonymity",))),
                Go("sure", Is("what", ("drop",))),
                Go("set", Is("what", ("no_end",))),
            ),
        ),
        Ask("day", T["day"], Date(), go=(Go("set"),)),
        Ask(
            "results",
            T["results_ask"],
            Pick(choices(T, "public", "after_close", "organisers")),
            go=(Go("set"),),
        ),
        Ask(
            "anonymity",
            T["anonymity_ask"],
            Pick(choices(T, "unlinkable", "pseudonymous")),
            go=(Go("set"),),
        ),
        Ask(
            "sure",
            T["drop_sure"],
            Pick(choices(T, "yes_drop", "no_drop")),
            go=(Go("back", Is("sure", ("no_drop",))),),
        ),
        Do("drop", "drop_draft"),
        Say("dropped", T["dropped"], go=(Go(END),)),
        Do("set", "change_setting", "what"),
        BACK,
    ),
    role=Role.ORGANISER,
)
