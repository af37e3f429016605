"""The room's server over the wire: who is let in, what each screen gets, and what is kept of a vote."""

import asyncio
import json
import re
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from reports.room.decision_cards import DecisionCard, build_scale
from reports.room.guesses import CardStage, Comparison, Guesses
from reports.room.hot_wash_plans import ArmPlan, PlansView
from sim.exercise.conductor import Conductor, mark_all_read, read_next
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import SOMETHING_ELSE, Event, SeatKind, VoteCast
from sim.exercise.journal import Entry, JournalError
from sim.exercise.messages import list_unread
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.room import count_cards
from sim.exercise.room_frame import Place
from sim.exercise.room_stage import Stage
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import opened, play_seconds, prepared
from tests.sim.exercise.secrets import leaks
from tests.tui.application import awaited
from tests.tui.web.room_clients import Device, Room, Screen, at_the_question, seated, serving
from tui.web import room_server
from tui.web.connections import Connections
from tui.web.live_room import LiveRoom
from tui.web.room_address import RoomPlace, RoomSettings, load_certificate
from tui.web.room_server import name_cookie, serve_room

UNMISTAKABLE = 918_273_645
"""A seed that no other number on a screen is."""
IDS = re.compile(r"\b(D\d+|inject-\d+)\b")
"""Of questions and injects; a gap in them would tell of those that did not come."""
LATER = "of the hot wash alone"
OPTIONS = [*(one.id for one in opened().exercise.decisions[2].options), SOMETHING_ELSE]


def to_the_vote(room: Room) -> None:
    while room.live.stage != Stage.VOTES:
        assert room.live.step()


def a_vote(number: int, option: str = OPTIONS[0], asking: str = "1", **more: Any) -> dict[str, Any]:
    return {"asking": asking, "vote": f"{number:032x}", "option": option, "sure": 1, **more}


def votes(conductor: Conductor) -> list[VoteCast]:
    return [one.event for one in conductor.journal.entries() if isinstance(one.event, VoteCast)]


@awaited
async def test_a_phone_waits_is_let_in_votes_and_comes_back_to_its_seat(tmp_path: Path) -> None:
    async with serving(at_the_question(), tmp_path) as room:
        phone = room.enter()
        assert (await phone.post("/join", {"pin": "000000"}))[0] == 403
        room.live.open_door()
        assert await phone.get("/events") == 401
        assert (await phone.post("/join", {"key": room.live.door.key, "role": "principal"}))[0] == 200
        async with phone.watching() as screen:
            assert (await screen.until(place=1))["kind"] == "waiting"
            assert room.conductor.state.seats.taken == ()
            room.live.let_in()
            seat = await screen.until(seat=1, looks_up=None)
            assert (seat["kind"], seat["view"]["roles"]) == ("participant", ["Principal"])
            to_the_vote(room)
            view = (await screen.until(looks_up=False))["view"]
            assert [one["id"] for one in view["question"]["choices"]] == OPTIONS
            before = room.live.render("1")
            count_cards(room.conductor, [0] * len(OPTIONS))
            assert room.live.render("1") == before
            status, body = await phone.post("/vote", a_vote(1, reason="Radios reach the gym."))
            assert (status, json.loads(body)) == (200, {"receipt": "counted"})
        again = room.enter()
        again.cookies = phone.cookies
        async with again.watching() as screen:
            assert (await screen.until(seat=1))["view"]["stage"] == "split"
        (kept,) = votes(room.conductor)
        assert kept.reason
        assert (await phone.post("/vote", b" " * 9000))[0] == 413
        assert "Radios" not in "".join(one.payload for one in room.conductor.journal.entries())
        assert room.live.records.texts == {f"{1:032x}": "Radios reach the gym."}


@awaited
async def test_votes_that_come_together_are_kept_together_and_none_where_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vote that is refused keeps no words and takes no other vote with it."""
    async with serving(at_the_question(), tmp_path) as room:
        phones = [await seated(room) for _ in range(4)]
        to_the_vote(room)
        written: list[int] = []
        write = room.conductor.write_all

        def count(events: Sequence[Event], time: float | None = None) -> list[Entry]:
            if room.now < 101.0:
                raise JournalError("the disk is full")
            written.append(len(events))
            return write(events, time)

        monkeypatch.setattr(room.conductor, "write_all", count)

        async def all_vote() -> list[int]:
            sent = [a_vote(number, reason=f"Reason {number}.") for number in range(3)]
            sent.append(a_vote(9, option="lift", reason="Reason 9."))
            pairs = zip(phones, sent, strict=True)
            return [status for status, _ in await asyncio.gather(*(p.post("/vote", v) for p, v in pairs))]

        assert (await all_vote())[:3] == [503] * 3
        assert (votes(room.conductor), room.conductor.state.ballots.open.voters) == ([], set())  # type: ignore[union-attr]
        room.now = 101.0
        assert await all_vote() == [200, 200, 200, 409]
        assert sum(written) == 3
        assert len(written) < 3
        assert "Reason 9." not in room.live.records.texts.values()


def no_screen_tells_more(live: LiveRoom) -> None:
    """Every phone, the observer and the wall have what their roles were told, on the bytes that leave."""
    state = live.conductor.state
    roles = {str(seat.number): {*seat.roles} for seat in state.seats.all.values() if seat.can_vote}
    assert len(roles) == len(state.seats.all) - 1
    for name in (*map(str, state.seats.all), "wall"):
        sent = live.render(name)
        view = json.loads(sent)["view"]
        cards = [role.knows for role in state.exercise.roles if role.id in roles.get(name, ())]
        assert view.pop("duties", []) == cards
        assert leaks(view, state, roles.get(name, state.player_roles)) == [], (live.stage, name)
        assert IDS.search(sent) is None
        assert LATER not in sent


@awaited
async def test_every_screen_gets_only_what_its_roles_were_told(tmp_path: Path) -> None:
    """At each stage of a question, for every kind of seat, up to what the decision did. Plans, a card and guesses wait for the hot wash."""
    conductor = at_the_question(UNMISTAKABLE)
    async with serving(conductor, tmp_path) as room:
        live, seen = room.live, set[Stage]()
        for role in opened().exercise.roles[:3]:
            live.invite(SeatKind.PARTICIPANT, (role.id,))
        live.invite(SeatKind.PARTICIPANT)
        live.invite(SeatKind.OBSERVER)
        live.show_plans(PlansView("T+01:00", (ArmPlan("what if", LATER, 99, ()),)))
        scale = build_scale("aware_t50")
        card = DecisionCard("", Place(1, 1), LATER, LATER, "", scale, LATER, LATER, LATER, best=LATER)
        live.set_guesses(Guesses(Comparison(LATER, scale, 42), card, CardStage.OPEN, {1: 42}))
        while live.stage not in seen:
            seen.add(live.stage)
            no_screen_tells_more(live)
            live.step()
        conductor.submit_decision("D3", DecisionResponse(option=OPTIONS[0]))
        while live.stage != Stage.CONSEQUENCE:
            mark_all_read(conductor)
            play_seconds(conductor, 5)
            room.publish()
            while live.stage == Stage.MESSAGE and read_next(conductor):
                room.publish()
            no_screen_tells_more(live)
            mark_all_read(conductor)
            room.publish()
        no_screen_tells_more(live)
        assert {Stage.MESSAGE, Stage.QUESTION, Stage.VOTES, Stage.SPLIT} <= seen


@awaited
async def test_a_message_for_one_role_is_on_its_phone_alone_until_it_is_put_up(tmp_path: Path) -> None:
    """Nor does its place stand on the plan before, or anything of it in the lists of what happened."""
    conductor = at_the_question()
    (unread,) = list_unread(conductor.state)
    exercise = opened().exercise
    injects = [
        one.model_copy(update={"share": "role"}) if unread.id == f"inject-{one.number}" else one
        for one in exercise.injects
    ]
    changed = replace(opened(), exercise=exercise.model_copy(update={"injects": injects}))
    conductor = prepared(changed, entries=conductor.journal.entries())
    state, words = conductor.state, unread.text[:40]
    async with serving(conductor, tmp_path) as room:
        hears = next(role for role in exercise.roles if role.title in unread.to)
        other = next(role for role in exercise.roles if role.title not in unread.to)
        for role in (hears, other):
            room.live.invite(SeatKind.PARTICIPANT, (role.id,))
        room.live.invite(SeatKind.OBSERVER)

        def told() -> list[bool]:
            room.publish()
            return [words in room.live.render(name) for name in ("1", "2", "3", "wall")]

        def marked() -> list[bool]:
            frame = build_participant_view(state, state.player_roles, put_up=room.live.steps.put_up)
            places = any("!" in floor.marks for floor in frame.plan)
            return [places, bool(frame.reports), words.encode() in frame.to_json()]

        assert told() == [True, False, False, False]
        assert marked() == [False, False, False]
        assert unread.sender not in room.live.render("wall")
        assert room.live.step()
        assert room.live.stage == Stage.MESSAGE
        assert told() == [True, False, True, True]
        assert marked() == [True, True, True]
        assert room.live.step()
        assert '"stage":"question"' in room.live.render("wall")


@awaited
async def test_no_screen_learns_by_when_or_how_often_others_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another seat votes, a phone gets no event, and its next number has no gap for what it missed."""
    monkeypatch.setattr(room_server, "BOX_SECONDS", 0.0)
    async with serving(at_the_question(), tmp_path) as room:
        phone, other = await seated(room, SeatKind.PARTICIPANT, "nurse"), await seated(room)
        to_the_vote(room)
        async with phone.watching() as screen, other.watching() as busy:
            first = await screen.until(looks_up=False)
            for number in range(5):
                assert (await other.post("/vote", a_vote(number, OPTIONS[number % 2])))[0] == 200
                await busy.until(own={"option": OPTIONS[number % 2], "sure": 1})
            assert room.live.step()
            kind, last = await screen.next()
            assert (kind, last["view"]["stage"], last["number"]) == ("state", "split", first["number"])


@awaited
async def test_a_connection_that_never_finishes_a_request_is_cut_and_a_screen_is_not(tmp_path: Path) -> None:
    async with serving(at_the_question(), tmp_path, idle_seconds=0.05) as room:
        phone = await seated(room)
        async with phone.watching() as screen:
            await screen.until(seat=1)
            idle = [await asyncio.open_connection("127.0.0.1", room.port) for _ in range(140)]
            idle[-1][1].write(b"POST /vote HTTP/1.1\r\nHost: ")
            for reader, _ in idle:
                with_nothing = await asyncio.wait_for(reader.read(), 20.0)
                assert with_nothing == b""
            room.live.refresh()
            room.live.open_door()
            room.conductor.freeze()
            room.publish()
            assert isinstance(screen, Screen)
            await screen.until(stage="stop")
        for _, writer in idle:
            writer.close()


@awaited
async def test_of_one_seat_six_connections_stay_its_screen_among_them_and_of_those_who_wait_as_of_strangers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Connections(20)
    monkeypatch.setattr(room_server, "Connections", lambda **_: kept)
    async with serving(at_the_question(), tmp_path) as room:
        phone, person, waiting = await seated(room), room.enter(), room.enter()
        room.live.open_door()
        for one in (person, waiting):
            assert (await one.post("/join", {"key": room.live.door.key}))[0] == 200
        async with phone.watching() as screen, person.watching() as later:
            await screen.until(seat=1)
            await later.until(place=1)
            room.live.let_in(1)
            await later.until(seat=2)
            clients = [await keep_open(room, device, "/seat") for device in (phone, waiting) for _ in range(30)]
            assert [len(kept.list_of(of)) for of in ("1", "2", "")] == [6, 1, 20]
            room.conductor.freeze()
            room.publish()
            await screen.until(stage="stop")
            await later.until(stage="stop")
        for _, writer in clients:
            writer.close()


async def keep_open(room: Room, device: Device, path: str, **more: bytes) -> tuple[int, asyncio.StreamWriter]:
    """The status of an answer, over a connection of its own that stays."""
    given = {name: value.encode() for name, value in device.headers.items()}
    reader, writer = await asyncio.open_connection("127.0.0.1", room.port)
    headers = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in (given | more).items())
    writer.write(f"GET {path} HTTP/1.1\r\n".encode() + headers + b"\r\n")
    status = await reader.readline()
    return int(status.split()[1]), writer


@pytest.mark.parametrize("header", ["Cookie", "Origin", "Host", "Content-Type", "User-Agent", "Expect"])
@awaited
async def test_bytes_that_are_no_text_are_no_fault_of_the_server(header: str, tmp_path: Path) -> None:
    async with serving(at_the_question(), tmp_path) as room:
        odd = f"{name_cookie(room.live)}=".encode() * (header == "Cookie") + b"\xff\x80"
        for path in ("/seat", "/events", "/", "/projector", "/room/room.css"):
            status, writer = await keep_open(room, room.enter(), path, **{header: odd})
            assert status in (200, 400, 401, 403), path
            writer.close()


@awaited
async def test_a_body_that_is_not_encoded_as_it_says_is_no_fault_of_the_server(tmp_path: Path) -> None:
    async with serving(at_the_question(), tmp_path) as room:
        for encoding in ("gzip", "deflate"):
            status, _ = await room.enter().post("/wall", b"no archive", **{"Content-Encoding": encoding})
            assert status == 400, encoding


@pytest.mark.parametrize("path", ["/", "/room/room.js", "/nothing"])
@awaited
async def test_every_answer_has_the_policy_and_no_page_is_large(path: str, tmp_path: Path) -> None:
    async with serving(at_the_question(), tmp_path) as room:
        phone = room.enter()
        address = f"http://127.0.0.1:{room.port}{path}"
        async with phone.client.get(address, headers=phone.headers) as got:
            policy = got.headers["Content-Security-Policy"]
            body = await got.read()
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert got.headers["Referrer-Policy"] == "same-origin"
        assert len(body) < 100_000


@awaited
async def test_with_a_certificate_phones_have_tls_and_the_wall_is_on_loopback_without(tmp_path: Path) -> None:
    names = ["-subj", "/CN=room.example", "-days", "2", "-keyout", "key.pem", "-out", "room.pem"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    tls = load_certificate(RoomSettings(8411, "room.example", tmp_path / "room.pem", tmp_path / "key.pem"))
    phones, wall = socket.create_server(("127.0.0.2", 0)), socket.create_server(("127.0.0.1", 0))
    host, here = (f"{name}:{one.getsockname()[1]}" for name, one in (("room.example", phones), ("localhost", wall)))
    place = RoomPlace((phones, wall), (host,), (here,), tls, "t" * 22)
    live = LiveRoom(at_the_question(), PhoneRecords(tmp_path / "x.journal"), place)
    live.open_door()
    given = {"Host": host, "Origin": f"https://{host}"}
    address = f"https://127.0.0.2:{phones.getsockname()[1]}/join"
    async with serve_room(live, place), aiohttp.ClientSession() as client:
        async with client.post(address, json={"key": live.door.key}, headers=given, ssl=False) as got:
            assert got.status == 200
            assert next(iter(got.cookies.values()))["secure"]
        given["Origin"] = f"http://{host}"
        async with client.post(address, json={"key": live.door.key}, headers=given, ssl=False) as got:
            assert got.status == 403
        address = live.wall_address.replace("localhost", "127.0.0.1")
        async with client.get(address, headers={"Host": here}, allow_redirects=False) as got:
            assert got.status == 303
