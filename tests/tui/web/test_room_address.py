"""Where the room listens, and what is wrong with what was asked for."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tui.terminal.console import CommandError
from tui.web.room_address import RoomSettings, describe_change, has_address, open_place


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        (RoomSettings(address="school.example"), "IPv4 address"),
        (RoomSettings(address="127.0.0.1"), "no phone can reach it"),
        (RoomSettings(address="0.0.0.0"), "no phone can reach it"),
        (RoomSettings(address="::1"), "IPv4 address"),
        (RoomSettings(address="203.0.113.77"), "another --port, or an --address"),
        (RoomSettings(certificate=Path("a")), "go together"),
        (RoomSettings(certificate=Path("a"), key=Path("b")), "needs --address"),
        (RoomSettings(address="192.0.2.7", certificate=Path("a"), key=Path("b")), "PEM files"),
    ],
)
def test_an_address_that_phones_cannot_use_is_named(settings: RoomSettings, wrong: str) -> None:
    with pytest.raises(CommandError, match=wrong):
        open_place(settings)


def test_a_computer_without_a_network_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(CommandError, match="on no network"):
        open_place(RoomSettings())


def test_a_changed_address_is_told_with_the_new_one_and_what_to_do() -> None:
    def list_none() -> str:
        raise CommandError("on no network")

    def says(find: Callable[[], str] = lambda: "10.0.0.7", *own: str) -> str:
        return describe_change("192.0.2.7", own.__contains__, find)

    assert "changed from 192.0.2.7 to 10.0.0.7. Restart with allcall resume --room" in says()
    assert "same network again" in says(list_none)
    assert says(list_none, "192.0.2.7") == ""
    assert (has_address("127.0.0.1"), has_address("192.0.2.7")) == (True, False)


def test_the_options_lead_back_to_the_same_settings() -> None:
    settings = RoomSettings(8000, "192.0.2.7", Path("c.pem"), Path("k.pem"))
    assert settings.to_arguments() == [
        "--room", "--port", "8000", "--address", "192.0.2.7", "--certificate", "c.pem", "--key", "k.pem",
    ]  # fmt: skip
