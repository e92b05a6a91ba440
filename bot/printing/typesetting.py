"""The process that sets one document and ends: an order in JSON comes in, the file goes out."""

import io
import json
import re
import resource
import sys
import unicodedata
from typing import Any

import typst

COLOURS = 48
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
BOUND = frozenset({"Mn", "Mc", "Me", "Cf", "Sk"})
MOST = 500
"""Different characters that the fonts lack, until it is given up."""
LACKING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def main() -> None:
    """Set what stands in the order; whatever goes wrong ends the process."""
    order = json.load(sys.stdin)
    memory = order["megabytes"] * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = int(order["seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    made = typeset(order)
    if not isinstance(made, bytes):
        raise SystemExit("more than one picture")
    sys.stdout.buffer.write(small(made) if order["form"] == "png" else made)


def typeset(order: dict[str, Any]) -> Any:
    """A PDF has to show every character: those that no font has become a mark."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]]
    )
    data = order["data"]
    for _ in range(MOST):
        try:
            return typst.compile(
                order["template"],
                font_paths=fonts,
                format=order["form"],
                ppi=144.0,
                sys_inputs={"data": json.dumps(data), "form": order["form"]},
                pdf_standards=["ua-1"] if order["form"] == "pdf" else [],
                timestamp=0,
            )
        except typst.TypstError as error:
            lacking = LACKING.search(str(error))
            if not lacking:
                raise
            text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), lacking[1])
            data = without(data, frozenset(text))
    raise SystemExit("too many characters that no font has")


def without(data: Any, lacking: frozenset[str]) -> Any:
    """The data with marks in the place of characters."""
    match data:
        case str():
            # Photos are long, and nearly always all is there.
            return data if lacking.isdisjoint(data) else marked(data, lacking)
        case list():
            return [without(one, lacking) for one in data]
        case dict():
            return {name: without(value, lacking) for name, value in data.items()}
    return data


def marked(text: str, lacking: frozenset[str]) -> str:
    """Accents and joiners go with what they stand on: on a mark there can be none."""
    made = ""
    for character in text:
        if made.endswith(UNKNOWN) and unicodedata.category(character) in BOUND:
            continue
        made += UNKNOWN if character in lacking else character
    return made


def small(picture: bytes) -> bytes:
    """The picture in a few colours: a third of the size, and nobody sees it."""
    from PIL import Image  # noqa: PLC0415

    stream = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE)
    few.save(stream, "PNG", optimize=True)
    return stream.getvalue()


if __name__ == "__main__":
    main()
