"""All texts of a survey are looked at, each at its place."""

from __future__ import annotations

import msgspec

from dialogs.surveys.reading import read
from dialogs.wording.surveys import looked_at, missing_twins

SURVEY = {
    "id": "bus",
    "title": {"de": "Ihr Bus", "de-simple": "Ihr Bus", "en": "Your bus"},
    "opening": {"de": "Wir fragen z. B. nach dem Bus.", "de-simple": "Was fehlt am Bus?"},
    "use": {"de": "Die Antworten bekommt der Kreis."},
    "questions": [
        {
            "id": "good",
            "text": {"de": "Ist der Bus gut?", "en": "Do you like the bus?"},
            "hint": {"de": "Die Namen werden nicht gespeichert."},
            "answer": {
                "type": "pick",
                "choices": [
                    {"value": "yes", "label": {"de": "OK"}},
                    {"value": "no", "label": {"de": "Schlecht", "de-simple": "Schlecht"}},
                ],
            },
        },
        {
            "id": "scale",
            "text": {"de": "Wie zufrieden sind Sie?", "en": "How satisfied are you?"},
            "answer": {"type": "scale", "least_label": {"de": "gar nicht"}},
        },
        {"id": "note", "text": {"de": "Jetzt wird nichts gefragt."}, "answer": {"type": "note"}},
    ],
}


def test_each_finding_has_its_place_and_choices_are_judged_once() -> None:
    looked = looked_at(read(msgspec.json.encode(SURVEY)))
    assert {(text.place, one.rule) for text in looked for one in text.findings} == {
        ("opening.de", "abbreviation"),
        ("questions[0].text.en", "no_way_out"),
        ("questions[0].hint.de", "passive"),
        ("questions[0].answer.choices[0].label.de", "button"),
        ("questions[1].text.de", "no_way_out"),
        ("questions[2].text.de", "passive"),
    }
    assert all(one.place == text.place for text in looked for one in text.findings)
    scale = next(text for text in looked if text.place == "questions[1].text.de")
    assert "optional" in scale.findings[0].suggestion
    assert {text.place: text.score is None for text in looked}["opening.de"] is False


def test_labels_that_lack_einfache_sprache_are_named_together() -> None:
    survey = read(msgspec.json.encode(SURVEY))
    assert [(one.place, one.why.partition(": ")[2]) for one in missing_twins(survey)] == [
        ("use", "„Die Antworten bekommt der Kreis.“."),
        ("questions[0].answer", "„OK“."),
        ("questions[1].answer", "„gar nicht“."),
    ]
