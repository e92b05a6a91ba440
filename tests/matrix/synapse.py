"""A Synapse in a process of its own, to be killed and started again; nothing leaves it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp

STARTED = 60.0
"""Seconds after which a start has failed."""
NAME = "revier.test"
PASSWORD = "correct horse battery staple"
_FREE = {"per_second": 10_000, "burst_count": 10_000}
_LIMITS = (
    "rc_message",
    "rc_registration",
    "rc_room_creation",
    "rc_key_requests",
    "rc_profile",
    "rc_joins_per_room",
    "rc_admin_redaction",
    "rc_third_party_invite",
    "rc_presence",
    "rc_delayed_event_mgmt",
    "rc_reports",
)
_NESTED = {
    "rc_login": ("address", "account", "failed_attempts"),
    "rc_joins": ("local", "remote"),
    "rc_invites": ("per_room", "per_user", "per_issuer"),
}


class Synapse:
    """A home server in a folder of its own; `limited` keeps the limits that it comes with.

    `settings` go before ours.
    """

    def __init__(self, folder: Path, limited: bool = False, **settings: Any) -> None:
        self.folder = folder
        self.port = _free_port()
        self._shared = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._configure(limited, settings)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "synapse.app.homeserver",
                    "-c",
                    str(self.folder / "homeserver.yaml"),
                ],
                cwd=self.folder,
                stdout=output,
                stderr=output,
            )

    async def ready(self) -> None:
        """Until it answers."""
        async with asyncio.timeout(STARTED):
            while True:
                assert self._process is not None
                assert self._process.poll() is None, (self.folder / "output").read_text()
                try:
                    await self.ask("GET", "/_matrix/client/versions")
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
                else:
                    return

    def kill(self) -> None:
        """SIGKILL."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    async def register(self, name: str, admin: bool = False) -> str:
        """A new account with PASSWORD; its access token."""
        path = "/_synapse/admin/v1/register"
        nonce = (await self.ask("GET", path))["nonce"]
        parts = (nonce, name, PASSWORD, "admin" if admin else "notadmin")
        mac = hmac.new(self._shared.encode(), "\0".join(parts).encode(), hashlib.sha1)
        wanted = {
            "nonce": nonce,
            "username": name,
            "password": PASSWORD,
            "admin": admin,
            "mac": mac.hexdigest(),
        }
        return str((await self.ask("POST", path, wanted))["access_token"])

    async def ask(
        self, method: str, path: str, body: Any = None, token: str = ""
    ) -> dict[str, Any]:
        """An answer of the server; raises aiohttp.ClientError for a refusal too."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                method, self.address + path, json=body, headers=headers, raise_for_status=True
            ) as answer,
        ):
            found: dict[str, Any] = await answer.json()
            return found

    def _configure(self, limited: bool, settings: dict[str, Any]) -> None:
        logging = {"version": 1, "root": {"level": "WARNING"}, "disable_existing_loggers": False}
        (self.folder / "logging.yaml").write_text(json.dumps(logging))
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (self.folder / "signing.key").write_text(f"ed25519 a_test {seed}\n")
        config: dict[str, Any] = {
            "server_name": NAME,
            "report_stats": False,
            "pid_file": str(self.folder / "pid"),
            "public_baseurl": f"{self.address}/",
            "listeners": [
                {
                    "port": self.port,
                    "type": "http",
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {
                "name": "sqlite3",
                "args": {"database": str(self.folder / "homeserver.db")},
            },
            "media_store_path": str(self.folder / "media"),
            "log_config": str(self.folder / "logging.yaml"),
            "signing_key_path": str(self.folder / "signing.key"),
            "registration_shared_secret": self._shared,
            "macaroon_secret_key": secrets.token_hex(16),
            "form_secret": secrets.token_hex(16),
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "bcrypt_rounds": 4,
            "enable_metrics": False,
            "presence": {"enabled": False},
            **settings,
        }
        if not limited:
            config |= dict.fromkeys(_LIMITS, _FREE)
            config |= {name: dict.fromkeys(parts, _FREE) for name, parts in _NESTED.items()}
        (self.folder / "homeserver.yaml").write_text(json.dumps(config | settings))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
