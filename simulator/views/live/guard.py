"""Who may come in: names under which this machine is meant, pages that are our own, and the token of the facilitator.

That the server listens on this machine alone does not keep other web sites out: their pages run in a browser on this
machine. So a page must come from us (``Origin``), under a name that cannot be made to point here (``Host``).
"""

import hmac
import ipaddress
import socket
from collections.abc import Mapping

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What a browser is told with every page of the room."""

APART = {"Content-Security-Policy": "sandbox allow-scripts allow-popups; base-uri 'none'; frame-ancestors 'none'"}
"""The same for a page that stands by itself, and brings a policy of its own: it is no page of the room's."""


def is_our_name(host: str) -> bool:
    """Whether a ``Host`` is an address, or the name of this machine; any other name might be made to point here.

    >>> [is_our_name(host) for host in ("127.0.0.1:8765", "[::1]:8765", "localhost", "evil.example:8765", "")]
    [True, True, True, False, False]
    """
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
    own = socket.gethostname().lower()
    if name.lower() in {"localhost", own, f"{own}.local", socket.getfqdn().lower()}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_our_page(headers: Mapping[str, str]) -> bool:
    """Whether a connection was opened by a page of ours."""
    host = headers.get("host", "")
    return is_our_name(host) and headers.get("origin", "") in {f"http://{host}", f"https://{host}"}


def is_token(given: str, token: str) -> bool:
    """Whether a token is the right one, told in the same time whatever is wrong with it."""
    return hmac.compare_digest(given.encode(), token.encode())
