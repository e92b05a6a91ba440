"""What each fact of organisers is asked of, and what each command is to do."""

from __future__ import annotations

from typing import Any

from dialogs.engine import Act
from dialogs.organising.roles import Role
from storage.files import new_name

from .group import (
    CODE,
    DRAFT,
    GROUP,
    MONTH,
    OPEN,
    OTHER,
    OVER,
    TEMPLATE,
    TOLD,
    WANTED,
    WRITTEN,
    Made,
)


def facts(made: Made) -> dict[str, list[str]]:
    """What each fact is asked of."""
    draft, question, idea = DRAFT, f"{DRAFT}.0", f"{GROUP}.1"
    wanted = f"{GROUP}|{OPEN}|revier|any|||"
    of_group = (
        *("desk", "desk_entries", "members", "roles_to_give", "protocol", "group"),
        *("own_events", "newest_event", "feeds"),
        *("own_surveys", "sources", "idea_queues", "surveys_to_send", "campaigns", "repeats"),
    )
    of_draft = ("draft", "draft_entries", "questions", "settings", "preview", "publishing")
    of_survey = ("manage", "manage_entries", "own_result", "links", "dashboard", "posters")
    of_idea = ("handled_idea", "handled_files", "handling_choices", "merge_targets")
    of_talk = ("handled_talk", "handled_guest", "talk_choices", "talk_takers", "talk_desk_of")
    of_nothing = (
        *("my_groups", "writing_groups", "first_desk", "groups", "my_members", "fresh_group"),
        *("fresh_invite", "all_drafts", "all_published", "all_own", "all_questions"),
        *("fresh_ending", "no_words", "fresh_release", "ideas_at_hand", "first_idea_desk"),
        *("talks_at_hand", "first_talk_desk"),
        *("my_campaigns", "fresh_campaign", "residence", "all_own_events", "all_event_drafts"),
        *("event_templates", "all_feeds"),
    )
    of_words = ("follows_look", "follows_simple", "follows_same")
    of_month = ("month_page", "month_choices", "month_ideas")
    of_written = ("event_draft", "event_draft_entries", "group_events", "group_of_event")
    of_event = ("own_event", "own_event_entries", "event_changing", "cancelling")
    return {
        **{key: [WRITTEN, TEMPLATE] for key in of_written},
        **{key: [made.event] for key in (*of_event, "cancel_choices")},
        **{key: [made.feed] for key in ("feed", "feed_choices", "group_of_feed")},
        **{key: ["Treff"] for key in ("topics_for", "similar_procedures")},
        "noticed_event": ["Kommen Sie!"],
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
        **{key: [GROUP] for key in ("open_talks", "talk_desk")},
        **{key: ["1"] for key in of_talk},
        "noticed_opening": ["Wir fragen."],
        "role": list(Role),
        "invite": [CODE],
        "idea_queue": [f"waiting.{GROUP}"],
        "earlier_surveys": [f"{GROUP}|{OPEN}"],
        "following": [TOLD],
        **{key: [f"{TOLD}|Es folgt viel."] for key in of_words},
        **{key: [f"{GROUP}.{MONTH}"] for key in of_month},
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
    shown, talk = {"idea": f"{GROUP}.3"}, {"talk": "1"}
    month = {"month": f"{GROUP}.{MONTH}"}
    event, feed = {"event": made.event}, {"feed": made.feed}
    where, when = ("14729050", "Rathaus, Borna"), ("2026-12-05", "", "18:00", "")
    met = {**of_group, "title": "Neu", "when": when, "where": where, "topic": "culture"}
    plan = {**of_group, "title": "Plan", "where": where, "last": "2026-12-05"}
    steps = [("approve", "waiting"), ("refuse", "waiting"), ("pause", "planned")]
    steps += [("resume", "paused"), ("stop", "planned"), ("remind", "planned")]
    steps += [("pause", "month"), ("stop", "month")]
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
        "order_sheet": [("", shown)],
        "show_point": [("", shown)],
        "drop_point": [("", shown)],
        "word_above": [("", {**month, "above": "Es geht voran."})],
        "word_below": [("", {**month, "below": "Danke!"})],
        "toggle_month_idea": [("3", month)],
        "release_month": [("", month)],
        "leave_month": [("", month)],
        "answer_talk": [("", {**talk, "reply": {"text": "Guten Tag"}})],
        "note_talk": [("", {**talk, "note": {"text": "Anrufen"}})],
        "hand_over_talk": [("", {**talk, "to": f"all.{OTHER}"})],
        "take_talk": [("", talk)],
        "end_talk": [("", talk)],
        "block_guest": [("", {**talk, "rule": "flood"})],
        "lift_block": [("", {"talk": "2"})],
        "keep_block": [("", {"talk": "2"})],
        "turn_duty": [(GROUP, {})],
        "make_campaign": [("c1", wanted)],
        "undo_campaign": [("", {})],
        "steer_campaign": [(what, {"which": made.campaigns[name]}) for what, name in steps],
        "lower_budget": [("one", {})],
        "add_repeat": [("r1", wanted)],
        "end_repeat": [("monthly", {})],
        "write_event": [("", met)],
        "write_procedure": [("", {**plan, "link": "https://stadt.example/plan"})],
        "copy_event": [("", {"source": s, "when": when}) for s in (TEMPLATE, made.event)],
        "change_event": [("", event)],
        "change_event_draft": [
            (what, {"draft": WRITTEN, what: "Neu"}) for what in ("title", "price", "drop")
        ],
        "cancel_event": [("one", event)],
        "add_feed": [("", {**of_group, "url": "https://verein.example/y.ics"})],
        "change_feed": [(what, feed) for what in ("check", "only", "remove")],
        "keep_residence": [("14730", {})],
        "drop_residence": [("", {})],
        "decline_invitation": [(OPEN, {})],
    }
    return {
        name: [Act(name, value, answers=answers) for value, answers in acts]
        for name, acts in asked.items()
    }
