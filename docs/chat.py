"""Draws a chat as SVG: bubbles, bold words, rows of buttons, and all of it in words as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from msgspec import Struct

from dialogs.markup import Rich, Span, words

WIDTH, MARGIN, BUBBLE = 420, 14, 372
HEAD, GAP, CORNER = 48, 10, 10
"""Heights of the bar with the bot's name and between two bubbles; how round the picture is."""
SIZE, LINE, PAD = 14, 20, 12
BUTTON, BETWEEN = 32, 4
FONTS = "'DejaVu Sans', Verdana, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
GROUND, BAR, INK = "#e8eef3", "#2f6ea5", "#1c2733"
BOT, PERSON = ("#ffffff", "#d3dde6"), ("#dff3cf", "#bfdcaa")
KEY, PRESSED = ("#d5e2ee", "#b4c8da", "#174a75"), ("#1f5f99", "#123f68", "#ffffff")
TRAY, TYPED = "#cbd5de", ("#ffffff", "#b3c0cc", "#1c2733")
"""Where keys lie in the place of the keyboard, and these themselves."""
WIDTHS = {
    "'": 0.27, " ,.IJijl‚‘’·|": 0.33, "-/:;\\f": 0.38, "!()[]rt": 0.42, "*_`sz„“”–\"": 0.53,
    "?Lc": 0.56, "FPTYaekovxyäö": 0.62, "ABCRVXZÄ": 0.7, "DGHNUÜ█": 0.78, "&OQwÖ": 0.82,
    "#+<=>M^~→✓": 0.87, "%m@W…©": 1.0,
}  # fmt: skip
"""Widths of letters in one of the widest fonts that may be there, in parts of its size."""
_WIDTH = {letter: width for letters, width in WIDTHS.items() for letter in letters}
USUAL, BOLDER = 0.65, 1.13
"""The width of all other letters, and how much wider bold ones are."""


Point = tuple[float, float]
Colours = tuple[str, str, str]
Area = tuple[float, float, float, float]


class Bubble(Struct, frozen=True):
    """Something said in a chat, with its rows of buttons; one of them may be `pressed`.

    With `keys` they stand in the place of the phone's keyboard.
    """

    text: Rich
    by_bot: bool = True
    rows: tuple[tuple[str, ...], ...] = ()
    keys: bool = False
    pressed: str = ""


def picture(title: str, name: str, bubbles: Sequence[Bubble]) -> str:
    """The chat with the bot of that name; the description holds every word of it."""
    parts, y = list(_head(name)), float(HEAD + GAP)
    for bubble in bubbles:
        drawn, y = _bubble(bubble, y)
        parts += drawn
        y += GAP
    if bubbles[-1].keys:
        drawn, y = _keyboard(bubbles[-1], y)
        parts += drawn
    described = "\n".join(told(name, bubble) for bubble in bubbles)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y:g}"'
        f' viewBox="0 0 {WIDTH} {y:g}" role="img" aria-labelledby="title words"'
        f' font-family="{FONTS}" font-size="{SIZE}">\n'
        f'<title id="title">{_safe(title)}</title>\n<desc id="words">{_safe(described)}</desc>\n'
        f"{_box((0, 0, WIDTH, y), GROUND, GROUND, CORNER)}\n" + "\n".join(parts) + "\n</svg>\n"
    )


def told(name: str, bubble: Bubble) -> str:
    """What is said, for those who do not see it."""
    lines = [f"{name if bubble.by_bot else 'Mensch'}: {words(bubble.text)}"]
    if bubble.rows:
        lines.append(
            f"{'Tasten' if bubble.keys else 'Knöpfe'}: "
            + " ".join(f"[{label}]" for row in bubble.rows for label in row)
        )
    if bubble.pressed:
        lines.append(f"Gedrückt: [{bubble.pressed}]")
    return "\n".join(lines)


def _head(name: str) -> Iterator[str]:
    yield (
        f'<path d="M0 {HEAD}V{CORNER}A{CORNER} {CORNER} 0 0 1 {CORNER} 0H{WIDTH - CORNER}'
        f'A{CORNER} {CORNER} 0 0 1 {WIDTH} {CORNER}V{HEAD}Z" fill="{BAR}"/>'
    )
    middle = HEAD / 2
    yield f'<circle cx="32" cy="{middle:g}" r="15" fill="#ffffff"/>'
    yield _words((32, middle + 5), (Span(name[:1], bold=True),), BAR, "middle")
    yield _words((58, middle - 2), (Span(name, bold=True),), "#ffffff")
    yield _words((58, middle + 14), (Span("Bot"),), "#ffffff", size=11)


def _bubble(bubble: Bubble, y: float) -> tuple[list[str], float]:
    """A bubble from `y` on, and where it ends."""
    lines = wrapped(bubble.text, BUBBLE - 2 * PAD)
    width = max(wide(line) for line in lines) + 2 * PAD
    rows = () if bubble.keys else bubble.rows
    width = BUBBLE if rows else min(BUBBLE, round(width))
    height = len(lines) * LINE + 2 * PAD - 4
    x = MARGIN if bubble.by_bot else WIDTH - MARGIN - width
    fill, stroke = BOT if bubble.by_bot else PERSON
    parts = [_box((x, y, width, height), fill, stroke, 12)]
    for number, line in enumerate(lines, 1):
        parts.append(_words((x + PAD, y + PAD + number * LINE - 7), line, INK))
    y += height
    for row in rows:
        y += BETWEEN
        parts += _buttons(row, bubble.pressed, (x, y, BUBBLE, BUTTON), KEY)
        y += BUTTON
    return parts, y


def _keyboard(bubble: Bubble, y: float) -> tuple[list[str], float]:
    """The keys below everything else, from one edge to the other."""
    end = y + len(bubble.rows) * (BUTTON + BETWEEN) - BETWEEN + 2 * GAP
    parts = [
        f'<path d="M0 {y:g}H{WIDTH}V{end - CORNER:g}a{CORNER} {CORNER} 0 0 1 -{CORNER} {CORNER}'
        f'H{CORNER}a{CORNER} {CORNER} 0 0 1 -{CORNER} -{CORNER}Z" fill="{TRAY}"/>'
    ]
    y += GAP
    for row in bubble.rows:
        area = (MARGIN, y, WIDTH - 2 * MARGIN, BUTTON)
        parts += _buttons(row, bubble.pressed, area, TYPED)
        y += BUTTON + BETWEEN
    return parts, end


def _buttons(row: Sequence[str], pressed: str, area: Area, usual: Colours) -> Iterator[str]:
    left, y, whole, _ = area
    width = (whole - BETWEEN * (len(row) - 1)) / len(row)
    for place, label in enumerate(row):
        fill, stroke, ink = PRESSED if label == pressed else usual
        x = left + place * (width + BETWEEN)
        yield _box((x, y, width, BUTTON), fill, stroke, 8)
        shown = (Span(label, bold=label == pressed),)
        yield _words((x + width / 2, y + BUTTON / 2 + 5), shown, ink, "middle")
        if label == pressed:
            # A ring as if from a finger: not by colour alone.
            yield (
                f'<circle cx="{x + width - 16:g}" cy="{y + BUTTON / 2:g}" r="7" fill="none"'
                f' stroke="{ink}" stroke-width="2.5"/>'
            )


def wrapped(text: Rich, most: float) -> list[Rich]:
    """The text in lines that are at most so wide; a word too long for a line is cut."""
    lines: list[list[Span]] = [[]]
    for word in _words_of(text):
        if lines[-1] and wide([*lines[-1], *word]) > most:
            lines.append([])
        for letter in word:
            if letter.text == "\n":
                lines.append([])
            elif letter.text != " " and wide([*lines[-1], letter]) > most:
                lines.append([letter])
            else:
                lines[-1].append(letter)
    return [_merged(line) for line in lines]


def _words_of(text: Rich) -> Iterator[list[Span]]:
    """The letters of each word, with the space or the end of the line behind it."""
    word: list[Span] = []
    for span in text:
        for letter in span.text:
            word.append(Span(letter, span.bold))
            if letter in " \n":
                yield word
                word = []
    yield word


def _merged(letters: Sequence[Span]) -> Rich:
    return tuple(
        Span("".join(letter.text for letter in group), bold)
        for bold, group in groupby(letters, lambda letter: letter.bold)
    )


def wide(line: Sequence[Span]) -> float:
    """In pixels; the space at the end of a line needs no room."""
    letters = [(letter, span.bold) for span in line for letter in span.text]
    while letters and letters[-1][0] in " \n":
        letters.pop()
    return sum(
        _WIDTH.get(letter, USUAL) * SIZE * (BOLDER if bold else 1) for letter, bold in letters
    )


def _box(area: Area, fill: str, stroke: str, corner: int) -> str:
    x, y, width, height = area
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{corner}"'
        f' fill="{fill}" stroke="{stroke}"/>'
    )


def _words(at: Point, line: Rich, ink: str, anchor: str = "start", size: int = SIZE) -> str:
    spans = "".join(
        f'<tspan font-weight="bold">{_safe(span.text)}</tspan>' if span.bold else _safe(span.text)
        for span in line
    )
    return (
        f'<text x="{at[0]:g}" y="{at[1]:g}" fill="{ink}" text-anchor="{anchor}"'
        f' font-size="{size}" xml:space="preserve">{spans}</text>'
    )


def _safe(text: str) -> str:
    return escape(text, quote=False)
