"""On which cores processes run, and what they use."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0))
BOT = {_CORES[0]}
"""The core of the bot that is measured."""
OTHERS = set(_CORES[1:]) or BOT
"""The cores of everything else: the Bot API server and databases."""


def used(pid: int) -> float:
    """Seconds of CPU time of a process."""
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


def used_by_all(pid: int | None) -> float:
    """Seconds of CPU time of a process and its children, those that ended too."""
    if pid is None:
        return 0.0
    own = sum(map(int, _fields(pid)[11:15])) / TICKS
    return own + sum(used_by_all(child) for child in _children(pid))


def memory(pid: int) -> float:
    """Megabytes at most, so far."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _fields(pid: int) -> list[str]:
    """Of /proc/…/stat, from the state on."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
