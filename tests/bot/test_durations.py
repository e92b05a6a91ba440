"""How long a campaign is said to take, platform by platform."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.campaigns.starting import needed
from bot.config import FixedConfig
from bot.platforms import Matrix, Telegram


@pytest.mark.parametrize(
    ("people", "per_second", "time"),
    [
        ({"matrix": 60}, 0, timedelta(minutes=5)),
        ({"matrix": 60}, 20, timedelta(seconds=3)),
        ({"matrix": 60, "telegram": 1000}, 20, timedelta(seconds=100)),
        ({"loopback": 60}, 20, timedelta()),
    ],
)
def test_the_slowest_platform_decides(
    people: dict[str, int], per_second: float, time: timedelta
) -> None:
    matrix = Matrix(homeserver="https://a.example", user="bot", messages_per_second=per_second)
    config = FixedConfig(matrix=matrix, telegram=Telegram(messages_per_second=10))
    assert needed(people, config) == time
