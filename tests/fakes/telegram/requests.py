"""Parameters out of an HTTP request: query, form, multipart or JSON."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from aiohttp import BodyPartReader, web

from .refusals import Refusal, bad
from .schema import ITEMS, Upload, fields

Problems = list[tuple[str, str]]

_WHOLE = re.compile(r"-?\d+")


async def parameters(request: web.BaseRequest) -> tuple[dict[str, Any], bool]:
    """What was given, and whether it is JSON already."""
    given: dict[str, Any] = dict(parse_qsl(request.query_string, keep_blank_values=True))
    kind = request.content_type
    if request.method == "GET" or not request.can_read_body:
        return given, False
    if kind == "multipart/form-data":
        return given | await _multipart(request), False
    body = await request.read()
    if kind == "application/json":
        try:
            inside = msgspec.json.decode(body) if body else {}
        except msgspec.DecodeError:
            inside = None
        if not isinstance(inside, dict):
            raise bad("can't parse request: the body is no JSON object")
        return given | inside, True
    if kind == "application/x-www-form-urlencoded":
        return given | dict(parse_qsl(body.decode(), keep_blank_values=True)), False
    if body:
        raise Refusal(400, "Bad Request", fault=f"content type {kind}")
    return given, False


async def _multipart(request: web.BaseRequest) -> dict[str, Any]:
    given: dict[str, Any] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        content = bytes(await part.read())
        name = part.name or ""
        if part.filename is None:
            given[name] = content.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            given[name] = Upload(name, part.filename, mime, content)
    return given


def decoded(
    method: str, given: dict[str, Any], problems: Problems, *, is_json: bool
) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Values of the types that the Bot API names, and the uploaded files apart."""
    known, values, uploads = fields(method) or {}, {}, {}
    for name, value in given.items():
        if isinstance(value, Upload):
            uploads[name] = value
            if name in known:
                values[name] = value
        elif not isinstance(value, str):
            values[name] = value
        elif name in known:
            values[name] = _value(name, value, known[name]["types"], problems, is_json=is_json)
        else:
            values[name] = value
    return values, uploads


def _value(name: str, text: str, types: list[str], problems: Problems, *, is_json: bool) -> Any:
    for kind in types:
        match kind:
            case "String" | "InputFile":
                continue
            case "Integer" if _WHOLE.fullmatch(text) and (not is_json or "String" in types):
                return int(text)
            case "Float" if not is_json:
                try:
                    return float(text)
                except ValueError:
                    continue
            case "Boolean" | "True" if not is_json and text in {"true", "false"}:
                return text == "true"
            case "Integer" | "Float" | "Boolean" | "True":
                continue
            case _:
                try:
                    return msgspec.json.decode(text)
                except msgspec.DecodeError:
                    what = "array" if kind.startswith(ITEMS) else "object"
                    told = f"can't parse {name.replace('_', ' ')} JSON {what}"
                    problems.append((f"{name} is no JSON {what}: {text[:60]!r}", told))
                    return [] if what == "array" else {}
    return text
