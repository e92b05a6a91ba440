"""Each rule on sentences that break it, and on those that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.wording import RULES, TITLES, Said, look
from dialogs.wording.compounds import divided
from dialogs.wording.finding import LONGEST, Finding
from dialogs.wording.score import level, score, syllables
from dialogs.wording.sentences import sentences, words

YES_NO = ("Ja", "Nein", "Weiß nicht")


def rules(text: str, language: str = "de", kind: str = "message", *choices: str) -> set[str]:
    return {finding.rule for finding in found(text, language, kind, *choices)}


def found(text: str, language: str = "de", kind: str = "message", *choices: str) -> list[Finding]:
    return look(Said(text, language, kind, choices))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("passive", "Die Straße wurde gesperrt."),
        ("passive", "Gesendet wurde nichts."),
        ("passive", "Der Weg soll gebaut werden."),
        ("passive", "Die Namen werden nicht vergeben."),
        ("abbreviation", "Bringen Sie z.B. Kuchen mit."),
        ("abbreviation", "Das ist bzgl. der Uhrzeit unklar."),
        ("sign", "Kaffee & Kuchen"),
        ("emoji", "Danke 🙂 und bis bald."),
        ("emoji", "Danke! 👩‍👩‍👧 🎉"),
        ("honest", "62 % der Menschen im Revier sind dafür."),
        ("honest", "Das Ergebnis ist repräsentativ."),
        ("command", "Schreiben Sie /start."),
        ("jargon", "Wir fragen alle Stakeholder."),
        ("address", "Schreib uns deine Idee, damit Sie mitreden."),
        ("length", "Ja. " * 101),
        ("long_sentence", "Wort " * 21 + "."),
    ],
)
def test_what_is_doubtful_in_a_message(rule: str, text: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Morgen wird es regnen.",
        "Wir werden Sie besuchen.",
        "Die Halle wird ein Treffpunkt.",
        "Die Brücke ist gesperrt.",
        "Am 3. Mai um 18 Uhr, Eintritt 5 Euro.",
        "Auf diese Art. Und auf jene.",
        "Mehr auf https://www.stadt.example/plan&ort oder stadt.example.",
        "Bis bald! 👩‍👩‍👧",
        "30 Prozent der Fläche bleiben Wald.",
        "Von 100 Teilnehmenden finden 60 Prozent der Menschen das gut.",
        "Nicht repräsentativ: Es zählt, wer teilgenommen hat.",
        "Offen von Mai/Juni bis 10/2027.",
    ],
)
def test_what_only_looks_doubtful_in_a_message(text: str) -> None:
    assert rules(text) == set()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("genitive", "Das ist das Ende der Umfrage."),
        ("genitive", "Der Chef des Amtes hilft."),
        ("genitive", "Wegen einer Baustelle ist zu."),
        ("subjunctive", "Das wäre schön."),
        ("clauses", "Wir fragen, weil es wichtig ist."),
        ("clauses", "Kommen Sie, um zu reden."),
        ("clauses", "Es regnet, aber wir feiern hier."),
        ("compound", "Das macht die Straßenverkehrsbehörde."),
        ("sign", "20 % sparen"),
        ("sign", "Alle Schüler*innen kommen."),
        ("abbreviation", "Die IHK hilft."),
        ("long_sentence", "Wort " * 13 + "."),
        ("passive", "Der Weg wird gebaut."),
    ],
)
def test_what_is_doubtful_only_in_einfache_sprache(rule: str, text: str) -> None:
    assert rule in rules(text, "de-simple")
    assert rule in rules(text) or rule != "passive"
    assert rule == "passive" or rule not in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dieses Haus ist alt.",
        "Schreiben Sie der Stadt.",
        "Geht der Bus zu spät?",
        "Ich möchte das nicht.",
        "Nehmen Sie den Bus, die Bahn oder das Rad.",
        "Sie haben Fragen? Dann rufen Sie an.",
        "Der Bus hält vor dem Rat-Haus.",
    ],
)
def test_what_only_looks_doubtful_in_einfache_sprache(text: str) -> None:
    assert rules(text, "de-simple") == set()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("loaded", "Sind Sie nicht auch für mehr Busse?"),
        ("loaded", "Finden Sie es gut, dass der Bus kommt?"),
        ("loaded", "Kommt der Bus endlich?"),
        ("loaded", "Warum ist der Plan ein Fehler?"),
        ("loaded", "Viele Menschen sind dafür. Und Sie?"),
        ("double", "Ist der Bus sauber und pünktlich?"),
        ("double", "Wie zufrieden sind Sie mit Preis und Angebot?"),
        ("double", "Was gefällt Ihnen? Was nicht?"),
        ("double", "Brauchen wir Parks und/oder Bänke?"),
        ("double", "Kennen und nutzen Sie das Bad?"),
        ("absolute", "Fahren Sie immer mit dem Rad?"),
    ],
)
def test_what_pushes_or_asks_twice(rule: str, text: str) -> None:
    assert rule in rules(text, "de", "question", *YES_NO)


@pytest.mark.parametrize(
    "text",
    [
        "Nutzen Sie Bus und Bahn?",
        "Sind die Rad- und Fußwege breit genug?",
        "Was sollen Bürgerinnen und Bürger entscheiden?",
        "Fahren Sie ab und zu Rad?",
        "Gibt es immer noch einen Bäcker?",
        "Sie haben Kinder? Wie kommen sie zur Schule?",
        "Kaufen Sie auch sonntags ein?",
        "Warum fahren Sie nicht mit dem Bus?",
        "Was ist Ihnen lieber: Park oder Parkplatz?",
    ],
)
def test_good_questions_are_left_alone(text: str) -> None:
    assert rules(text, "de", "question", *YES_NO) == set()


@pytest.mark.parametrize(
    ("rule", "choices"),
    [
        ("no_way_out", ("Gut", "Schlecht")),
        ("unbalanced", ("Sehr gut", "Gut", "Schlecht", "Weiß nicht")),
        ("unbalanced", ("Verständlich", "Unverständlich", "Ganz unverständlich", "Weiß nicht")),
        ("", ("Sehr gut", "Gut", "Schlecht", "Sehr schlecht", "Weiß nicht")),
        ("", ("Sicher", "Unsicher", "Keine Angabe")),
        ("", ("Gut", "Schlecht", "Nichts davon")),
    ],
)
def test_choices_leave_a_way_out_and_are_even(rule: str, choices: tuple[str, ...]) -> None:
    assert rules("Wie finden Sie den Plan?", "de", "question", *choices) == {rule} - {""}


def test_facts_and_what_can_be_skipped_need_no_way_out() -> None:
    assert rules("Besitzen Sie ein Auto?", "de", "question", "Ja", "Nein") == set()
    asked = Said("Wie finden Sie das?", "de", "question", ("Gut", "Schlecht"))
    assert [one.rule for one in look(asked)] == ["no_way_out"]
    for free in ({"harmless": True}, {"optional": True}):
        assert look(Said(asked.text, "de", "question", asked.choices, **free)) == []


@pytest.mark.parametrize("label", ["OK", "Hier", "👍", "A", "Option 2", "Klicken Sie hier"])
def test_a_label_that_says_nothing_alone(label: str) -> None:
    assert rules(label, "de", "button") == {"button"}


@pytest.mark.parametrize("label", ["Ja", "Nein", "5", "Ja, teilnehmen", "Zurück", "Mehr Busse"])
def test_a_label_that_speaks_for_itself(label: str) -> None:
    assert rules(label, "de", "button") == set()


def test_a_finding_says_where_why_and_what_is_better() -> None:
    sent = "Guten Tag! Der Antrag kostet ca. fünf Euro."
    [one] = found(sent)
    assert (one.word, one.sentence) == ("ca.", "Der Antrag kostet ca. fünf Euro.")
    assert str(one) == "„ca.“ ist eine Abkürzung. Schreiben Sie „ungefähr“."


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Bürgerbeteiligungsverfahren", "Bürger-beteiligungs-verfahren"),
        ("Straßenverkehrsbehörde", "Straßen-verkehrs-behörde"),
        ("Wirtschaftsförderung", "Wirtschafts-förderung"),
        ("Kommunalaufsichtsrat", "Kommunal-aufsichts-rat"),
    ],
)
def test_long_words_are_divided_where_their_parts_meet(word: str, parts: str) -> None:
    assert "-".join(divided(word)) == parts


def test_sentences_end_at_no_date_and_no_abbreviation() -> None:
    assert sentences("Am 3. Mai ist z. B. frei. Kommen Sie! Wann? Um 9.") == (
        "Am 3. Mai ist z. B. frei.",
        "Kommen Sie!",
        "Wann?",
        "Um 9.",
    )


def test_what_is_quoted_filled_in_or_an_address_is_one_word() -> None:
    assert len(words("Schreiben Sie „ich will weiter machen“ an {contact} a@b.de")) == 6


def test_easy_texts_score_higher_than_hard_ones() -> None:
    easy = score("Der Bus kommt um acht. Er ist rot. Wir fahren mit.", "de")
    hard = score(
        "Die Inanspruchnahme öffentlicher Verkehrsdienstleistungen unterliegt Beschränkungen.",
        "de",
    )
    assert easy is not None
    assert hard is not None
    assert (level(easy), level(hard)) == ("sehr leicht", "sehr schwer")
    assert score("Zu kurz.", "de") is None


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [("Abend", "de", 2), ("Region", "de", 3), ("Bus", "de", 1), ("make", "en", 1), ("X", "de", 1)],
)
def test_syllables(word: str, language: str, count: int) -> None:
    assert syllables(word, language) == count


def test_every_rule_has_a_title() -> None:
    told = {one for rule in RULES for one in (rule.__doc__ or "").split("\n") if one}
    assert len(told) >= len(RULES)
    assert all(TITLES.values())


@given(st.text(max_size=300), st.sampled_from(["de", "de-simple", "en", "xx"]))
def test_any_text_is_looked_at(text: str, language: str) -> None:
    for kind in ("message", "question", "note", "button"):
        for one in look(Said(text, language, kind, (text, text[:5]))):  # type: ignore[arg-type]
            assert one.rule in TITLES
            assert one.why.endswith(".")


@pytest.mark.parametrize(
    "part",
    ["wird ge ", ", der die ", "und ", "?", "a", "Ä-", "z. B. ", "🙂", "1 Prozent der ", "„"],
)
def test_a_text_of_any_length_is_cut(part: str) -> None:
    found = look(Said(part * 100_000, "de-simple", "question"))
    assert found[0].rule == "length"
    assert all(len(one.sentence) <= LONGEST for one in found)
