"""Which addresses of the network a feed may lie at: public ones, and just what was looked at."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from dialogs.events.reasons import Reason, Unread

PORTS = frozenset({80, 443, 8080, 8443})
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_LONGEST = 1000
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class FeedProblem(Unread):
    """A feed cannot be fetched."""


def target(url: str, allow_private: bool = False) -> SplitResult:
    """The parts of an address that may be asked; raises FeedProblem."""
    if url.startswith("webcal://"):
        url = f"https://{url.removeprefix('webcal://')}"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise FeedProblem(Reason("no_address")) from None
    if len(url) > _LONGEST or any(sign in url for sign in " \r\n\t\\") or not url.isascii():
        raise FeedProblem(Reason("no_address"))
    if parts.scheme not in ("http", "https") or not host:
        raise FeedProblem(Reason("other_scheme"))
    if parts.username is not None or parts.password is not None:
        raise FeedProblem(Reason("with_password"))
    if port not in (None, *PORTS) and not allow_private:
        raise FeedProblem(Reason("port", port or 0))
    literal = _literal(host)
    if literal is not None and not allow_private and not is_public(literal):
        raise FeedProblem(Reason("private_address"))
    return parts


def is_public(address: Ip) -> bool:
    """Whether it can be reached from anywhere, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            return False
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _literal(host: str) -> Ip | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
