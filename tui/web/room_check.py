"""`drill --room --check`: whether a phone can reach this computer, the day before. Serves one page, and waits for one phone.

Where none comes, it names what may be in the way, the likeliest first.
"""

import asyncio
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from aiohttp import web

from reports.room.pages import draw_code_in_blocks, render_check_page
from tui.web.browser import listening
from tui.web.connections import Connections
from tui.web.room_address import RoomPlace
from tui.web.room_server import HEADER_SECONDS, HEADERS

WAIT_SECONDS = 120.0
ADDRESS_REQUESTS = {"linux": 0x8915, "darwin": 0xC0206921}
"""The number that asks the system for the address of an interface."""
VIRTUAL = ("tun", "tap", "wg", "utun", "ppp", "docker", "br-", "veth", "virbr", "vmnet", "bridge", "zt", "tailscale")
"""How the names of interfaces begin that no phone is behind: VPNs, containers, virtual machines."""
FIREWALL_COMMANDS = {
    "linux": "sudo ufw allow {port}/tcp",
    "darwin": "System Settings, Network, Firewall: allow incoming connections for Python",
    "win32": "netsh advfirewall firewall add rule name=allcall dir=in action=allow protocol=TCP localport={port}",
}


class Interface(NamedTuple):
    name: str
    address: str

    @property
    def is_virtual(self) -> bool:
        return self.name.startswith(VIRTUAL)


def list_interfaces() -> list[Interface]:
    """The IPv4 addresses of this computer but loopback; none where the system does not tell."""
    request = ADDRESS_REQUESTS.get(sys.platform)
    if request is None:
        return []
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # it has none
                answer = fcntl.ioctl(asked.fileno(), request, struct.pack("256s", name.encode()[:15]))
                found.append(Interface(name, socket.inet_ntoa(answer[20:24])))
    return [one for one in found if not one.address.startswith("127.")]


def describe_interface(interface: Interface, chosen: str) -> str:
    """`eth0 192.168.1.20  (phones use this one)`."""
    marks = ["VPN or virtual: no phone is there"] if interface.is_virtual else []
    marks += ["phones use this one"] if interface.address == chosen else []
    return f"  {interface.name} {interface.address}" + (f"  ({', '.join(marks)})" if marks else "")


def list_hints(port: int) -> list[str]:
    """What may be in the way, the likeliest first."""
    command = FIREWALL_COMMANDS.get(sys.platform, FIREWALL_COMMANDS["linux"]).format(port=port)
    return [
        "No phone came. In this order:",
        f"  1. The firewall of this computer: {command}",
        "  2. Another network: the phone must be on the Wi-Fi of this computer, with mobile data off.",
        "  3. Client isolation: the Wi-Fi keeps its devices apart. Ask for a network without it.",
        "  4. A travel router without internet always works.",
        "  5. Paper cards work without any network.",
    ]


class RoomCheck:
    """One page that counts who asks for it. own: addresses of this computer, which do not count."""

    def __init__(self, place: RoomPlace, own: set[str]) -> None:
        self.place, self.own = place, own
        self.came: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.app = web.Application()
        self.app.add_routes([web.get("/", self.show_page)])

    async def show_page(self, request: web.Request) -> web.Response:
        if request.host not in self.place.hosts:
            raise web.HTTPForbidden(text="not this page\n")
        if request.remote not in self.own and request.remote is not None and not self.came.done():
            self.came.set_result(request.remote)
        return web.Response(text=render_check_page(), content_type="text/html", headers=HEADERS)


async def wait_for_phone(
    place: RoomPlace, own: set[str], seconds: float = WAIT_SECONDS, ready: Callable[[], None] = lambda: None
) -> str | None:
    """The address of the first other device; None where none came in time. ready: called once the page is served."""
    check = RoomCheck(place, own)
    async with listening(check.app, Connections(), place.sockets, HEADER_SECONDS, place.tls):
        ready()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                came = await check.came
                await asyncio.sleep(HEADER_SECONDS / 10)  # its page arrives
                return came
    return None


def check_room(place: RoomPlace, announce: Callable[[str], None]) -> int:
    """Says whether a phone reached this computer. Returns the exit status."""
    name, _, port = place.hosts[0].rpartition(":")
    interfaces = list_interfaces()
    address = f"{place.scheme}://{place.hosts[0]}/"
    announce("Addresses of this computer:")
    for interface in interfaces or [Interface("", name)]:
        announce(describe_interface(interface, name))
    announce(f"Open {address} with one phone, or scan:\n{draw_code_in_blocks(address)}")
    announce(f"Waiting {WAIT_SECONDS / 60:.0f} minutes for it (Ctrl-C stops)")
    own = {"127.0.0.1", name, *(one.address for one in interfaces)}
    came = asyncio.run(wait_for_phone(place, own))
    for line in [f"{came} reached this computer. The room works."] if came else list_hints(int(port)):
        announce(line)
    return 0 if came else 1
