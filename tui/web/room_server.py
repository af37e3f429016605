"""The room's server: phones on the local network, the wall on this machine, all from the process that owns the exercise.

A screen gets its whole state as one server-sent event, with the run of this server and a number. It never gets a difference, so a missed
state does no harm. A seat has one stream, and the newest page takes it. A vote is in the journal before it is acknowledged.
Every request needs the exact Host that was printed, and every POST the same Origin. POST takes JSON only, and GET changes nothing.
"""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from aiohttp import web

from reports.room.guesses import Guesses
from reports.room.hot_wash_plans import PlansView
from reports.room.pages import PAGE_POLICY, draw_code, list_files, render_page
from reports.room.views import Door as DoorView
from reports.room.views import ViewBuilder, write_view
from sim.exercise import room
from sim.exercise.ballots import Receipt
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.events import Remarked, SeatKind, SeatSet, VoteCast
from sim.exercise.journal import JournalError
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.room_frame import RoomFrame
from sim.exercise.room_stage import Stage, Steps, find_asking, find_stage, skip
from sim.exercise.seats import Seat
from tui.web.browser import Handler
from tui.web.door import Door, Guest, Verdict, is_same, make_key, make_token
from tui.web.room_address import LOOPBACK, RoomPlace
from tui.web.room_requests import (
    GuessRequest,
    JoinRequest,
    RemarkRequest,
    StopRequest,
    VoteRequest,
    WallRequest,
    parse,
)

PING_SECONDS = 5.0
WAKE_SECONDS = 0.1
"""Between two times that screens are told news."""
HEADER_SECONDS = 5.0
"""In which a request has to be whole; also how long a connection may be idle."""
MAX_BODY = 8_192
MAX_UNREAD = 65_536
"""Bytes that a screen may leave unread before it is cut."""
MAX_STRANGERS = 128
POSTS, POST_SECONDS = 20, 10.0
"""What one seat may send, and in which time."""
WALL = "wall"

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

# ---- streams ----------------------------------------------------------------------------------------


class Stream:
    """The open page of a seat, of a device that waits, or of a wall. name: whose it is now. page: its id, kept over a reload."""

    def __init__(self, name: str, page: str) -> None:
        self.name, self.page = name, page
        self.changed = asyncio.Event()
        self.is_taken = False

    def wake(self) -> None:
        self.changed.set()

    def take(self) -> None:
        """Another page of the same seat has come."""
        self.is_taken = True
        self.changed.set()


@dataclass
class Counters:
    """What happened since the server began, for the facilitator. shared: seats that a second page took."""

    number: int = 0
    shared: set[int] = field(default_factory=set)
    stop_seen: set[int] = field(default_factory=set)
    posts: dict[str, deque[float]] = field(default_factory=dict)


class RoomServer:
    """on_change: called after anything that the facilitator may see. clock: monotonic seconds."""

    def __init__(
        self,
        conductor: Conductor,
        records: PhoneRecords,
        place: RoomPlace,
        on_change: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.streams: dict[str, Stream] = {}
        self.begin(conductor, records)
        self.hosts, self.wall_hosts, self.scheme = place.hosts, place.wall_hosts, place.scheme
        self.on_change = on_change
        self.clock = clock
        self.admitted: set[web.RequestHandler] = set()
        self.max_strangers = MAX_STRANGERS
        self.cookie = f"allcall-room-{self.hosts[0].rpartition(':')[2]}"
        self.wall_key, self._wall_token = make_token(), place.wall_token
        self.other_walls: set[str] = set()
        self._waking: asyncio.TimerHandle | None = None
        self._woken_at = -WAKE_SECONDS
        self.app = self._make_app()

    def begin(self, conductor: Conductor, records: PhoneRecords) -> None:
        """Serves this exercise from now on; the screens of another one have to join anew."""
        self.conductor, self.records = conductor, records
        self.door, self.steps, self.counters = Door(), Steps(), Counters()
        self.run = secrets.token_hex(8)
        self.frame = RoomFrame()
        self.plans: PlansView | None = None
        self.guesses: Guesses | None = None
        self._builder: ViewBuilder | None = None
        for stream in self.streams.values():
            stream.take()
        self.streams = {}

    # ---- what the facilitator does --------------------------------------------------------------

    @property
    def wall_address(self) -> str:
        """Opens one wall on this machine."""
        return f"http://{self.wall_hosts[0]}/projector?token={self._wall_token}"

    @property
    def phone_address(self) -> str:
        """In the QR code; the key stands behind the mark that no browser sends."""
        return f"{self.scheme}://{self.hosts[0]}/#k={self.door.key}"

    @property
    def stage(self) -> Stage:
        return find_stage(self.conductor.state, self.frame, self.steps)

    @property
    def connected(self) -> frozenset[int]:
        """Participants' seats with an open page."""
        seats = self.conductor.state.seats.all
        here = {int(name) for name in self.streams if name.isdigit()}
        return frozenset(number for number in here if number in seats and seats[number].can_vote)

    @property
    def without_stop(self) -> tuple[int, ...]:
        """Seats whose screens have not said that they show STOP."""
        taken = {seat.number for seat in self.conductor.state.seats.taken}
        return tuple(sorted(taken - self.counters.stop_seen))

    def publish(self, frame: RoomFrame) -> None:
        """Makes this what participants may see."""
        if frame != self.frame or self.builder.state is not self.conductor.state:
            self.frame = frame
            self.refresh()

    def show_plans(self, plans: PlansView) -> None:
        """Two plans on the wall; only the hot wash has them."""
        if plans != self.plans:
            self.plans = plans
            self.refresh()

    def set_guesses(self, guesses: Guesses | None) -> None:
        """Asks for guesses, shows them, or shows the truth; None takes them off."""
        self.guesses = guesses
        self._tell()

    @property
    def builder(self) -> ViewBuilder:
        """The views of now."""
        if self._builder is None:
            self._builder = ViewBuilder(
                self.conductor.state, self.frame, self.steps, self.connected, self.plans, self.guesses
            )
        return self._builder

    def refresh(self) -> None:
        """The exercise, a seat or a vote has changed: screens get it at once, or soon where they got something just now."""
        self.counters.number += 1
        self._builder = None
        if not self.streams or self._waking is not None:
            return
        loop = asyncio.get_running_loop()
        self._waking = loop.call_at(max(loop.time(), self._woken_at + WAKE_SECONDS), self._wake)

    def _wake(self) -> None:
        self._waking, self._woken_at = None, asyncio.get_running_loop().time()
        for stream in self.streams.values():
            stream.wake()

    def step(self) -> bool:
        """Ends the present stage where a step ends it. Returns whether it did. Raises CommandRejected, JournalError."""
        stage, before = self.stage, self.steps
        if stage == Stage.VOTES:
            room.show_split(self.conductor, self.connected)
        else:
            self.steps = skip(self.conductor.state, self.frame, self.steps)
            if stage == Stage.QUESTION and room.find_votable(self.conductor.state) is not None:
                room.ask_votes(self.conductor)
        if stage != Stage.VOTES and self.steps == before:
            return False
        self._tell()
        return True

    def ask_votes(self) -> None:
        """Puts the question that is on to the vote, again too. Raises CommandRejected, JournalError."""
        room.ask_votes(self.conductor)
        self._tell()

    def open_wall(self, letters: str) -> None:
        """Lets the wall in that shows these letters. Raises CommandRejected."""
        token = self.door.take_wall(letters)
        if token is None:
            raise CommandRejected(f"no screen shows {letters.upper()!r}; type the six letters on it")
        self.other_walls.add(token)
        self._tell()

    def list_reasons(self) -> list[str]:
        """Of the split that is up, in alphabetical order; for the facilitator alone until one is picked."""
        asking = find_asking(self.conductor.state, self.steps)
        votes = asking.counted if asking is not None and asking.split is not None else ()
        return sorted(text for vote in votes if (text := self.records.texts.get(vote.vote)))

    def pick_reason(self, text: str) -> None:
        """Puts a reason on the wall, in place of the one before."""
        self.steps = replace(self.steps, reasons=(text,))
        self._tell()

    def close_vote(self) -> None:
        """The role has decided: votes that come later are late. Raises JournalError."""
        if self.conductor.state.ballots.open is not None:
            room.show_split(self.conductor, self.connected, by="decision")

    def open_door(self) -> None:
        self.door.open(self.clock())
        self._tell()

    def close_door(self) -> None:
        self.door.close()
        self._tell()

    def let_in(self, count: int | None = None) -> int:
        """Gives seats to those who wait, the first first. Returns how many. Raises CommandRejected, JournalError."""
        guests = [*self.door.waiting.items()][:count]
        for token, guest in guests:
            seat = room.let_in(self.conductor, guest.of, guest.roles)
            self.records.bind(token, seat.number)
            del self.door.waiting[token]
            if (stream := self.streams.pop(token, None)) is not None:
                stream.name = str(seat.number)
                self.streams[stream.name] = stream
        self._tell()
        return len(guests)

    def invite(self, of: SeatKind, roles: tuple[str, ...] = ()) -> str:
        """The address that gives a new seat to one device: an evaluator's, or a latecomer's."""
        return self.move(room.let_in(self.conductor, of, roles).number)

    def move(self, seat: int) -> str:
        """The address that gives a seat to another device; it ends the token that the seat has when it is used."""
        ticket = self.door.write_ticket(seat)
        self._tell()
        return f"{self.scheme}://{self.hosts[0]}/#t={ticket}"

    def remove(self, seat: int) -> None:
        """Ends a seat. Raises CommandRejected, JournalError."""
        there = self.conductor.state.seats.all.get(seat)
        of = there.of if there else SeatKind.PARTICIPANT
        room.set_seat(self.conductor, SeatSet(seat, "out", of))
        self.records.end_token(seat)
        if (stream := self.streams.pop(str(seat), None)) is not None:
            stream.take()
        self._tell()

    def _tell(self) -> None:
        self.refresh()
        self.on_change()

    # ---- who asks -------------------------------------------------------------------------------

    def _make_app(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BODY, middlewares=[self._admit])
        app.on_response_prepare.append(_set_headers)
        app.add_routes(
            [
                web.get("/", self.show_page),
                web.get("/projector", self.show_wall),
                web.get("/seat", self.tell_seat),
                web.get("/events", self.send_events),
                web.get("/room/{name}", self.send_file),
                web.post("/join", self.join),
                web.post("/vote", self.vote),
                web.post("/remark", self.remark),
                web.post("/wall", self.ask_for_wall),
                web.post("/guess", self.guess),
                web.post("/stop", self.acknowledge_stop),
            ]
        )
        return app

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuses another Host, a POST with another Origin, and what is no JSON."""
        is_here = request.remote == LOOPBACK and request.host in self.wall_hosts
        if not is_here and request.host not in self.hosts:
            raise web.HTTPForbidden(text="not this page\n")
        origin = request.headers.get("Origin")
        if request.method == "POST" or origin is not None:
            scheme = self.scheme if request.host in self.hosts else "http"
            if origin != f"{scheme}://{request.host}":
                raise web.HTTPForbidden(text="not from this page\n")
            if request.method == "POST" and request.content_type != "application/json":
                raise web.HTTPUnsupportedMediaType(text="JSON only\n")
        if self._find_name(request):
            self.admitted.add(request.protocol)
        return await handler(request)

    def _is_wall(self, request: web.Request) -> bool:
        given = request.cookies.get(f"{self.cookie}-wall", "")
        if request.host in self.hosts:
            return given in self.other_walls
        return is_same(given, self.wall_key)

    def _find_seat(self, request: web.Request) -> Seat | None:
        number = self.records.find_seat(request.cookies.get(self.cookie, ""))
        seat = self.conductor.state.seats.all.get(number) if number is not None else None
        return seat if seat is not None and not seat.is_gone else None

    def _find_name(self, request: web.Request) -> str:
        """The name of the stream that a request may have; empty for none."""
        if self._is_wall(request):
            return WALL
        if (seat := self._find_seat(request)) is not None:
            return str(seat.number)
        token = request.cookies.get(self.cookie, "")
        return token if token in self.door.waiting else ""

    def _require_seat(self, request: web.Request) -> Seat:
        """Raises HTTPUnauthorized where there is none, HTTPTooManyRequests where it sends too much."""
        seat = self._find_seat(request)
        if seat is None:
            raise web.HTTPUnauthorized(text="this device has no seat\n")
        self._count_post(str(seat.number))
        return seat

    def _count_post(self, name: str) -> None:
        posts, now = self.counters.posts.setdefault(name, deque()), self.clock()
        while posts and posts[0] <= now - POST_SECONDS:
            posts.popleft()
        if len(posts) >= POSTS:
            raise web.HTTPTooManyRequests(text="wait a moment\n")
        posts.append(now)

    # ---- pages ----------------------------------------------------------------------------------

    async def show_page(self, request: web.Request) -> web.Response:
        """The page of every device: it shows what the state says."""
        if request.host not in self.hosts:
            raise web.HTTPNotFound
        roles = [(role.id, role.title) for role in self.conductor.state.exercise.roles]
        played = [one for one in roles if one[0] in self.conductor.state.played]
        return _answer_page(render_page("phone", played, bool(self._find_name(request))))

    async def show_wall(self, request: web.Request) -> web.StreamResponse:
        """The wall, on this machine, for the first who has the token of its address; on another one it asks for letters."""
        if request.host in self.hosts:
            return _answer_page(render_page("wall", [], self._is_wall(request)))
        if self._is_wall(request):
            if "token" in request.query:
                raise web.HTTPSeeOther("/projector")
            return _answer_page(render_page("wall", [], is_known=True))
        if not is_same(request.query.get("token", ""), self._wall_token):
            raise web.HTTPForbidden(text="open the address that was printed last; each works once\n")
        self._wall_token = make_key()
        page = web.HTTPSeeOther("/projector")
        page.set_cookie(f"{self.cookie}-wall", self.wall_key, httponly=True, samesite="Strict", path="/")
        raise page

    async def tell_seat(self, request: web.Request) -> web.Response:
        """Whether this device has a seat, or waits for one."""
        return web.json_response({"known": bool(self._find_name(request))})

    async def send_file(self, request: web.Request) -> web.Response:
        """The style or the script of the pages."""
        found = list_files().get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        body, content_type = found
        return web.Response(body=body, content_type=content_type, charset="utf-8")

    # ---- state ----------------------------------------------------------------------------------

    async def send_events(self, request: web.Request) -> web.StreamResponse:
        """The whole state of a screen, again whenever it changes, and a ping in between."""
        name = self._find_name(request)
        if not name:
            raise web.HTTPUnauthorized(text="this device has no seat\n")
        page = request.query.get("page", "")
        if name != WALL and (before := self.streams.get(name)) is not None:
            before.take()
            self.counters.shared |= {int(name)} if name.isdigit() and before.page != page else set()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        stream = Stream(f"{WALL}-{secrets.token_hex(4)}" if name == WALL else name, page)
        self.streams[stream.name] = stream
        self._tell()
        try:
            with suppress(TimeoutError, ConnectionError):  # it reads no more, or is gone
                await self._feed(request, response, stream)
        finally:
            self._leave(stream)
        return response

    async def _feed(self, request: web.Request, response: web.StreamResponse, stream: Stream) -> None:
        transport, sent = request.transport, ""
        while transport is not None and not transport.is_closing():
            stream.changed.clear()
            if stream.is_taken:
                await response.write(_write_event("taken", "{}"))
                return
            state = self.render(stream.name)
            is_new, sent = state != sent, state
            event = _write_event("state", self._number(state)) if is_new else _write_event("ping", "{}")
            if transport.get_write_buffer_size() > MAX_UNREAD:
                transport.abort()
                return
            async with asyncio.timeout(2 * PING_SECONDS):
                await response.write(event)
            with suppress(TimeoutError):
                async with asyncio.timeout(PING_SECONDS):
                    await stream.changed.wait()

    def _leave(self, stream: Stream) -> None:
        if self.streams.get(stream.name) is stream:
            del self.streams[stream.name]
        self._tell()

    def _number(self, state: str) -> str:
        """A state with the run of this server and a number that only grows."""
        return f'{{"run":"{self.run}","number":{self.counters.number},{state[1:]}'

    def render(self, name: str) -> str:
        """What a screen shows, as JSON: its kind and its view."""
        seat = self.conductor.state.seats.all.get(int(name)) if name.isdigit() else None
        if seat is not None:
            return f'{{"kind":"{seat.of}","view":{write_view(self.builder.build(seat))}}}'
        if name.startswith(WALL):
            return f'{{"kind":"wall","view":{write_view(self.builder.build_wall(self._describe_door()))}}}'
        place = [*self.door.waiting].index(name) + 1 if name in self.door.waiting else 0
        return json.dumps({"kind": "waiting", "view": {"stage": self.builder.stage, "place": place}})

    def _describe_door(self) -> DoorView:
        seats, waiting = len(self.conductor.state.seats.taken), len(self.door.waiting)
        if not self.door.is_open(self.clock()):
            return DoorView(seats, waiting)
        pin = "" if self.door.is_pin_off else self.door.pin
        return DoorView(seats, waiting, pin, draw_code(self.phone_address), self.hosts[0])

    # ---- what phones send -----------------------------------------------------------------------

    async def ask_for_wall(self, request: web.Request) -> web.Response:
        """The letters that a wall on another computer shows until the facilitator types them."""
        await parse(request, WallRequest)
        if request.host not in self.hosts:
            raise web.HTTPForbidden(text="not on this computer\n")
        found = self.door.show_letters(self.clock())
        if found is None:
            raise web.HTTPTooManyRequests(text="other screens wait; try again in a moment\n")
        token, letters = found
        answer = web.json_response({"letters": letters})
        self._set_cookie(answer, f"{self.cookie}-wall", token)
        return answer

    async def join(self, request: web.Request) -> web.Response:
        """A place among those who wait, for the key or the PIN; or a seat, for a ticket."""
        sent = await parse(request, JoinRequest)
        if request.host not in self.hosts:
            raise web.HTTPForbidden(text="phones open the other address\n")
        if sent.ticket:
            return self._redeem(sent.ticket)
        if self._find_name(request):
            return web.json_response({"verdict": Verdict.RIGHT})
        verdict = self._judge(sent, request.remote or "")
        if verdict != Verdict.RIGHT:
            self.on_change()
            return web.json_response({"verdict": verdict}, status=403)
        roles = (sent.role,) if sent.role and sent.of == "participant" else ()
        if not {*roles} <= self.conductor.state.played:
            raise web.HTTPBadRequest(text="there is no such role\n")
        token = self.door.wait(Guest(SeatKind(sent.of), roles))
        if token is None:
            return web.json_response({"verdict": Verdict.FULL}, status=403)
        self._tell()
        return self._give_cookie(token)

    def _judge(self, sent: JoinRequest, address: str) -> Verdict:
        now = self.clock()
        if sent.key:
            return self.door.judge_key(sent.key, now)
        return self.door.judge_pin(sent.pin, address, now)

    def _redeem(self, ticket: str) -> web.Response:
        seat = self.door.take_ticket(ticket)
        if seat is None:
            return web.json_response({"verdict": Verdict.WRONG}, status=403)
        token, there = make_token(), self.conductor.state.seats.all[seat]
        room.set_seat(self.conductor, SeatSet(seat, "moved", there.of, there.roles, there.decides))
        self.records.bind(token, seat)
        if (stream := self.streams.pop(str(seat), None)) is not None:
            stream.take()
        self._tell()
        return self._give_cookie(token)

    def _give_cookie(self, token: str) -> web.Response:
        answer = web.json_response({"verdict": Verdict.RIGHT})
        self._set_cookie(answer, self.cookie, token)
        return answer

    def _set_cookie(self, answer: web.Response, name: str, token: str) -> None:
        is_secure = self.scheme == "https"
        answer.set_cookie(name, token, httponly=True, samesite="Strict", path="/", secure=is_secure)

    async def vote(self, request: web.Request) -> web.Response:
        """What became of a vote, which is on the disk."""
        seat, sent = self._require_seat(request), await parse(request, VoteRequest)
        vote = VoteCast(sent.asking, sent.vote, seat.number, sent.option, sent.sure)
        if self._run(lambda: room.judge_vote(self.conductor, vote)) == Receipt.REPEATED:
            return web.json_response({"receipt": Receipt.REPEATED})
        digest = self._run(lambda: self.records.keep_text(sent.vote, sent.reason, sent.quote))
        receipt = self._run(lambda: room.cast_vote(self.conductor, replace(vote, reason=digest)))
        if receipt in (Receipt.COUNTED, Receipt.CHANGED):
            self._run(lambda: room.show_split_if_complete(self.conductor, self.connected))
        self._tell()
        return web.json_response({"receipt": receipt})

    async def remark(self, request: web.Request) -> web.Response:
        """An evaluator's rating or words, which are on the disk."""
        seat, sent = self._require_seat(request), await parse(request, RemarkRequest)
        remark = Remarked(sent.remark, seat.number, sent.objective, sent.rating)
        if not self._run(lambda: room.is_new_remark(self.conductor, remark)):
            return web.json_response({"receipt": Receipt.REPEATED})
        digest = self._run(lambda: self.records.keep_text(sent.remark, sent.text))
        self._run(lambda: room.keep_remark(self.conductor, replace(remark, text=digest)))
        self._tell()
        return web.json_response({"receipt": "kept"})

    async def guess(self, request: web.Request) -> web.Response:
        """A guess of the hot wash; the last of a seat counts."""
        seat, sent = self._require_seat(request), await parse(request, GuessRequest)
        if self.guesses is None or not seat.can_vote:
            raise web.HTTPConflict(text="no guess is asked for\n")
        try:
            self.guesses = self.guesses.guess(seat.number, sent.seconds)
        except ValueError as error:
            raise web.HTTPConflict(text=f"{error}\n") from None
        self._tell()
        return web.json_response({"receipt": "kept"})

    async def acknowledge_stop(self, request: web.Request) -> web.Response:
        """A screen shows STOP."""
        seat, _ = self._require_seat(request), await parse(request, StopRequest)
        if self.builder.stage == Stage.STOP:
            self.counters.stop_seen.add(seat.number)
            self.on_change()
        return web.json_response({})

    def _run(self, command: Callable[[], Any]) -> Any:
        """Raises HTTPConflict where it is not possible now, HTTPServiceUnavailable where the journal cannot be written."""
        try:
            return command()
        except CommandRejected as error:
            raise web.HTTPConflict(text=f"{error}\n") from None
        except (JournalError, OSError):
            raise web.HTTPServiceUnavailable(text="not kept: tell the facilitator\n") from None


def _write_event(kind: str, data: str) -> bytes:
    return f"event: {kind}\ndata: {data}\n\n".encode()


def _answer_page(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


async def _set_headers(_: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
