"""Processes of their own for what comes from outside: little time, little memory, no secrets."""

from __future__ import annotations

import asyncio
import os
import resource
import sys


class WorkerLost(Exception):
    """The process came to no end in its time and memory."""


async def made_by(
    worker: str, words: tuple[str, ...], content: bytes, seconds: float, megabytes: int
) -> bytes:
    """What a module makes of the content; raises WorkerLost, OSError.

    Its last two words are its limits, which it takes on by `limited`.
    """
    # Of our settings and secrets it sees none.
    env = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", worker, *words, str(int(seconds)), str(megabytes)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=env,
    )
    try:
        async with asyncio.timeout(seconds):
            made, _ = await process.communicate(content)
    except TimeoutError:
        raise WorkerLost("not done in time") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise WorkerLost(f"ended with {process.returncode}")
    return made


def limited(seconds: str, megabytes: str) -> None:
    """Have this process end when it takes more."""
    memory = int(megabytes) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
