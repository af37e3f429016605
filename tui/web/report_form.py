"""The form page of a report in a browser, for the person who started `allcall report --form` and for no one else on the machine.

It is guarded as `allcall serve` is. Each answer is kept beside the journal before it is acknowledged. Between reading what is kept and
writing it nothing else runs, so no two pages lose each other's answers.
"""

import asyncio
import secrets
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from aiohttp import web

from reports.after_action.data import ReportData
from reports.after_action.report_form import ReportForm, form_policy, render_form
from scenarios.annotations import Additions
from scenarios.diagnostics import Problems
from scenarios.invisible import has_visible
from sim.exercise.kept_additions import keep_additions, read_kept_additions
from tui.terminal.console import CommandError
from tui.web.browser import Admission, guard, listening, serve_until_stopped

MAX_BYTES = 256_000
"""Of one sending of a form."""
WAS = "was:"
"""Before the name of a field: what stood there when the page was made."""


class FormServer:
    """The form of one report. write: writes the report, and returns a line for each file. announce: prints a line."""

    def __init__(
        self,
        journal: Path,
        facts: ReportData,
        write: Callable[[], list[str]],
        port: int,
        announce: Callable[[str], None],
    ) -> None:
        self.journal, self.facts, self._write = journal, facts, write
        self._announce = announce
        self._sent: set[str] = set()
        self._writing = asyncio.Lock()
        self.admission = Admission(port, announce)
        self.app = guard(web.Application(client_max_size=MAX_BYTES), self.admission)
        self.app.add_routes(
            [web.get("/", self.show_page), web.post("/save", self.save_answers), web.post("/write", self.write_report)]
        )

    def serve_on(self, sockets: list[socket.socket]) -> None:
        """Serves until Ctrl-C."""
        served = listening(self.app, self.admission.connections, sockets)
        asyncio.run(serve_until_stopped(served, self.admission, self._announce))

    def read_form(self) -> ReportForm:
        """The form as it stands now. Raises Problems where the file beside the journal was damaged."""
        kept = read_kept_additions(self.journal)
        return ReportForm(self.facts, kept or Additions(additions=self.facts.session))

    async def show_page(self, _: web.Request) -> web.Response:
        """The form."""
        return self._answer_page()

    async def save_answers(self, request: web.Request) -> web.Response:
        """Keeps what is right, and says what is not: as a page, or to the page's own script as a line."""
        sent = await _read_sent(request)
        is_line = request.headers.get("Accept") == "text/plain"
        if self._is_repeated(sent):
            raise web.HTTPSeeOther("/")
        try:
            form = self.read_form()
            answers = {name: (value, sent[WAS + name]) for name, value in sent.items() if WAS + name in sent}
            saved = form.save(answers)
            if saved.additions != form.additions:
                keep_additions(self.journal, saved.additions)
        except KeyError:
            raise web.HTTPBadRequest(text="This page is older than the report; load it again.\n") from None
        except (Problems, OSError) as error:
            return web.Response(status=500, text=f"Not saved: {_first_line(error)}\n")
        if is_line:
            return self._answer_line(saved.errors)
        if saved.errors:
            typed = {name: answers[name][0] for name in saved.errors}
            return self._answer_page(saved.errors, typed, ["Not everything was saved. See the marked fields."])
        raise web.HTTPSeeOther("/")

    async def write_report(self, request: web.Request) -> web.Response:
        """Writes the report with all that is kept."""
        if self._is_repeated(await _read_sent(request)):
            raise web.HTTPSeeOther("/")
        async with self._writing:
            try:
                notes = await asyncio.to_thread(self._write)
            except (Problems, CommandError, OSError) as error:
                notes = [f"Not written: {line}" if not n else line for n, line in enumerate(str(error).splitlines())]
        return self._answer_page(notes=notes)

    def _is_repeated(self, sent: Mapping[str, str]) -> bool:
        """Whether the same page was sent before: a second click, or a reload."""
        token = sent.get("token", "")
        repeated = token in self._sent
        self._sent.update(filter(None, [token]))
        return repeated

    def _answer_line(self, errors: Mapping[str, str]) -> web.Response:
        if errors:
            return web.Response(status=422, text="; ".join(errors.values()))
        count = len(self.read_form().open_ids)
        left = "Every required item is complete." if not count else f"{count} to complete."
        return web.Response(text=f"Saved. {left}")

    def _answer_page(
        self,
        errors: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
        notes: list[str] | None = None,
    ) -> web.Response:
        try:
            form = self.read_form()
        except Problems as error:
            return web.Response(status=500, text=f"{_first_line(error)}\n")
        text = render_form(form, errors or {}, typed or {}, notes or [], secrets.token_urlsafe(16))
        # With no-referrer a browser sends "Origin: null" with a form.
        headers = {"Content-Security-Policy": form_policy(), "Referrer-Policy": "same-origin"}
        return web.Response(status=422 if errors else 200, text=text, content_type="text/html", headers=headers)


async def _read_sent(request: web.Request) -> dict[str, str]:
    """The fields of a form, without files; line ends as in a file. What is too large is refused."""
    fields = await request.post()
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    return {name: text.replace("\r\n", "\n").strip() if has_visible(text) else "" for name, text in texts.items()}


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
