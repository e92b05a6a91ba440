"""What each fact of organisers is asked of, and what each command is to do."""

from __future__ import annotations

from typing import Any

from dialogs.engine import Act
from dialogs.organising.roles import Role
from storage.files import new_name

from .group import CODE, DRAFT, GROUP, OPEN, OVER, TOLD, WANTED, Made


def facts(made: Made) -> dict[str, list[str]]:
    """What each fact is asked of."""
    draft, question, idea = DRAFT, f"{DRAFT}.0", f"{GROUP}.1"
    wanted = f"{GROUP}|{OPEN}|revier|any|||"
    of_group = (
        *("desk", "desk_entries", "members", "roles_to_give", "protocol", "group"),
        *("own_surveys", "sources", "idea_queues", "surveys_to_send", "campaigns", "repeats"),
    )
    of_draft = ("draft", "draft_entries", "questions", "settings", "preview", "publishing")
    of_survey = ("manage", "manage_entries", "own_result", "links", "dashboard")
    of_idea = ("handled_idea", "handled_files", "handling_choices", "merge_targets")
    of_nothing = (
        *("my_groups", "writing_groups", "first_desk", "groups", "my_members", "fresh_group"),
        *("fresh_invite", "all_drafts", "all_published", "all_own", "all_questions"),
        *("fresh_ending", "no_words", "fresh_release", "ideas_at_hand", "first_idea_desk"),
        *("my_campaigns", "fresh_campaign", "residence"),
    )
    return {
        **{key: [GROUP] for key in of_group},
        **{key: [draft, OPEN] for key in (*of_draft, "publish_choices")},
        **{key: [OPEN, OVER] for key in of_survey},
        **{key: [question] for key in ("question", "question_choices", "draft_of")},
        **{key: [idea] for key in of_idea},
        **{key: [""] for key in of_nothing},
        **{key: ["Warum?"] for key in ("noticed_de", "noticed_de_simple", "noticed_en")},
        **{key: [OVER] for key in ("words", "words_entries")},
        **{key: [made.word] for key in ("said", "said_next", "words_of")},
        **{key: [OVER, WANTED] for key in ("release", "release_choices")},
        **{key: list(made.campaigns.values()) for key in ("campaign", "campaign_choices")},
        **{key: [wanted] for key in ("prospect", "repeating")},
        **{key: [made.organisers["helper"]] for key in ("member", "member_choices")},
        "noticed_opening": ["Wir fragen."],
        "role": list(Role),
        "invite": [CODE],
        "idea_queue": [f"waiting.{GROUP}"],
        "earlier_surveys": [f"{GROUP}|{OPEN}"],
        "following": [TOLD],
    }


def commands(made: Made) -> dict[str, list[Act]]:
    """What each command is to do."""
    draft: dict[str, Any] = {"survey": DRAFT}
    question, idea = {"question": f"{DRAFT}.0"}, {"idea": f"{GROUP}.1"}
    of_group, helper = {"group": GROUP}, {"who": made.organisers["helper"]}
    wanted = {**of_group, "survey": OPEN, "places": ["revier"]}
    added = {**draft, "text": "Und?", "kind": "one", "lines": "a; b"}
    worded = {**question, "words": "Warum denn?"}
    written = {**of_group, "title": "Neu", "opening": "Wir fragen."}
    invited = {**of_group, "role": Role.HELPER, "name": "Neu"}
    shown = {"idea": f"{GROUP}.3"}
    steps = [("approve", "waiting"), ("refuse", "waiting"), ("pause", "planned")]
    steps += [("resume", "paused"), ("stop", "planned"), ("remind", "planned")]
    settings: list[tuple[str, dict[str, Any]]] = [
        ("ends", {"day": "2026-12-24"}),
        ("no_end", {}),
        ("results", {"results": "public"}),
        ("anonymity", {"anonymity": "unlinkable"}),
    ]
    asked: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "invite_organiser": [("ABCDEFGH23", invited)],
        "accept_invite": [(CODE, {})],
        "change_role": [("organiser", helper)],
        "remove_organiser": [("", helper)],
        "found_association": [("neu", {"name": "Neu"})],
        "describe_association": [("about", {**of_group, "words": "Wir radeln."})],
        "write_survey": [("x1", written)],
        "copy_survey": [("x1", {**of_group, "source": s}) for s in (DRAFT, OVER, "+puls")],
        "read_survey": [("", {**of_group, "file": new_name()})],
        "order_files": [("", draft), ("", {"survey": OVER})],
        "add_question": [("", added)],
        "change_question": [*((v, worded) for v in ("text", "hint", "optional", "remove"))],
        "change_text": [("asker", {**draft, "language": "de", "words": "Wir"})],
        "change_setting": [(value, draft | more) for value, more in settings],
        "set_end": [("", {"survey": OPEN, "day": "2026-12-24"})],
        "drop_draft": [("", draft)],
        "publish_survey": [("", draft)],
        "close_survey": [("", {"survey": OPEN})],
        "tell_followers": [("", {"survey": TOLD, "words": "Es folgt viel."})],
        "judge_words": [*((value, {"word": made.word}) for value in ("show", "hide"))],
        "reread_words": [("", {"survey": OVER})],
        "ask_release": [("", {"survey": OVER})],
        "give_release": [("ABCDEFGH23", {"survey": WANTED})],
        "take_back_release": [("", {"survey": WANTED})],
        "release_idea": [("", idea)],
        "reject_idea": [("", {**idea, "rule": "insult"})],
        "merge_idea": [("3", idea)],
        "advance_idea": [("examined", {**shown, "state": "examined"})],
        "answer_idea": [("", {**shown, "reply": "Danke."})],
        "make_campaign": [("c1", wanted)],
        "undo_campaign": [("", {})],
        "steer_campaign": [(what, {"which": made.campaigns[name]}) for what, name in steps],
        "lower_budget": [("one", {})],
        "add_repeat": [("r1", wanted)],
        "end_repeat": [("monthly", {})],
        "keep_residence": [("14730", {})],
        "drop_residence": [("", {})],
        "decline_invitation": [(OPEN, {})],
    }
    return {
        name: [Act(name, value, answers=answers) for value, answers in acts]
        for name, acts in asked.items()
    }
