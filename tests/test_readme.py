"""What the README shows is what happens."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bot.cli.main import main

README = Path(__file__).parents[1] / "README.md"


def test_the_transcript_is_what_the_demo_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = re.search(r"```text\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert shown
    script = tmp_path / "script.txt"
    lines = [line[2:] for line in shown[1].splitlines() if line.startswith("> ")]
    script.write_text("\n".join(lines), "utf-8")
    clock = tmp_path / "clock"
    clock.write_text("2026-11-23T12:00:00+01:00")
    monkeypatch.setenv("REVIERSTIMME_CLOCK_FILE", str(clock))
    monkeypatch.setenv("REVIERSTIMME_DATA_DIR", str(tmp_path / "not-the-demo's"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["revierstimme", "demo", "--script", str(script)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert not (tmp_path / "not-the-demo's").exists()
    said = capsys.readouterr().out
    for part in shown[1].split("\n\n[…]\n\n"):
        assert part.strip() in said
