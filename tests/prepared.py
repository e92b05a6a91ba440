"""Folders in which the real process has been set up: made once, and copied for each test."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.process import Bot

SURVEY = "erwartungen"
PICTURES = Path(__file__).parent / "data" / "surveys" / "bilder.json"


@contextmanager
def made(*commands: tuple[str, ...]) -> Iterator[Path]:
    """A folder after these commands; short, unlike pytest's, for sockets lie in it."""
    folder = Path(tempfile.mkdtemp(prefix="rs-"))
    try:
        for command in commands:
            asyncio.run(Bot(folder).command(*command))
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def set_up() -> Iterator[Path]:
    """A folder after `init`, with a survey published."""
    with made(("init",), ("survey", "publish", SURVEY)) as folder:
        yield folder


@pytest.fixture(scope="session")
def set_up_pictures() -> Iterator[Path]:
    """A folder with a survey that asks for files."""
    imported, published = ("survey", "import", str(PICTURES)), ("survey", "publish", "bilder")
    with made(("init", "--no-examples"), imported, published) as folder:
        yield folder


def copied(prepared: Path, home: Path) -> Path:
    """A test's own folder, as it was prepared."""
    shutil.copytree(prepared, home, dirs_exist_ok=True)
    return home
