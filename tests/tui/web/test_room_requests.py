"""What the room's server answers, request by request, without a network: whose cookie leads where, who may send what, and how often."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import AsyncMock, Mock

import pytest
from aiohttp import StreamReader, web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from reports.room.decision_cards import build_scale
from reports.room.guesses import CardStage, Comparison, Guesses
from reports.room.hot_wash_plans import PlansView
from sim.exercise import room
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.events import SeatKind, SeatSet, VoteCast
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.room_frame import Debrief, Question, RoomFrame
from sim.exercise.room_stage import Stage, Steps
from tests.sim.exercise.exercises import all_roles, known, opened, prepared
from tests.sim.exercise.rooms import D3, ask
from tests.tui.application import awaited
from tui.web import room_server
from tui.web.door import GONE_SECONDS, MAX_WAITING, OPEN_SECONDS, WRONG_A_MINUTE, WRONG_IN_ALL
from tui.web.live_room import NAME_CHARACTERS, End, LiveRoom
from tui.web.room_address import RoomPlace
from tui.web.room_requests import RemarkRequest
from tui.web.room_server import HEADERS, MAX_UNREAD, POST_SECONDS, POSTS, RoomServer

HOST, WALL, ELSEWHERE = "192.0.2.7:8411", "localhost:8411", "192.0.2.99"
COOKIE = "allcall-room-8411"
OPTIONS = [*(one.id for one in D3.options), "else"]
FRAME = RoomFrame(question=Question("Principal", D3.asks, False, ()))
GOAL = opened().exercise.objectives[0].id
PARTICIPANT, EVALUATOR, OBSERVER = SeatKind.PARTICIPANT, SeatKind.EVALUATOR, SeatKind.OBSERVER


class Asked:
    """A room at a question, its server, and a clock that stands still."""

    def __init__(self, folder: Path, scheme: str = "http") -> None:
        self.now = 1_000.0
        tls = cast(Any, object()) if scheme == "https" else None
        place = RoomPlace((), (HOST,), (WALL, "127.0.0.1:8411"), tls, "w" * 43)
        self.told = 0
        self.live = LiveRoom(question_on(), PhoneRecords(folder / "x.journal"), place, self.count, lambda: self.now)
        self.live.publish(FRAME)
        self.server = RoomServer(self.live)
        self.server.app.freeze()
        self.writer = Mock(write=AsyncMock(), write_headers=AsyncMock(), write_eof=AsyncMock(), drain=AsyncMock())
        self.transport = Mock(is_closing=Mock(return_value=False), get_write_buffer_size=Mock(return_value=0))

    def count(self) -> None:
        self.told += 1

    @property
    def wall(self) -> Any:
        """What it shows."""
        return json.loads(self.live.render("wall"))["view"]

    @property
    def conductor(self) -> Conductor:
        return self.live.conductor

    def seat(self, of: SeatKind = PARTICIPANT, *roles: str) -> str:
        return known(self.live.redeem(self.live.invite(of, roles).partition("#t=")[2]))

    async def send(self, method: str, path: str, token: str = "", body: Any = None, **more: str) -> web.StreamResponse:
        """The answer to a request. host, origin, remote, kind, wall: a cookie."""
        host = more.get("host", HOST)
        origin = more.get("origin", f"http://{host}" if method == "POST" else "")
        cookies = {COOKIE: token, f"{COOKIE}-wall": more.get("wall", "")}
        headers = CIMultiDict({"Host": host, "Content-Type": more.get("kind", "application/json")})
        headers.update({"Origin": origin} if origin else {})
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
        data = StreamReader(Mock(_reading_paused=False), 2**16, loop=asyncio.get_running_loop())
        data.feed_data(body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode())
        data.feed_eof()
        request = make_mocked_request(
            method, path, headers, app=self.server.app, payload=data, writer=self.writer, transport=self.transport
        )
        request = request.clone(remote=more.get("remote", ELSEWHERE))
        try:
            return await self.server.app._handle(request)
        except web.HTTPException as error:
            return error

    async def told_by(self, *sent: Any, **more: str) -> Any:
        """What an answer holds."""
        return json.loads(cast(web.Response, await self.send(*sent, **more)).text or "")

    async def status(self, method: str, path: str, token: str = "", body: Any = None, **more: str) -> int:
        return (await self.send(method, path, token, body, **more)).status

    async def join(self, **body: str) -> tuple[int, str]:
        remote = body.pop("remote", ELSEWHERE)
        answer = cast(web.Response, await self.send("POST", "/join", body=body, remote=remote))
        found = json.loads(answer.text or "") if answer.content_type == "application/json" else {}
        return answer.status, found.get("verdict", "")


def question_on() -> Conductor:
    conductor = prepared(opened())
    conductor.state.played = {*all_roles()}
    ask(conductor.state, "D3", opened_at=40.0)
    return conductor


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.setattr(room_server, "BOX_SECONDS", 0.0)
    return Asked(tmp_path)


def a_vote(number: int, option: str = OPTIONS[0], **more: Any) -> dict[str, Any]:
    return {"asking": "1", "vote": f"{number:032x}", "option": option, "sure": 1, **more}


def token_of(answer: web.StreamResponse, name: str = COOKIE) -> str:
    return answer.cookies[name].value


# ---- whose cookie leads where -----------------------------------------------------------------------


@awaited
async def test_a_cookie_leads_to_its_own_seat_and_to_nothing_once_that_ended(asked: Asked) -> None:
    nurse, teacher = asked.seat(PARTICIPANT, "nurse"), asked.seat(PARTICIPANT, "teacher")
    for token, number in ((nurse, 1), (teacher, 2)):
        seat = known(asked.server._find_seat(cast(web.Request, SimpleNamespace(cookies={COOKIE: token}))))
        assert seat.number == number
        assert asked.server._find_seat(cast(web.Request, SimpleNamespace(cookies={"allcall-room-8412": token}))) is None
    asked.live.remove(1)
    assert await asked.status("POST", "/stop", nurse) == 401
    assert await asked.status("POST", "/stop", teacher) == 200
    asked.live.records.bind(nurse, 1)  # a token of a seat that is gone
    asked.live.records.bind("of no seat", 9)
    for token in (nurse, "of no seat", "", "1"):
        assert await asked.status("POST", "/stop", token) == 401
        assert await asked.status("GET", "/events", token) == 401


@awaited
async def test_a_ticket_gives_its_own_seat_once_and_none_of_another_exercise(asked: Asked, tmp_path: Path) -> None:
    first, second = asked.seat(PARTICIPANT, "nurse"), asked.seat(EVALUATOR)
    tickets = {seat: asked.live.move(seat).partition("#t=")[2] for seat in (2, 1)}
    answer = await asked.send("POST", "/join", body={"ticket": tickets[1]})
    moved = token_of(answer)
    assert {token: asked.live.records.find_seat(token) for token in (first, second, moved)} == {
        first: None, second: 2, moved: 1,
    }  # fmt: skip
    assert await asked.join(ticket=tickets[1]) == (403, "wrong")
    entry = [*asked.conductor.journal.entries()][-1].event
    assert entry == SeatSet(1, "moved", PARTICIPANT, ["nurse"], ())
    asked.live.begin(question_on(), PhoneRecords(tmp_path / "y.journal"))
    assert await asked.join(ticket=tickets[2]) == (403, "wrong")
    assert await asked.status("GET", "/events", moved) == 401


@awaited
async def test_the_wall_is_for_this_computer_and_the_walls_that_were_let_in(asked: Asked) -> None:
    """A key of the one is none of the other, and Host localhost is none over the network."""
    here = {"host": WALL, "remote": "127.0.0.1"}
    opened_ = await asked.send("GET", f"/projector?token={'w' * 43}", **here)
    key = token_of(opened_, f"{COOKIE}-wall")
    assert (opened_.status, len(key)) == (303, 43)
    assert [opened_.cookies[f"{COOKIE}-wall"][name] for name in ("httponly", "samesite")] == [True, "Strict"]
    letters = json.loads(cast(web.Response, other := await asked.send("POST", "/wall")).text or "")["letters"]
    token = token_of(other, f"{COOKIE}-wall")
    known = [
        await asked.status("GET", "/projector", wall=key, **here),
        await asked.status("GET", "/projector?token=x", wall=key, **here),
        await asked.status("GET", f"/projector?token={'w' * 43}", **here),
        await asked.status("GET", "/projector", wall=token, **here),
        await asked.status("GET", "/projector", **here),
        await asked.status("GET", "/projector", host=WALL, remote=ELSEWHERE, wall=key),
        await asked.status("GET", "/events", wall=key),
        await asked.status("GET", "/events", wall=token),
        await asked.status("POST", "/wall", host=WALL, remote="127.0.0.1"),
        await asked.status("GET", "/", host=WALL, remote="127.0.0.1"),
    ]
    assert known == [200, 303, 403, 403, 403, 403, 401, 401, 403, 404]
    with pytest.raises(CommandRejected, match="no screen shows 'ABC'"):
        asked.live.open_wall("abc")
    asked.live.open_wall(letters)
    walls = cast(web.Request, SimpleNamespace(host=HOST, cookies={f"{COOKIE}-wall": token}))
    assert asked.server._find_name(walls) == "wall"
    assert await asked.status("GET", "/projector", wall=token, **here) == 403
    assert f"token={'w' * 43}" not in asked.live.wall_address


@awaited
async def test_only_the_printed_host_and_its_own_origin_and_json_are_answered(asked: Asked) -> None:
    token, evil = asked.seat(), "http://evil.example"
    answers = [
        await asked.status("GET", "/seat", token, host="192.0.2.7"),
        await asked.status("GET", "/seat", token, host="evil.example:8411"),
        await asked.status("GET", "/seat", token, host="evil.example:8411", remote="127.0.0.1"),
        await asked.status("GET", "/seat", token, origin=evil),
        await asked.status("GET", "/seat", token, origin=f"http://{HOST}"),
        await asked.status("POST", "/stop", token, origin=""),
        await asked.status("POST", "/stop", token, origin="null"),
        await asked.status("POST", "/stop", token, origin=f"https://{HOST}"),
        await asked.status("POST", "/stop", token, origin=f"http://{WALL}"),
        await asked.status("POST", "/stop", token, kind="text/plain"),
        await asked.status("POST", "/stop", token, {"seat": 2}),
        await asked.status("GET", "/stop", token),
        await asked.status("GET", "/room/..%2Fpages.py", token),
        await asked.status("GET", "/room/room.js"),
    ]
    assert answers == [403, 403, 403, 403, 200, 403, 403, 403, 403, 415, 400, 405, 404, 200]


@awaited
async def test_with_a_certificate_the_cookie_is_secure_and_the_wall_on_this_computer_needs_none(tmp_path: Path) -> None:
    asked = Asked(tmp_path, "https")
    asked.live.open_door()
    answer = await asked.send("POST", "/join", body={"key": asked.live.door.key}, origin=f"https://{HOST}")
    cookie = answer.cookies[COOKIE]
    assert [cookie[name] for name in ("httponly", "samesite", "secure", "path")] == [True, "Strict", True, "/"]
    assert await asked.status("POST", "/wall", host=WALL, remote="127.0.0.1", origin=f"https://{WALL}") == 403
    assert len(cookie.value) >= 43
    assert asked.live.phone_address == f"https://{HOST}/#k={asked.live.door.key}"
    assert asked.live.wall_address.startswith(f"http://{WALL}/projector?token=")
    plain = Asked(tmp_path)
    plain.live.open_door()
    answer = await plain.send("POST", "/join", body={"key": plain.live.door.key})
    assert [answer.cookies[COOKIE][name] for name in ("httponly", "samesite", "secure")] == [True, "Strict", False]
    assert HEADERS["Cache-Control"] == "no-store"


# ---- the door ---------------------------------------------------------------------------------------


@awaited
async def test_key_and_pin_lead_to_the_wait_while_the_door_is_open(asked: Asked) -> None:
    assert await asked.join(pin="") == (403, "closed")
    asked.live.open_door()
    key, pin = asked.live.door.key, asked.live.door.pin
    assert await asked.join(key=pin) == (403, "wrong")
    assert await asked.join(key="x", pin=pin) == (403, "wrong")
    assert (await asked.join(key=key), await asked.join(pin=pin)) == ((200, "right"), (200, "right"))
    assert len(asked.live.door.waiting) == 2
    asked.now += OPEN_SECONDS
    assert (await asked.join(key=key), await asked.join(pin=pin)) == ((403, "closed"), (403, "closed"))


@awaited
async def test_wrong_pins_are_counted_by_the_address_that_they_come_from(asked: Asked) -> None:
    asked.live.open_door()
    pin = asked.live.door.pin
    told = asked.told
    for number in range(WRONG_A_MINUTE):
        assert await asked.join(pin="x") == (403, "wrong"), number
    assert asked.told == told + WRONG_A_MINUTE
    assert await asked.join(pin=pin) == (403, "too-often")
    assert await asked.join(pin=pin, remote="192.0.2.98") == (200, "right")
    for number in range(WRONG_IN_ALL - WRONG_A_MINUTE):
        asked.live.door.judge_pin("x", f"10.0.0.{number}", asked.now)
    assert await asked.join(pin=pin, remote="192.0.2.98") == (403, "pin-off")
    assert asked.wall["door"].keys() == {"seats", "waiting", "qr", "address"}
    assert await asked.join(key=asked.live.door.key) == (200, "right")


@awaited
async def test_a_person_is_let_in_as_they_said_and_none_as_an_evaluator(asked: Asked) -> None:
    asked.live.open_door()
    asked.conductor.state.played -= {"teacher"}
    key = asked.live.door.key
    bodies: list[dict[str, str]] = [{"role": "nurse"}, {"of": "observer", "role": "nurse"}, {}]
    for body in bodies:
        assert (await asked.join(key=key, **body))[0] == 200
    refused: list[dict[str, str]] = [
        {"of": "evaluator"}, {"role": "teacher"}, {"role": "king"}, {"name": "Zoe"}, {"key": key * 9},
    ]  # fmt: skip
    for body in refused:
        assert (await asked.join(**{"key": key, **body}))[0] == 400
    assert [(guest.of, guest.roles) for guest in asked.live.door.waiting.values()] == [
        (PARTICIPANT, ("nurse",)), (OBSERVER, ()), (PARTICIPANT, ()),
    ]  # fmt: skip
    tokens = [*asked.live.door.waiting]
    assert asked.live.let_in(2) == 2
    assert [asked.live.records.find_seat(token) for token in tokens] == [1, 2, None]
    assert {number: (seat.of, seat.roles) for number, seat in asked.conductor.state.seats.all.items()} == {
        1: (PARTICIPANT, ("nurse",)), 2: (OBSERVER, ()),
    }  # fmt: skip
    assert asked.live.let_in() == 1
    assert asked.live.door.waiting == {}
    asked.conductor.state.played = {"nurse"}
    assert (await asked.join(key=key, role="nurse"))[0] == 200
    page = cast(web.Response, await asked.send("GET", "/")).text or ""
    assert ("Nurse" in page, "Secretary" in page) == (True, False)


@awaited
async def test_one_device_waits_once_and_at_most_twenty_do(asked: Asked) -> None:
    asked.live.open_door()
    key = {"key": asked.live.door.key}
    token = token_of(await asked.send("POST", "/join", body=key))
    again = await asked.send("POST", "/join", token, key)
    assert (again.status, len(again.cookies), len(asked.live.door.waiting)) == (200, 0, 1)
    seat = asked.seat()
    assert (await asked.status("POST", "/join", seat, {"pin": "x"}), len(asked.live.door.waiting)) == (200, 1)
    assert await asked.status("POST", "/join", body=key, host=WALL, remote="127.0.0.1") == 403
    for number in range(MAX_WAITING - 1):
        assert await asked.join(remote=f"192.0.2.{number}", **key) == (200, "right")
    assert await asked.join(**key) == (403, "full")
    for path, body in (("/vote", a_vote(1)), ("/guess", {"amount": 1}), ("/stop", {}), ("/remark", {})):
        assert await asked.status("POST", path, token, body) == 401
    assert [(await asked.told_by("GET", "/seat", one))["known"] for one in (token, "x")] == [True, False]


# ---- what seats send --------------------------------------------------------------------------------


@awaited
async def test_a_seat_sends_twenty_things_in_ten_seconds_and_one_more_after_the_first_is_old(asked: Asked) -> None:
    first, second = asked.seat(), asked.seat()
    for number in range(POSTS):
        asked.now = 1_000.0 + number * 0.1
        assert await asked.status("POST", "/stop", first) == 200
    bodies = {"/vote": a_vote(1), "/guess": {"amount": 1}, "/remark": {}, "/stop": {}}
    for path, body in bodies.items():
        assert await asked.status("POST", path, first, body) == 429
    assert await asked.status("POST", "/stop", second) == 200
    asked.now = 1_000.0 + POST_SECONDS - 0.01
    assert await asked.status("POST", "/stop", first) == 429
    asked.now = 1_000.0 + POST_SECONDS
    assert await asked.status("POST", "/stop", first) == 200
    assert await asked.status("POST", "/stop", first) == 429


@awaited
async def test_a_vote_is_of_the_seat_whose_cookie_sent_it_and_of_the_asking_that_it_names(asked: Asked) -> None:
    asked.seat()
    token = asked.seat()
    asked.live.ask_votes()
    asked.live.open_stream("1", "")
    sent = [a_vote(7, OPTIONS[1], sure=2, reason=" Radios. ", quote=True), a_vote(7), a_vote(8, OPTIONS[2], sure=0)]
    receipts = [(await asked.told_by("POST", "/vote", token, body))["receipt"] for body in sent]
    assert receipts == ["counted", "repeated", "changed"]
    votes = [one.event for one in asked.conductor.journal.entries() if isinstance(one.event, VoteCast)]
    assert [(one.asking, one.vote, one.seat, one.option, one.sure, one.late, bool(one.reason)) for one in votes] == [
        ("D3/1", f"{7:032x}", 2, OPTIONS[1], 2, False, True),
        ("D3/1", f"{8:032x}", 2, OPTIONS[2], 0, False, False),
    ]
    assert (asked.live.records.texts, asked.live.records.quotable) == ({f"{7:032x}": "Radios."}, {f"{7:032x}"})
    refused = [{"asking": "2"}, {"asking": "D3/1"}, {"option": "lift"}]
    assert [await asked.status("POST", "/vote", token, a_vote(9, **one)) for one in refused] == [409] * 3
    wrong: list[dict[str, Any]] = [
        {"sure": 3}, {"sure": -1}, {"reason": "x" * 201}, {"reason": "\x1b[2J"}, {"reason": "\u202e"}, {"vote": "1"},
        {"seat": 1}, {"late": False}, {"sure": "1"},
    ]  # fmt: skip
    assert [await asked.status("POST", "/vote", token, a_vote(9, **one)) for one in wrong] == [400] * len(wrong)
    asked.now += 60.0
    assert await asked.status("POST", "/vote", token, b"[" * 5_000) == 400
    assert await asked.status("POST", "/vote", token, a_vote(10, reason="x" * 200)) == 200


@awaited
async def test_evaluators_and_observers_have_no_vote_and_no_guess_and_others_do_not_rate(asked: Asked) -> None:
    person, judge, guest = asked.seat(), asked.seat(EVALUATOR), asked.seat(OBSERVER)
    asked.live.ask_votes()
    scale = build_scale("aware_t50")
    asked.live.set_guesses(Guesses(Comparison("", scale, 42), stage=CardStage.OPEN))
    remark = {"remark": f"{1:032x}", "objective": GOAL, "rating": "M", "text": "x" * 1_000}
    bodies = {"/vote": a_vote(1), "/guess": {"amount": -9_999}, "/remark": remark}
    found = {
        path: [await asked.status("POST", path, token, body) for token in (person, judge, guest)]
        for path, body in bodies.items()
    }
    assert found == {"/vote": [200, 409, 409], "/guess": [200, 409, 409], "/remark": [409, 200, 409]}
    assert known(asked.live.guesses).by_seat == {1: -9_999}
    (kept,) = asked.conductor.state.remarks.values()
    assert (kept.seat, kept.rating, len(kept.text)) == (2, "M", 64)
    assert asked.live.records.texts == {f"{1:032x}": "x" * 1_000}
    assert [(one.by, one.rating, one.final) for one in asked.conductor.state.notes.values()] == [("seat 2", "M", False)]
    assert await asked.told_by("POST", "/remark", judge, remark) == {"receipt": "repeated"}
    wrong: list[dict[str, Any]] = [{"rating": "X"}, {"text": "x" * 1_001}, {"seat": 1}, {"final": True}]
    assert [await asked.status("POST", "/remark", judge, {**remark, **one}) for one in wrong] == [400] * 4
    assert await asked.status("POST", "/guess", person, {"amount": 10_000}) == 400
    asked.live.set_guesses(None)
    assert await asked.status("POST", "/guess", person, {"amount": 1}) == 409


@awaited
async def test_a_full_disk_is_told_to_who_waits_and_is_no_vote(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    token = asked.seat()
    asked.live.ask_votes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(asked.live.records, "_add", fail)
    assert await asked.status("POST", "/vote", token, a_vote(1, reason="words")) == 503
    assert asked.conductor.state.ballots.askings[0].votes == {}


@awaited
async def test_a_wall_is_known_again_after_a_resumption_and_in_the_next_one(asked: Asked, tmp_path: Path) -> None:
    here = {"host": WALL, "remote": "127.0.0.1"}
    key = token_of(await asked.send("GET", f"/projector?token={'w' * 43}", **here), f"{COOKIE}-wall")
    assert key not in asked.live.records.path.read_text()
    asked.live.records = PhoneRecords(asked.live.records.path)
    known = [await asked.status("GET", "/projector", wall=key, **here)]
    asked.live.begin(question_on(), PhoneRecords(tmp_path / "y.journal"))
    known.append(await asked.status("GET", "/projector", wall=key, **here))
    assert known == [200, 200]


@pytest.mark.parametrize("why", End)
@awaited
async def test_a_page_whose_seat_ends_is_told_why(why: End, asked: Asked) -> None:
    token = asked.seat(PARTICIPANT, "nurse")
    page = asyncio.ensure_future(asked.send("GET", "/events?page=a", token))
    while "1" not in asked.live.streams:
        await asyncio.sleep(0)
    ends: dict[End, Callable[[LiveRoom], object]] = {
        End.TAKEN: lambda live: live.open_stream("1", "b"),
        End.REMOVED: lambda live: live.remove(1),
        End.MOVED: lambda live: live.redeem(live.move(1).rpartition("=")[2]),
        End.ANEW: lambda live: live.begin(question_on(), live.records),
    }
    ends[why](asked.live)
    await page
    assert asked.writer.write.await_args.args[0].decode() == f"event: {why}\ndata: {{}}\n\n"


@awaited
async def test_a_stream_sends_a_state_when_it_changes_and_ends_when_another_page_takes_it(asked: Asked) -> None:
    token = asked.seat(PARTICIPANT, "nurse")
    streams = [asyncio.ensure_future(asked.send("GET", f"/events?page={page}", token)) for page in ("a", "a", "b")]
    await streams[1]
    sent = [call.args[0].decode() for call in asked.writer.write.await_args_list]
    assert sum(one == "event: taken\ndata: {}\n\n" for one in sent) == 2
    assert sent[0].startswith(f'event: state\ndata: {{"run":"{asked.live.run}","number":1000000,"kind":"participant"')
    assert asked.live.shared == {1}
    assert asked.live.connected == {1}
    asked.live.open_stream("2", "a")
    assert asked.live.open_stream("2", "a").page == "a"
    assert asked.live.shared == {1}
    asked.live.end_stream("2")
    asked.transport.get_write_buffer_size.return_value = MAX_UNREAD
    asked.now, before = 1_000.0259, len(sent)
    asked.live.publish(RoomFrame(black=True))
    asked.live._wake()
    async with asyncio.timeout(20.0):
        while len(asked.writer.write.await_args_list) == before:
            await asyncio.sleep(0)
    assert '"number":1000025,' in asked.writer.write.await_args_list[-1].args[0].decode()
    asked.transport.get_write_buffer_size.return_value = MAX_UNREAD + 1
    asked.live.publish(FRAME)
    asked.live._wake()
    await streams[2]
    asked.transport.abort.assert_called_once()
    assert asked.live.streams == {}


# ---- the live room ----------------------------------------------------------------------------------


@awaited
async def test_the_split_waits_for_every_participant_who_came_and_is_not_away_and_for_no_one_else(asked: Asked) -> None:
    for of in (PARTICIPANT, PARTICIPANT, EVALUATOR, OBSERVER, PARTICIPANT):
        asked.seat(of)
    for name in ("1", "2", "3", "4", "wall"):
        asked.live.open_stream(name, "")
    assert asked.live.connected == {1, 2}
    assert asked.live.has_wall
    asked.live.invite(PARTICIPANT)  # its code is not used
    asked.live.ask_votes()
    assert asked.live.awaited == {1, 2, 5}
    for number, seat in ((1, 1), (2, 5), (3, 1)):
        asked.live.vote(VoteCast("D3/1", f"{number:032x}", seat, OPTIONS[number], 1), f"Reason {number}.")
        assert asked.live.stage == Stage.VOTES
        assert not any('"count"' in asked.live.render(one) for one in (*"123456", "wall"))
        assert asked.live.list_reasons() == []
    asked.live.vote(VoteCast("D3/1", f"{4:032x}", 2, OPTIONS[0], 1), "A reason.")
    assert asked.live.stage == Stage.SPLIT
    assert asked.live.list_reasons() == ["A reason.", "Reason 2.", "Reason 3."]
    asked.live.pick_reason("Reason 2.")
    assert asked.live.steps.reason == ("D3/1", "Reason 2.")
    assert asked.live.list_reasons() == ["A reason.", "Reason 3."]
    split = known(asked.conductor.state.ballots.askings[0].split)
    assert (split.by, split.connected) == ("all", [1, 2])
    asked.live.remove(2)
    assert asked.live.connected == {1}
    asked.live.remove(3)
    assert [seat.number for seat in asked.conductor.state.seats.taken] == [1, 4, 5, 6]
    with pytest.raises(CommandRejected, match="no seat 9"):
        asked.live.remove(9)


@awaited
async def test_a_vote_waits_for_phones_that_are_locked_and_for_none_that_is_marked_away(asked: Asked) -> None:
    """Eleven of twelve are locked before it begins, and the wall counts them."""
    tokens = [asked.seat() for _ in range(12)]
    asked.live.open_stream("1", "")
    asked.live.ask_votes()
    for number in range(10):
        assert await asked.status("POST", "/vote", tokens[number], a_vote(number)) == 200
        turnout = asked.wall["turnout"]
        assert (asked.live.stage, turnout) == (Stage.VOTES, {"cast": number + 1, "of": 12})
    asked.live.mark_away(12, is_away=True)
    assert asked.wall["turnout"] == {"cast": 10, "of": 11}
    asked.live.mark_away(12, is_away=False)
    asked.live.mark_away(11, is_away=True)
    assert asked.live.stage == Stage.VOTES
    assert await asked.status("POST", "/vote", tokens[10], a_vote(10)) == 200
    assert asked.live.stage == Stage.VOTES
    asked.live.mark_away(12, is_away=True)
    assert asked.wall["stage"] == "split"
    assert sum(asked.conductor.state.ballots.askings[-1].count()) == 11
    assert [seat.number for seat in asked.conductor.state.seats.taken if seat.is_away] == [11, 12]
    asked.live.redeem(asked.live.move(11).partition("#t=")[2])
    assert asked.live.awaited == {*range(1, 12)}


@awaited
async def test_a_seat_that_is_removed_is_waited_for_no_more(asked: Asked) -> None:
    token, _ = asked.seat(), asked.seat()
    asked.live.ask_votes()
    assert await asked.status("POST", "/vote", token, a_vote(1)) == 200
    assert asked.conductor.state.ballots.open is not None
    asked.live.remove(2)
    assert asked.conductor.state.ballots.open is None


@awaited
async def test_an_evaluators_device_stays_one_and_a_device_that_takes_another_seat_leaves_its_own(asked: Asked) -> None:
    judge, person = asked.seat(EVALUATOR), asked.seat()
    ticket = asked.live.invite(PARTICIPANT).partition("#t=")[2]
    refused = cast(web.Response, await asked.send("POST", "/join", judge, {"ticket": ticket}))
    assert (refused.status, json.loads(refused.text or ""), len(refused.cookies)) == (403, {"verdict": "seated"}, 0)
    assert asked.live.records.find_seat(judge) == 1
    moved = token_of(await asked.send("POST", "/join", person, {"ticket": ticket}))
    assert [asked.live.records.find_seat(one) for one in (judge, person, moved)] == [1, None, 3]
    assert asked.live.awaited == {3}
    other = asked.live.invite(EVALUATOR).partition("#t=")[2]
    assert await asked.status("POST", "/join", judge, {"ticket": other}) == 200


@awaited
async def test_those_who_wait_are_sent_away_and_the_code_that_led_them_here_ends(asked: Asked) -> None:
    asked.live.open_door()
    key = asked.live.door.key
    tokens = [token_of(await asked.send("POST", "/join", body={"key": key})) for _ in range(3)]
    page = asked.live.open_stream(tokens[0], "")
    assert asked.live.send_away() == 3
    assert (page.ended, asked.live.streams, asked.live.door.waiting) == (End.ANEW, {}, {})
    assert await asked.join(key=key) == (403, "wrong")
    assert await asked.told_by("GET", "/seat", tokens[0]) == {"known": False}
    assert await asked.join(key=asked.live.door.key) == (200, "right")
    asked.live.close_door()
    asked.live.send_away()
    assert not asked.live.door.is_open(asked.now)


@awaited
async def test_a_device_waits_on_while_its_page_is_open_and_is_gone_fifteen_seconds_after(asked: Asked) -> None:
    asked.live.open_door()
    token = token_of(await asked.send("POST", "/join", body={"key": asked.live.door.key}))
    page = asked.live.open_stream(token, "")
    asked.now += 100.0
    asked.live.leave(page)
    asked.now += GONE_SECONDS - 0.1
    asked.live.publish(FRAME)
    assert [*asked.live.door.waiting] == [token]
    asked.now += 0.1
    asked.live.publish(FRAME)
    assert (asked.live.door.waiting, asked.live.let_in()) == ({}, 0)


@awaited
async def test_no_more_are_let_in_than_this_process_can_serve(asked: Asked) -> None:
    asked.live.open_door()
    for number in range(3):
        assert (await asked.join(key=asked.live.door.key, remote=f"192.0.2.{number}"))[0] == 200
    asked.live.max_seats = 2
    with pytest.raises(CommandRejected, match="all 2 seats are taken"):
        asked.live.let_in()
    assert (len(asked.conductor.state.seats.taken), len(asked.live.door.waiting)) == (2, 1)
    with pytest.raises(CommandRejected, match="ulimit"):
        asked.live.invite(EVALUATOR)


@awaited
async def test_stop_is_acknowledged_by_seats_that_are_in_and_only_while_it_is_up(asked: Asked) -> None:
    for of in (PARTICIPANT, EVALUATOR, OBSERVER, PARTICIPANT):
        asked.seat(of)
    asked.live.remove(4)
    asked.live.acknowledge_stop(1)
    assert [*asked.live.without_stop] == [1, 2, 3]
    asked.live.publish(FRAME.emergency())
    told = asked.told
    asked.live.acknowledge_stop(3)
    assert ([*asked.live.without_stop], asked.told) == ([1, 2], told + 1)


@awaited
async def test_another_exercise_begins_with_nothing_of_the_one_before(asked: Asked, tmp_path: Path) -> None:
    token = asked.seat()
    stream, run = asked.live.open_stream("1", ""), asked.live.run
    asked.live.open_door()
    asked.live.publish(FRAME.emergency())
    asked.live.acknowledge_stop(1)
    asked.live.steps, asked.live.shared = Steps(options="D3"), {1}
    asked.live.set_guesses(Guesses(None))
    asked.live.begin(question_on(), PhoneRecords(tmp_path / "y.journal"))
    live = asked.live
    assert (live.streams, live.shared, live.stop_seen, live.guesses, live.plans) == ({}, set(), set(), None, None)
    assert (live.steps, live.frame, stream.ended, live.run != run) == (Steps(), RoomFrame(), End.ANEW, True)
    assert (live.door.is_open(asked.now), live.records.find_seat(token)) == (False, None)


@awaited
async def test_who_waits_is_told_their_place_and_the_stage_alone(asked: Asked) -> None:
    asked.live.open_door()
    tokens = [token_of(await asked.send("POST", "/join", body={"key": asked.live.door.key})) for _ in range(3)]
    places = [json.loads(asked.live.render(name)) for name in (*tokens, "none")]
    assert places == [
        {"kind": "waiting", "view": {"stage": "question", "place": place}} for place in (1, 2, 3, 0)
    ]  # fmt: skip
    first, stream = (asked.live.open_stream(tokens[0], page) for page in "ab")
    assert first.ended == End.TAKEN
    asked.live.let_in(1)
    assert (stream.name, asked.live.streams, stream.ended) == ("1", {"1": stream}, None)
    view = asked.wall["door"]
    assert (view["seats"], view["waiting"], view["pin"]) == (1, 2, asked.live.door.pin)
    asked.now += OPEN_SECONDS
    assert asked.wall["door"] == {"seats": 1, "waiting": 2}


def test_the_facilitators_name_of_a_seat_is_short_and_printable(asked: Asked) -> None:
    asked.live.name_seat(3, f" {'x' * (NAME_CHARACTERS - 1)}")
    assert asked.live.records.names == {3: "x" * (NAME_CHARACTERS - 1)}
    for name in ("x" * (NAME_CHARACTERS + 1), "\x1b[2J"):
        with pytest.raises(CommandRejected):
            asked.live.name_seat(3, name)


def test_steps_lead_from_the_question_over_its_vote_to_the_split(asked: Asked) -> None:
    """The vote begins with its options; its end is a step of its own, and one more takes the split off."""
    stages = [asked.live.stage]
    for _ in range(3):
        assert asked.live.step()
        stages.append(asked.live.stage)
    assert stages == [Stage.QUESTION, Stage.VOTES, Stage.SPLIT, Stage.OPTIONS]
    assert not asked.live.step()
    asked.live.close_vote()
    assert len(asked.conductor.state.ballots.askings) == 1
    asked.live.ask_votes()
    asked.live.close_vote()
    splits = [one.split.by for one in asked.conductor.state.ballots.askings if one.split]
    assert splits == ["facilitator", "decision"]
    assert room.find_asking(asked.conductor, "2").id == "D3/2"


def test_plans_and_frames_are_told_once(asked: Asked) -> None:
    asked.live.publish(RoomFrame(debrief=Debrief(90.0, 80.0, {}, {})))
    before = asked.live.builder
    asked.live.publish(RoomFrame(debrief=Debrief(90.0, 80.0, {}, {})))
    assert asked.live.builder is before
    assert asked.live.stage == Stage.HOT_WASH
    assert not asked.live.step()
    told, plans = asked.told, PlansView("T+01:00", ())
    for _ in range(2):
        asked.live.show_plans(plans)
        assert asked.wall["plans"] == {"time": "T+01:00", "arms": []}
    assert asked.told == told


def test_a_remark_of_a_phone_that_shows_nothing_is_empty() -> None:
    sent = {"remark": "0" * 32, "objective": "warn", "text": "\u2060 \u200b"}
    assert RemarkRequest.model_validate(sent).text == ""
