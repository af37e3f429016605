"""Where the room's server listens: one IPv4 address of this computer for phones, and loopback for the wall.

The address is printed and in the QR code as a number, because school networks seldom resolve names; with a certificate it is the name that
the phones already trust. It listens there and nowhere else.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from tui.terminal.console import CommandError
from tui.web.door import make_key

DEFAULT_PORT = 8411
LOOPBACK = "127.0.0.1"
ELSEWHERE = ("192.0.2.1", 9)
"""An address that no one has; nothing is sent to find the way to it."""


@dataclass(frozen=True)
class RoomSettings:
    """What `drill --room` was given. address: empty to find it. certificate, key: files, or none."""

    port: int = DEFAULT_PORT
    address: str = ""
    certificate: Path | None = None
    key: Path | None = None

    def to_arguments(self) -> list[str]:
        """The options of the command line that lead to these."""
        given = {"--port": self.port, "--address": self.address, "--certificate": self.certificate, "--key": self.key}
        return ["--room", *(str(word) for pair in given.items() if pair[1] for word in pair)]


@dataclass(frozen=True)
class RoomPlace:
    """Open sockets. hosts: of phones; the wall's are those of loopback. tls: for phones only, None without a certificate."""

    sockets: tuple[socket.socket, ...]
    hosts: tuple[str, ...]
    wall_hosts: tuple[str, ...]
    tls: ssl.SSLContext | None
    wall_token: str

    @property
    def scheme(self) -> str:
        return "https" if self.tls else "http"

    @property
    def wall_address(self) -> str:
        """Opens the first wall, once."""
        return f"http://{self.wall_hosts[0]}/projector?token={self.wall_token}"

    @property
    def number(self) -> str:
        """The IPv4 address of phones."""
        return str(self.sockets[0].getsockname()[0])

    def close(self) -> None:
        for bound in self.sockets:
            bound.close()


def open_place(settings: RoomSettings) -> RoomPlace:
    """Listens at the addresses of these settings. Raises CommandError."""
    tls = load_certificate(settings)
    name = settings.address or find_address()
    number = _resolve(name, has_certificate=tls is not None)
    sockets: list[socket.socket] = []
    for address in (number, LOOPBACK):
        try:
            sockets.append(_bind(address, settings.port))
        except OSError as error:
            for bound in sockets:
                bound.close()
            raise CommandError(
                f"--room: {address} port {settings.port}: {(error.strerror or str(error)).lower()}; "
                "give another --port, or an --address of this computer"
            ) from None
    port = sockets[0].getsockname()[1]
    walls = (f"localhost:{port}", f"{LOOPBACK}:{port}")
    return RoomPlace(tuple(sockets), (f"{name}:{port}",), walls, tls, make_key())


def find_address() -> str:
    """The address of this computer on the network. Raises CommandError where it is on none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect(ELSEWHERE)
        found = str(way.getsockname()[0])
        if not IPv4Address(found).is_loopback:
            return found
    raise CommandError("--room: this computer is on no network; connect it, or give its --address")


def has_address(address: str) -> bool:
    """Whether this computer has an address now: no other one can bind to it."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        return True
    return False


def describe_change(
    address: str, is_own: Callable[[str], bool] = has_address, find: Callable[[], str] = find_address
) -> str:
    """What the facilitator has to do since this computer lost the address of its phones; empty while it has it."""
    if is_own(address):
        return ""
    try:
        now = find()
    except CommandError:
        return f"No phone reaches {address} now. Connect this computer to the same network again."
    return (
        f"The network address changed from {address} to {now}. "
        "Restart with allcall resume --room and move each seat with a code."
    )


def _resolve(name: str, has_certificate: bool) -> str:
    """The number of an address. Raises CommandError for a name without a certificate, and for an address that no phone reaches."""
    try:
        number = IPv4Address(name)
    except ValueError:
        if not has_certificate:
            raise CommandError(
                f"--address {name}: a name; give the IPv4 address of this computer, such as 192.168.1.20"
            ) from None
        try:
            number = IPv4Address(socket.gethostbyname(name))
        except OSError:
            raise CommandError(f"--address {name}: this computer does not know that name") from None
    if number.is_loopback or number.is_unspecified or number.is_multicast:
        raise CommandError(f"--address {name}: no phone can reach it; give this computer's address on the network")
    return str(number)


def load_certificate(settings: RoomSettings) -> ssl.SSLContext | None:
    """What phones are served with; None without a certificate. Raises CommandError for files that are none, or do not belong together."""
    if (settings.certificate is None) != (settings.key is None):
        raise CommandError("--certificate and --key go together: give both files")
    if settings.certificate is None or settings.key is None:
        return None
    if not settings.address:
        raise CommandError("--certificate needs --address: the name in the certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(settings.certificate, settings.key)
    except OSError as error:
        raise CommandError(
            f"--certificate {settings.certificate}, --key {settings.key}: cannot be used: {error.strerror or error}; "
            "give PEM files that belong together"
        ) from None
    return context


def _bind(address: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address, port))
        bound.listen()
    except (OSError, OverflowError):
        bound.close()
        raise
    return bound
