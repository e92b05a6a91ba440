"""Requests over real sockets to a server that answers whatever bytes it is told to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.telegram import connections as connections_module
from adapters.telegram.connections import Answer, Broken, Connections, NoConnection

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CLOSE, SILENT = b"close", b""
"""In a script: the server hangs up, or says nothing more."""


class Server:
    """Answers each request with the next of its scripts, and with OK when there are no more."""

    def __init__(self) -> None:
        self.scripts: list[Sequence[bytes]] = []
        self.requests: list[bytes] = []
        self.heard = asyncio.Event()
        self.met = 0
        self._server: asyncio.Server | None = None

    async def start(self, context: ssl.SSLContext | None = None) -> None:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0, ssl=context)

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.met += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length: ")[2].split()[0])
                self.requests.append(head + await reader.readexactly(length))
                self.heard.set()
                for part in self.scripts.pop(0) if self.scripts else [OK]:
                    if part == CLOSE:
                        return
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(0)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture
async def connections() -> AsyncIterator[Connections]:
    made = Connections(4)
    yield made
    await made.close()


async def post(connections: Connections, server: Server, body: bytes = b"{}") -> Answer:
    return await connections.post(f"http://127.0.0.1:{server.port}/a b/x?", body, 5)


async def test_a_request_says_where_it_goes_and_how_long_it_is(
    connections: Connections, server: Server
) -> None:
    assert await post(connections, server, b'{"a":1}') == (200, b"ok")
    (request,) = server.requests
    assert request.startswith(b"POST /a%20b/x HTTP/1.1\r\n")
    assert f"\r\nHost: 127.0.0.1:{server.port}\r\n".encode() in request
    assert request.endswith(b'\r\nContent-Length: 7\r\n\r\n{"a":1}')


async def test_a_connection_is_used_again(connections: Connections, server: Server) -> None:
    for _ in range(3):
        await post(connections, server)
    assert server.met == 1


async def test_no_more_connections_than_allowed(connections: Connections, server: Server) -> None:
    await asyncio.gather(*(post(connections, server) for _ in range(40)))
    assert server.met <= 4
    assert len(server.requests) == 40


@pytest.mark.parametrize(
    "script",
    [
        [OK[i : i + 1] for i in range(len(OK))],
        [
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n",
            b"1\r\nk\r\n0\r\n\r\n",
        ],
        [b"HTTP/1.1 100 Continue\r\n\r\n", OK],
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"],
        [b"HTTP/1.0 200 OK\r\n\r\no", b"k", CLOSE],
    ],
    ids=["in pieces", "chunked", "continue", "last of its connection", "as long as it lasts"],
)
async def test_an_answer_in_every_form(
    script: Sequence[bytes], connections: Connections, server: Server
) -> None:
    server.scripts = [script]
    assert await post(connections, server) == (200, b"ok")
    assert await post(connections, server) == (200, b"ok")


@pytest.mark.parametrize(
    "script",
    [
        [CLOSE],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", CLOSE],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", CLOSE],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\nok"],
        [b"HTTP/1.1 200 OK\r\nContent-Le", CLOSE],
        [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"],
        [b"SSH-2.0-OpenSSH\r\n"],
    ],
    ids=["none", "short", "short chunks", "two lengths", "half a head", "upgrade", "not HTTP"],
)
async def test_half_an_answer_is_a_broken_connection(
    script: Sequence[bytes], connections: Connections, server: Server
) -> None:
    server.scripts = [script]
    with pytest.raises(Broken):
        await post(connections, server)
    assert await post(connections, server) == (200, b"ok")
    assert server.met == 2


async def test_an_answer_without_end_is_cut_off(
    connections: Connections, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections_module, "LARGEST", 1000)
    server.scripts = [[b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1001, SILENT]]
    with pytest.raises(Broken, match="OverflowError"):
        await post(connections, server)


async def test_a_late_answer_is_never_taken_for_the_next(
    connections: Connections, server: Server
) -> None:
    server.scripts = [[SILENT]]
    with pytest.raises(TimeoutError):
        await connections.post(f"http://127.0.0.1:{server.port}/", b"{}", 0.05)
    assert await post(connections, server) == (200, b"ok")
    assert server.met == 2


@pytest.mark.parametrize("surplus", [b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1"])
async def test_what_nobody_asked_for_is_never_taken_for_the_next(
    surplus: bytes, connections: Connections, server: Server
) -> None:
    server.scripts = [[OK + surplus], [OK]]
    assert await post(connections, server) == (200, b"ok")
    assert await post(connections, server) == (200, b"ok")
    assert server.met == 2


async def test_a_request_that_is_given_up_takes_its_connection_along(
    connections: Connections, server: Server
) -> None:
    server.scripts = [[SILENT]]
    asking = asyncio.create_task(post(connections, server))
    async with asyncio.timeout(10):
        await server.heard.wait()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert await post(connections, server) == (200, b"ok")
    assert server.met == 2


async def test_a_connection_that_rested_too_long_is_not_used(
    connections: Connections, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections_module, "KEPT", 0.0)
    for _ in range(2):
        assert await post(connections, server) == (200, b"ok")
    assert server.met == 2


async def test_nobody_there_and_nobody_to_be_trusted(
    connections: Connections, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections_module, "CONNECT", 0.2)
    with pytest.raises(NoConnection, match="ConnectionRefusedError"):
        await connections.post("http://127.0.0.1:1/", b"{}", 5)
    with pytest.raises(NoConnection):
        await connections.post(f"https://127.0.0.1:{server.port}/", b"{}", 5)
    assert server.requests == []


async def test_a_certificate_is_looked_at(
    connections: Connections, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path / "server.pem"))
    server = Server()
    await server.start(context)
    url = f"https://127.0.0.1:{server.port}/"
    server.scripts = [[OK], [OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")]]
    connections_module.trust.cache_clear()
    with pytest.raises(NoConnection, match="SSLCertVerificationError"):
        await connections.post(url, b"{}", 5)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    connections_module.trust.cache_clear()
    try:
        for _ in range(3):
            assert await connections.post(url, b"{}", 5) == (200, b"ok")
    finally:
        connections_module.trust.cache_clear()
        await connections.close()
        await server.stop()
    assert len(server.requests) == 3


def certificate(file: Path) -> Path:
    """A key and a certificate that it signs itself, for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
