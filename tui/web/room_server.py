"""The room's server: phones on the local network, the wall on this machine, all from the process that owns the exercise.

A state is one server-sent event. A vote is in the journal before it is acknowledged. Every request needs the exact Host that was printed,
and every POST the same Origin. POST takes JSON only, and GET changes nothing.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web

from reports.room.pages import PAGE_POLICY, list_files, render_page
from sim.exercise import room
from sim.exercise.ballots import Receipt
from sim.exercise.conductor import CommandRejected
from sim.exercise.events import Remarked, SeatKind, VoteCast
from sim.exercise.journal import JournalError
from sim.exercise.room import SentVote
from sim.exercise.seats import MAX_SEATS, Seat
from tui.web.browser import Handler, listening
from tui.web.connections import WANTED_DESCRIPTORS, Connections, count_seats, raise_descriptor_limit
from tui.web.door import Guest, Verdict
from tui.web.fault_log import log_faults
from tui.web.live_room import WALL, LiveRoom, Stream
from tui.web.room_address import LOOPBACK, RoomPlace
from tui.web.room_requests import GuessRequest, JoinRequest, RemarkRequest, StopRequest, VoteRequest, WallRequest, parse

PING_SECONDS = 5.0
HEADER_SECONDS = 5.0
"""In which a request has to be whole; also how long a connection may be idle."""
MAX_BODY = 8_192
MAX_UNREAD = 65_536
"""Bytes that a screen may leave unread before it is cut."""
BOX_SECONDS = 0.1
"""Between two times that votes are written to the disk."""
POSTS, POST_SECONDS = 20, 10.0
"""What one seat may send, and in which time."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class RoomServer:
    """Answers the screens of a room. connections: all that it has."""

    def __init__(self, live: LiveRoom) -> None:
        self.live = live
        descriptors = raise_descriptor_limit()
        self.connections = Connections(descriptors=descriptors)
        live.max_seats = min(MAX_SEATS, count_seats(descriptors))
        self.cookie = name_cookie(live)
        self._posts: dict[str, deque[float]] = {}
        self._box = BallotBox(live)
        self.app = self._make_app()

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
        is_here = request.remote == LOOPBACK and request.host in self.live.wall_hosts
        if not is_here and request.host not in self.live.hosts:
            raise web.HTTPForbidden(text="not this page\n")
        origin = request.headers.get("Origin")
        if request.method == "POST" or origin is not None:
            scheme = self.live.scheme if request.host in self.live.hosts else "http"
            if origin != f"{scheme}://{request.host}":
                raise web.HTTPForbidden(text="not from this page\n")
            if request.method == "POST" and request.content_type != "application/json":
                raise web.HTTPUnsupportedMediaType(text="JSON only\n")
        self._hold(request, self._find_name(request))
        self.connections.answering.add(request.protocol)
        try:
            return await handler(request)
        except ConnectionError:  # no one waits for the answer
            raise web.HTTPBadRequest from None
        finally:
            self.connections.answering.discard(request.protocol)

    def _hold(self, request: web.Request, name: str) -> None:
        """The connection is of the seat of this name. Those who wait are strangers still, and walls keep as many as they like."""
        if name.startswith(WALL):
            self.connections.hold(request.protocol, WALL, most=WANTED_DESCRIPTORS)
        else:
            self.connections.hold(request.protocol, name if name.isdigit() else "")

    def _is_wall(self, request: web.Request) -> bool:
        given = request.cookies.get(f"{self.cookie}-wall", "")
        return self.live.is_wall(given, is_here=request.host not in self.live.hosts)

    def _find_seat(self, request: web.Request) -> Seat | None:
        number = self.live.records.find_seat(request.cookies.get(self.cookie, ""))
        seat = self.live.conductor.state.seats.all.get(number) if number is not None else None
        return seat if seat is not None and not seat.is_gone else None

    def _find_name(self, request: web.Request) -> str:
        """The name of the stream that a request may have; empty for none."""
        if self._is_wall(request):
            return WALL
        if (seat := self._find_seat(request)) is not None:
            return str(seat.number)
        token = request.cookies.get(self.cookie, "")
        return token if token in self.live.door.waiting else ""

    def _require_seat(self, request: web.Request) -> Seat:
        """Raises HTTPUnauthorized where there is none, HTTPTooManyRequests where it sends too much."""
        seat = self._find_seat(request)
        if seat is None:
            raise web.HTTPUnauthorized(text="this device has no seat\n")
        self._count_post(str(seat.number))
        return seat

    def _count_post(self, name: str) -> None:
        posts, now = self._posts.setdefault(name, deque()), self.live.clock()
        while posts and posts[0] <= now - POST_SECONDS:
            posts.popleft()
        if len(posts) >= POSTS:
            raise web.HTTPTooManyRequests(text="wait a moment\n")
        posts.append(now)

    # ---- pages ----------------------------------------------------------------------------------

    async def show_page(self, request: web.Request) -> web.Response:
        """The page of every device: it shows what the state says."""
        if request.host not in self.live.hosts:
            raise web.HTTPNotFound
        roles = [(role.id, role.title) for role in self.live.conductor.state.exercise.roles]
        played = [one for one in roles if one[0] in self.live.conductor.state.played]
        return _answer_page(render_page("phone", played, bool(self._find_name(request))))

    async def show_wall(self, request: web.Request) -> web.StreamResponse:
        """The wall, on this machine, for the first who has the token of its address; on another one it asks for letters."""
        if request.host in self.live.hosts:
            return _answer_page(render_page("wall", [], self._is_wall(request)))
        if self._is_wall(request):
            if "token" in request.query:
                raise web.HTTPSeeOther("/projector")
            return _answer_page(render_page("wall", [], is_known=True))
        token = self._run(lambda: self.live.use_wall_token(request.query.get("token", "")))
        if token is None:
            raise web.HTTPForbidden(text="open the address that was printed last; each works once\n")
        page = web.HTTPSeeOther("/projector")
        page.set_cookie(f"{self.cookie}-wall", token, httponly=True, samesite="Strict", path="/")
        raise page

    async def tell_seat(self, request: web.Request) -> web.Response:
        """Whether this device has a seat, or waits for one. A wall that asks still shows its letters."""
        self.live.door.see_wall(request.cookies.get(f"{self.cookie}-wall", ""), self.live.clock())
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
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        stream = self.live.open_stream(name, request.query.get("page", ""))
        try:
            with suppress(ConnectionError):  # it is gone
                await self._feed(request, response, stream)
        except TimeoutError:  # it reads no more
            if request.transport is not None:
                request.transport.abort()
        finally:
            self.live.leave(stream)
        return response

    async def _feed(self, request: web.Request, response: web.StreamResponse, stream: Stream) -> None:
        transport, sent = request.transport, ""
        while transport is not None and not transport.is_closing():
            state = await self._wait_for_news(stream, sent)
            self.live.expire()
            self._hold(request, stream.name)  # who waited may have a seat now
            if stream.ended is not None:
                await response.write(_write_event(stream.ended, "{}"))
                return
            event = _write_event("state", self.live.number(state)) if state else _write_event("ping", "{}")
            sent = state or sent
            if transport.get_write_buffer_size() > MAX_UNREAD:
                transport.abort()
                return
            async with asyncio.timeout(2 * PING_SECONDS):
                await response.write(event)

    async def _wait_for_news(self, stream: Stream, sent: str) -> str:
        """The next state that differs from the one that was sent; empty when a ping is due. What others get ends no wait."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PING_SECONDS):
                while stream.ended is None:
                    stream.changed.clear()
                    if (state := self.live.render(stream.name)) != sent:
                        return state
                    await stream.changed.wait()
        return ""

    # ---- what phones send -----------------------------------------------------------------------

    async def ask_for_wall(self, request: web.Request) -> web.Response:
        """The letters that a wall on another computer shows until the facilitator types them."""
        await parse(request, WallRequest)
        if request.host not in self.live.hosts:
            raise web.HTTPForbidden(text="not on this computer\n")
        found = self.live.door.show_letters(request.remote or "", self.live.clock())
        if found is None:
            raise web.HTTPTooManyRequests(text="other screens wait; try again in a moment\n")
        token, letters = found
        answer = web.json_response({"letters": letters})
        self._set_cookie(answer, f"{self.cookie}-wall", token)
        return answer

    async def join(self, request: web.Request) -> web.Response:
        """A place among those who wait, for the key or the PIN; or a seat, for a ticket."""
        sent = await parse(request, JoinRequest)
        if request.host not in self.live.hosts:
            raise web.HTTPForbidden(text="phones open the other address\n")
        if sent.ticket:
            before = self._find_seat(request)
            token = self._run(lambda: self.live.redeem(sent.ticket, before))
            if token is None and before is not None:
                return web.json_response({"verdict": Verdict.SEATED}, status=403)
            return self._give_cookie(token) if token else web.json_response({"verdict": Verdict.WRONG}, status=403)
        if self._find_name(request):
            return web.json_response({"verdict": Verdict.RIGHT})
        verdict = self._judge(sent, request.remote or "")
        if verdict != Verdict.RIGHT:
            self.live.on_change()
            return web.json_response({"verdict": verdict}, status=403)
        roles = (sent.role,) if sent.role and sent.of == "participant" else ()
        if not {*roles} <= self.live.conductor.state.played:
            raise web.HTTPBadRequest(text="there is no such role\n")
        token = self.live.wait(Guest(SeatKind(sent.of), roles, request.remote or ""))
        if token is None:
            return web.json_response({"verdict": Verdict.FULL}, status=403)
        return self._give_cookie(token)

    def _judge(self, sent: JoinRequest, address: str) -> Verdict:
        now = self.live.clock()
        if sent.key:
            return self.live.door.judge_key(sent.key, now)
        return self.live.door.judge_pin(sent.pin, address, now)

    def _give_cookie(self, token: str) -> web.Response:
        answer = web.json_response({"verdict": Verdict.RIGHT})
        self._set_cookie(answer, self.cookie, token)
        return answer

    def _set_cookie(self, answer: web.Response, name: str, token: str) -> None:
        is_secure = self.live.scheme == "https"
        answer.set_cookie(name, token, httponly=True, samesite="Strict", path="/", secure=is_secure)

    async def vote(self, request: web.Request) -> web.Response:
        """What became of a vote, which is on the disk."""
        seat, sent = self._require_seat(request), await parse(request, VoteRequest)
        asking = self._run(lambda: room.find_asking(self.live.conductor, sent.asking))
        vote = VoteCast(asking.id, sent.vote, seat.number, sent.option, sent.sure)
        receipt = await self._box.put(SentVote(vote, sent.reason, sent.quote))
        if isinstance(receipt, Exception):
            raise _to_answer(receipt)
        return web.json_response({"receipt": receipt})

    async def remark(self, request: web.Request) -> web.Response:
        """An evaluator's rating or words, which are on the disk."""
        seat, sent = self._require_seat(request), await parse(request, RemarkRequest)
        remark = Remarked(sent.remark, seat.number, sent.objective, sent.rating)
        is_new = self._run(lambda: self.live.remark(remark, sent.text))
        return web.json_response({"receipt": "kept" if is_new else Receipt.REPEATED})

    async def guess(self, request: web.Request) -> web.Response:
        """A guess of the hot wash; the last of a seat counts."""
        seat, sent = self._require_seat(request), await parse(request, GuessRequest)
        try:
            self.live.guess(seat, sent.amount)
        except ValueError as error:
            raise web.HTTPConflict(text=f"{error}\n") from None
        return web.json_response({"receipt": "kept"})

    async def acknowledge_stop(self, request: web.Request) -> web.Response:
        """A screen shows STOP."""
        seat, _ = self._require_seat(request), await parse(request, StopRequest)
        self.live.acknowledge_stop(seat.number)
        return web.json_response({})

    def _run(self, command: Callable[[], Any]) -> Any:
        """Raises HTTPConflict where it is not possible now, HTTPServiceUnavailable where the journal cannot be written."""
        try:
            return command()
        except (CommandRejected, JournalError, OSError) as error:
            raise _to_answer(error) from None


class BallotBox:
    """Keeps votes that come close together together: each wait for the disk holds up the terminal and all screens."""

    def __init__(self, live: LiveRoom) -> None:
        self.live = live
        self._waiting: list[tuple[SentVote, asyncio.Future[Receipt | Exception]]] = []
        self._emptied_at = -BOX_SECONDS

    async def put(self, vote: SentVote) -> Receipt | Exception:
        """What became of a vote, once it is on the disk."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_at(max(loop.time(), self._emptied_at + BOX_SECONDS), self._empty)
        self._waiting.append((vote, loop.create_future()))
        return await self._waiting[-1][1]

    def _empty(self) -> None:
        waiting, self._waiting = self._waiting, []
        found: Sequence[Receipt | Exception]
        try:
            found = self.live.take_votes([vote for vote, _ in waiting])
        except (JournalError, OSError) as error:
            found = [error] * len(waiting)
        self._emptied_at = asyncio.get_running_loop().time()
        for (_, told), result in zip(waiting, found, strict=True):
            if not told.done():  # its page is gone
                told.set_result(result)


def _to_answer(error: Exception) -> web.HTTPException:
    if isinstance(error, CommandRejected):
        return web.HTTPConflict(text=f"{error}\n")
    return web.HTTPServiceUnavailable(text="not kept: tell the facilitator\n")


def name_cookie(live: LiveRoom) -> str:
    """By port, so that two rooms on one computer don't take each other's seats."""
    return f"allcall-room-{live.hosts[0].rpartition(':')[2]}"


@asynccontextmanager
async def serve_room(
    live: LiveRoom, place: RoomPlace, idle_seconds: float = HEADER_SECONDS
) -> AsyncIterator[RoomServer]:
    """Answers the screens of a room while the context is open. Its faults go to a file beside the journal."""
    server = RoomServer(live)
    async with listening(server.app, server.connections, place.sockets, idle_seconds, place.tls):
        with log_faults(live.records.path.parent):
            yield server


def _write_event(kind: str, data: str) -> bytes:
    return f"event: {kind}\ndata: {data}\n\n".encode()


def _answer_page(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


async def _set_headers(_: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
