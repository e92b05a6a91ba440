"""The expressions of `relevant` and `constraint`, read into a small tree.

A grammar of our own, for what the bot's conditions can say. What XPath has besides is known well
enough to be refused by name, with what to do instead.
"""

from __future__ import annotations

import re

from msgspec import Struct

LONGEST, DEEPEST = 5_000, 12
"""Most characters of an expression, and brackets within brackets."""
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<question>\$\{\s*(?P<name>[^{}\s]{1,255})\s*\})
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))
    |(?P<path>\.\.|/|@|\[|\]|::|\.(?=/))
    |(?P<self>\.)
    |(?P<op>!=|<=|>=|=|<|>|\(|\)|,|\+|-|\*|\|)
    |(?P<word>[A-Za-z_](?:[A-Za-z0-9_:.-]*[A-Za-z0-9_])?)
    )""",
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*\Z")
_CURLY = "‘’‚‛“”„‟`´"
_FIXED_DAY = "schreiben Sie ein festes Datum: date('2026-12-31')"
_ADVICE = {
    "today": _FIXED_DAY,
    "now": _FIXED_DAY,
    "format-date": _FIXED_DAY,
    "regex": "fragen Sie genauer, oder begrenzen Sie die Länge: string-length(.) <= 100",
    "if": "teilen Sie es in zwei Fragen mit je eigenem „relevant“",
    "coalesce": "schreiben Sie beide Fälle mit „or“",
    "count": "zählen lässt sich nur, was gewählt ist: count-selected(${frage})",
    "selected-at": "fragen Sie, ob etwas gewählt ist: selected(${frage}, 'wert')",
    "jr:choice-name": "vergleichen Sie mit dem Wert und nicht mit der Beschriftung",
    "pulldata": "Tabellen von außen gibt es nicht; löschen",
    "contains": "Texte durchsucht der Bot nicht; machen Sie eine Auswahlfrage daraus",
    "number": "lassen Sie number(…) weg",
    "string": "lassen Sie string(…) weg",
    "boolean": "schreiben Sie ${frage} != ''",
}
_KNOWN = {
    "selected": 2,
    "count-selected": 1,
    "string-length": 1,
    "not": 1,
    "date": 1,
    "true": 0,
    "false": 0,
}
"""The functions that can be translated, and how many things stand in their brackets."""


class Unsaid(ValueError):
    """What the bot's conditions cannot say, and what to do instead."""

    def __init__(self, position: int, text: str) -> None:
        super().__init__(text)
        self.position, self.text = position, text


class Literal(Struct, frozen=True):
    """A text or a number as it is written."""

    value: str | float
    at: int


class Asked(Struct, frozen=True):
    """A question by the form's name for it; `.` has none."""

    name: str
    at: int


class Call(Struct, frozen=True):
    name: str
    arguments: tuple[Node, ...]
    at: int


class Comparison(Struct, frozen=True):
    left: Node
    op: str
    right: Node
    at: int


class Joined(Struct, frozen=True):
    """Two or more joined by `and` or by `or`."""

    word: str
    parts: tuple[Node, ...]
    at: int


Node = Literal | Asked | Call | Comparison | Joined


def parse(text: str) -> Node:
    """The tree of an expression; raises Unsaid."""
    if len(text) > LONGEST:
        raise Unsaid(0, f"länger als {LONGEST} Zeichen; teilen Sie die Bedingung auf")
    return _Parser(_tokens(text)).whole()


class _Token(Struct, frozen=True):
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    tokens, place = [], 0
    while not _SPACE.match(text, place):
        found = _TOKEN.match(text, place)
        if not found:
            raise _stray(text, place + len(text[place:]) - len(text[place:].lstrip()))
        kind = found.lastgroup if found["question"] is None else "question"
        shown = found["name"] if kind == "question" else found[str(kind)]
        if kind == "path":
            raise Unsaid(found.start(kind), "Pfade liest der Bot nicht; schreiben Sie ${frage}")
        tokens.append(_Token(str(kind), shown, found.start(str(kind))))
        place = found.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens


def _stray(text: str, at: int) -> Unsaid:
    if text[at] in _CURLY:
        return Unsaid(at, f"statt {text[at]} gehören gerade Anführungszeichen hin: 'wert'")
    if text[at] in "'\"":
        return Unsaid(at, f"das Anführungszeichen {text[at]} wird nicht wieder geschlossen")
    if text[at] == "$":
        return Unsaid(at, "eine Frage schreibt man so: ${name}")
    return Unsaid(at, f"„{text[at]}“ gehört nicht in eine Bedingung")


class _Parser:
    """Recursive descent, one method a level; what binds loosest comes first."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    def whole(self) -> Node:
        node = self.joined("or")
        if self.next.kind != "end":
            raise self.misplaced()
        return node

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def misplaced(self) -> Unsaid:
        if self.next.kind == "end":
            return Unsaid(self.next.at, "die Bedingung bricht hier ab")
        if self.next.text in ("+", "-", "*", "|", "div", "mod"):
            return Unsaid(self.next.at, f"rechnen ({self.next.text}) kann der Bot nicht")
        return Unsaid(self.next.at, f"„{self.next.text}“ gehört hier nicht hin")

    def joined(self, word: str) -> Node:
        inner = self.comparison if word == "and" else lambda: self.joined("and")
        at, parts = self.next.at, [inner()]
        while self.next.kind == "word" and self.next.text == word:
            self.take()
            parts.append(inner())
        return Joined(word, tuple(parts), at) if len(parts) > 1 else parts[0]

    def comparison(self) -> Node:
        left = self.single()
        if self.next.text not in _COMPARISONS or self.next.kind != "op":
            return left
        sign = self.take()
        right = self.single()
        if self.next.kind == "op" and self.next.text in _COMPARISONS:
            raise Unsaid(self.next.at, "verbinden Sie zwei Vergleiche mit „and“")
        return Comparison(left, sign.text, right, sign.at)

    def single(self) -> Node:
        token = self.next
        match token.kind:
            case "question" | "self":
                self.take()
                return Asked(token.text if token.kind == "question" else "", token.at)
            case "text":
                self.take()
                return Literal(token.text[1:-1], token.at)
            case "number":
                self.take()
                return Literal(float(token.text), token.at)
            case "op" if token.text == "-" and self.tokens[self.place + 1].kind == "number":
                self.take()
                return Literal(-float(self.take().text), token.at)
            case "op" if token.text == "(":
                self.take()
                return self.closed(lambda: self.joined("or"))
            case "word" if self.tokens[self.place + 1].text == "(":
                return self.call()
            case "word" if token.text not in ("and", "or", "div", "mod"):
                text = (
                    f"„{token.text}“: Fragen schreibt man ${{{token.text}}}, Werte '{token.text}'"
                )
                raise Unsaid(token.at, text)
        raise self.misplaced()

    def closed(self, inner: object) -> Node:
        """What stands before a closing bracket."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unsaid(self.next.at, f"mehr als {DEEPEST} Klammern stecken ineinander")
        node: Node = inner()  # type: ignore[operator]
        self.depth -= 1
        if self.next.text != ")":
            raise self.misplaced()
        self.take()
        return node

    def call(self) -> Call:
        name = self.take()
        if name.text not in _KNOWN:
            advice = _ADVICE.get(name.text, "schreiben Sie es ohne diese Funktion")
            raise Unsaid(name.at, f"{name.text}() kennt der Bot nicht; {advice}")
        self.take()
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unsaid(name.at, f"mehr als {DEEPEST} Klammern stecken ineinander")
        arguments: list[Node] = []
        while self.next.text != ")":
            if arguments:
                if self.next.text != ",":
                    raise self.misplaced()
                self.take()
            arguments.append(self.joined("or"))
        self.take()
        self.depth -= 1
        if len(arguments) != _KNOWN[name.text]:
            text = f"bei {name.text}() stehen {_KNOWN[name.text]} Angaben in der Klammer"
            raise Unsaid(name.at, f"{text}, nicht {len(arguments)}")
        return Call(name.text, tuple(arguments), name.at)
