"""The server as a process of its own: `python -m tests.fakes.telegram --port 8081`."""

from __future__ import annotations

import argparse
import asyncio
import signal

from .server import TelegramServer


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default="100:test")
    parser.add_argument("--rate", type=float, help="messages per second overall")
    parser.add_argument("--burst", type=float, default=30, help="messages at once overall")
    parser.add_argument("--chat-rate", type=float, help="messages per second and chat")
    parser.add_argument("--group-rate", type=float, help="messages per minute and group")
    parser.add_argument("--validation", choices=("all", "sampled", "off"), default="all")
    parser.add_argument("--no-validate", dest="validation", action="store_const", const="off")
    asked = parser.parse_args()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    server = TelegramServer(asked.token, port=asked.port, validation=asked.validation)
    server.rates.enforce(asked.rate, asked.chat_rate, asked.group_rate, asked.burst)
    async with server:
        print(server.url, flush=True)
        await stopped.wait()


asyncio.run(main())
