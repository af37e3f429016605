"""Which connections a server keeps: few of strangers, few of each device, and no more than this process has descriptors for.

A connection is a stranger's until a cookie that was let in comes over it. Where there are too many, idle ones are cut first, the oldest of
them first. A new connection is never refused.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from aiohttp import web

WANTED_DESCRIPTORS = 4_096
RESERVED_DESCRIPTORS = 64
"""For everything but connections: journal, terminal, worker processes."""
SEAT_DESCRIPTORS = 3
"""Of a device at a time: its stream, and what it sends."""
MAX_OF_HOLDER = 6
"""Connections of one device; no browser opens more to one server."""
MAX_STRANGERS = 128
BACKLOG = 128
"""Connections that the system holds until they are accepted."""


def raise_descriptor_limit(wanted: int = WANTED_DESCRIPTORS) -> int:
    """How many descriptors this process may open, once that is as many as it may ask for, up to those that are wanted."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return wanted if soft == resource.RLIM_INFINITY else soft


def count_seats(descriptors: int) -> int:
    """How many devices this process can serve with so many descriptors."""
    return max(0, descriptors - RESERVED_DESCRIPTORS) // SEAT_DESCRIPTORS


class Connection(web.RequestHandler):
    """One connection. What is sent of a body is not waited for once its request is refused."""

    def __init__(self, server: web.Server, all_: "Connections", idle_seconds: float) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(server, loop=loop, keepalive_timeout=idle_seconds, lingering_time=0.0)
        self._all = all_

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._all.add(self)

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """The answer to a request that could not be handled. aiohttp quotes an Expect that it does not know, even one that is no text."""
        if isinstance(exc, UnicodeEncodeError) and "Expect" in request.headers:
            status, message = 400, "unknown Expect\n"
        return super().handle_error(request, status, exc, message)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._all.open.pop(self, None)
        super().connection_lost(exc)


class Connections:
    """The connections of one server. max_strangers: without a holder. most: in all."""

    def __init__(self, max_strangers: int = MAX_STRANGERS, descriptors: int = WANTED_DESCRIPTORS) -> None:
        free = max(16, descriptors - RESERVED_DESCRIPTORS)
        self.max_strangers = min(max_strangers, free // 3)
        self.backlog = min(max_strangers, free // 8)
        """How many are accepted at once, before one of them can be cut."""
        self.most = free - self.backlog
        self.open: dict[Connection, str] = {}
        """By connection, the device whose cookie came over it, empty for a stranger; the oldest first."""
        self.answering: set[web.RequestHandler] = set()
        """Those that are not idle."""

    def add(self, new: Connection) -> None:
        """Takes one more, and cuts another one where there are too many."""
        strangers = self.list_of("")
        if len(strangers) >= self.max_strangers:
            self._cut(strangers)
        elif len(self.open) >= self.most:
            self._cut(strangers or self._find_largest())
        self.open[new] = ""

    def _find_largest(self) -> list[Connection]:
        """The connections of the device that has the most."""
        (holder, _), *_ = Counter(self.open.values()).most_common(1)
        return self.list_of(holder)

    def list_of(self, holder: str) -> list[Connection]:
        """The connections of a device; those of strangers for an empty name. The oldest first."""
        return [one for one, of in self.open.items() if of == holder]

    def hold(self, connection: web.RequestHandler, holder: str, most: int = MAX_OF_HOLDER) -> None:
        """From now on the connection is of this device, which keeps so many at most. An empty name: a stranger's."""
        if not isinstance(connection, Connection) or connection not in self.open:
            return  # it is cut
        self.open[connection] = holder
        if holder and len(own := self.list_of(holder)) > most:
            self._cut([one for one in own if one is not connection])

    def _cut(self, found: Sequence[Connection]) -> None:
        """Ends the oldest one that is idle; the oldest one where none is."""
        victim = min(found, key=self.answering.__contains__)
        del self.open[victim]
        transport = victim.transport
        victim.force_close()
        if transport is not None:
            transport.abort()  # what is not read yet would keep its descriptor
