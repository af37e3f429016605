"""Whether a phone can reach this computer."""

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from tests.tui.application import awaited
from tests.tui.web.room_clients import make_place
from tui.terminal.console import CommandError
from tui.web import room_check
from tui.web.room_address import RoomPlace, find_address
from tui.web.room_check import Interface, check_room, describe_interface, list_interfaces, wait_for_phone

OTHERS = {"192.0.2.1"}


async def ask(place: RoomPlace, host: str = "") -> int:
    address = f"http://127.0.0.1:{place.hosts[0].rpartition(':')[2]}/"
    async with aiohttp.ClientSession() as client, client.get(address, headers={"Host": host or place.hosts[0]}) as got:
        return got.status


@awaited
async def test_the_first_other_device_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_check, "HEADER_SECONDS", 0.5)
    place, served = make_place(), asyncio.Event()
    waits = asyncio.ensure_future(wait_for_phone(place, OTHERS, 20.0, served.set))
    await served.wait()
    assert await ask(place, "evil.example") == 403
    assert await ask(place) == 200
    assert await waits == "127.0.0.1"


@awaited
async def test_this_computer_does_not_count() -> None:
    place, served = make_place(), asyncio.Event()
    waits = asyncio.ensure_future(wait_for_phone(place, {"127.0.0.1"}, 0.3, served.set))
    await served.wait()
    assert await ask(place) == 200
    assert await waits is None


def test_where_none_comes_what_may_be_in_the_way_is_named_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*_: Any) -> None:
        return None

    monkeypatch.setattr(room_check, "wait_for_phone", nobody)
    said: list[str] = []
    place = make_place()
    assert check_room(place, said.append) == 1
    place.close()
    text = "\n".join(said)
    order = [text.index(word) for word in ("firewall", "Another network", "Client isolation", "travel router", "Paper")]
    assert order == sorted(order)
    assert place.hosts[0].rpartition(":")[2] in text[order[0] : order[1]]


def test_each_address_is_listed_and_virtual_ones_are_marked() -> None:
    listed = [one.address for one in list_interfaces()]
    with suppress(CommandError):  # on no network
        assert find_address() in listed
    assert not [one for one in listed if one.startswith("127.")]
    assert describe_interface(Interface("wg0", "10.0.0.2"), "10.0.0.3").endswith("(VPN or virtual: no phone is there)")
    assert describe_interface(Interface("eth0", "10.0.0.3"), "10.0.0.3").endswith("(phones use this one)")
