"""What all tests share: `--update` for transcripts, bytecode, how hard Hypothesis tries."""

import os

import pytest
from hypothesis import HealthCheck, settings

# The same examples every time: a failure that somebody else cannot see helps nobody. The long
# proofs (`-m chaos`) look for new ones.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "chaos",
    deadline=None,
    max_examples=5_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="rewrite what the bot says in tests/transcripts"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Keep the bytecode of all processes that tests start, also where Python keeps none.

    There are hundreds, bots and home servers, and compiling takes half of their start.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # pikepdf brings lxml along for tests alone; openpyxl writes without it where the bot runs.
    os.environ["OPENPYXL_LXML"] = "False"
    os.environ["PYTHONPYCACHEPREFIX"] = str(config.cache.mkdir("bytecode"))
