"""The form of a report: each kind of answer is kept, what is wrong is said, no page loses the answers of another, no one else may write."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.after_action.report_form import ReportForm
from scenarios.annotations import Additions, Evaluator
from sim.exercise.kept_additions import find_additions, keep_additions, read_kept_additions
from tests.reports.reports import facts, rows
from tests.tui.application import awaited
from tui.web.report_form import MAX_BYTES, WAS, FormServer

PORT = 8000
NAME = "active-assailant"
OURS = {"Host": f"localhost:{PORT}", "Origin": f"http://localhost:{PORT}"}
Client = TestClient[web.Request, web.Application]


def data() -> ReportData:
    return replace(facts(NAME), counterfactual=None, pictures={})


class Page:
    def __init__(self, client: Client, server: FormServer, cookie: str) -> None:
        self.client, self.server = client, server
        self.headers = {**OURS, "Cookie": cookie}

    async def send(self, answers: Mapping[str, str], before: Mapping[str, str], **headers: str) -> tuple[int, str]:
        sent = {**answers, **{WAS + name: before.get(name, "") for name in answers}}
        answer = await self.client.post("/save", data=sent, headers={**self.headers, **headers}, allow_redirects=False)
        return answer.status, await answer.text()

    def kept(self) -> Additions:
        found = read_kept_additions(self.server.journal)
        assert found is not None
        return found


@asynccontextmanager
async def opened(folder: Path, written: list[str] | None = None) -> AsyncIterator[Page]:
    server = FormServer(folder / f"{NAME}.journal", data(), lambda: written or [], PORT, lambda _: None)
    jar = aiohttp.DummyCookieJar()
    async with TestClient(TestServer(server.app), cookie_jar=jar) as client:
        path = server.admission.address.removeprefix(server.admission.origins[0])
        answer = await client.get(path, headers={"Host": OURS["Host"]}, allow_redirects=False)
        yield Page(client, server, answer.headers["Set-Cookie"].partition(";")[0])


@pytest.mark.slow
@awaited
async def test_each_kind_of_answer_is_kept_and_stands_in_the_report(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        for answers in (
            {"blank/overview.sponsor": "District", "blank/overview.date": "2026-11-24"},
            {"evaluator/new": "J. D."},
            {"rating/0/warn": "S", "remark/0/warn": "The office had no copy"},
            {"finding/warn/areas/new/says": "No copy", "finding/warn/areas/new/reference": "Plan 3"},
            {"plan/improve-1/contact": "555 0100", "plan/improve-1/completion": "2026-12-04"},
            {"plan/new/issue": "No deputy", "plan/new/responsible": "Principal"},
            {f"feedback/{n}": "4" for n in range(0, 12, 2)},
            {"comment/new": "Well run"},
        ):
            before = {name: page.server.read_form().fields[name].value for name in answers}
            assert await page.send(answers, before) == (303, "303: See Other")
        kept = page.kept()
    blanks = {one.blank: one.says for one in kept.blanks}
    assert blanks == {"overview.sponsor": "District", "overview.date": "2026-11-24"}
    (area,) = kept.objectives[0].areas
    assert (area.says, area.reference) == ("No copy", "Plan 3")
    assert [(one.improvement, one.contact, one.completion) for one in kept.improvements] == [
        ("improve-1", "555 0100", "2026-12-04"),
        (None, None, None),
    ]
    assert (kept.improvements[1].issue, kept.improvements[1].responsible) == ("No deputy", "Principal")
    assert kept.feedback == [[4, 0] * 6 + [0]]
    assert kept.comments == ["Well run"]
    paper = build_after_action_report(replace(data(), additions=kept))
    assert ["1", "J. D.", "S", "The office had no copy"] in rows(paper, "Ratings by evaluator")


@pytest.mark.slow
@awaited
async def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_saved(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        status, text = await page.send({"blank/overview.date": "2026-02-30", "blank/overview.sponsor": "District"}, {})
        assert status == 422
        assert "&#34;2026-02-30&#34; is no date; write it as 2026-11-24" in text
        assert 'value="2026-02-30"' in text  # what was typed is not lost
        assert [one.blank for one in page.kept().blanks] == ["overview.sponsor"]
        plan = {"plan/new/completion": "next Friday"}, {"plan/new/element": "magic"}
        for wrong in (*plan, {"comment/new": "x\u202ey"}, {"comment/new": "x" * 4001}):
            assert (await page.send(wrong, {}))[0] == 422
        assert len(page.kept().improvements) == 0


@pytest.mark.slow
@awaited
async def test_two_evaluators_at_once_lose_nothing_and_one_field_is_not_overwritten_unseen(tmp_path: Path) -> None:
    keep_additions(
        tmp_path / f"{NAME}.journal",
        Additions(additions=NAME, evaluators=[Evaluator(evaluator=one) for one in ("A", "B")]),
    )
    async with opened(tmp_path) as page:
        objectives = [one.id for one in page.server.facts.objectives]
        answers = [(f"remark/{n}/{one}", f"{n} on {one}") for one in objectives for n in (0, 1)]
        await asyncio.gather(*(page.send({name: text}, {}) for name, text in answers))
        kept = {(n, one.objective): one.remark for n, who in enumerate(page.kept().evaluators) for one in who.ratings}
        assert kept == {(n, one): f"{n} on {one}" for one in objectives for n in (0, 1)}
        name = "blank/overview.sponsor"
        assert (await page.send({name: "District"}, {}))[0] == 303
        status, text = await page.send({name: "School"}, {})
        assert status == 422
        assert "another page changed this to &#34;District&#34; meanwhile" in text
        assert page.kept().blanks[0].says == "District"
        assert (await page.send({name: "School"}, {name: "District"}))[0] == 303
        assert page.kept().blanks[0].says == "School"


@pytest.mark.slow
@awaited
async def test_a_form_that_is_sent_twice_makes_one_row(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        sent = {"comment/new": "Well run", f"{WAS}comment/new": "", "token": "one"}
        for _ in range(2):
            await page.client.post("/save", data=sent, headers=page.headers, allow_redirects=False)
        assert page.kept().comments == ["Well run"]


@awaited
async def test_hostile_text_is_only_text_on_the_page(tmp_path: Path) -> None:
    hostile = '"></textarea><script>alert(1)</script>{{ 7 * 7 }}'
    async with opened(tmp_path) as page:
        await page.send({"blank/overview.sponsor": hostile}, {})
        assert (await page.send({"evaluator/new": hostile}, {}))[0] == 303
        answer = await page.client.get("/", headers=page.headers)
        text = await answer.text()
    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert(1)") >= 3
    assert "{{ 7 * 7 }}" in text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "wrong",
    [{"Cookie": "allcall-8000=guess"}, {"Origin": "null"}, {"Origin": "http://evil.test"}, {"Host": "evil.test"}],
)
@awaited
async def test_no_one_else_may_read_or_write(wrong: dict[str, str], tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        status, _ = await page.send({"blank/overview.sponsor": "x"}, {}, **wrong)
        assert status == 403
        headers = {key: value for key, value in page.headers.items() if key != "Origin"}
        sent: dict[str, Any] = {"blank/overview.sponsor": "x", f"{WAS}blank/overview.sponsor": ""}
        assert (await page.client.post("/save", data=sent, headers=headers)).status == 403
        assert (await page.client.get("/?token=guess", headers={"Host": OURS["Host"]})).status == 403
        assert not find_additions(page.server.journal).exists()


@awaited
async def test_more_than_a_form_holds_and_fields_that_there_are_not_are_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        assert (await page.send({"comment/new": "x" * MAX_BYTES}, {}))[0] == 413
        assert (await page.send({"plan/other/issue": "x"}, {}))[0] == 400
        assert not find_additions(page.server.journal).exists()


@awaited
async def test_a_damaged_file_of_answers_is_never_overwritten(tmp_path: Path) -> None:
    async with opened(tmp_path) as page:
        path = find_additions(page.server.journal)
        path.write_text("additions: [")
        status, text = await page.send({"blank/overview.sponsor": "x"}, {})
        assert (status, text.startswith("Not saved: ")) == (500, True)
        assert path.read_text() == "additions: ["


@awaited
async def test_the_report_is_written_and_its_files_are_named(tmp_path: Path) -> None:
    async with opened(tmp_path, ["out/one.docx"]) as page:
        answer = await page.client.post("/write", data={}, headers=page.headers)
        assert "<p>out/one.docx</p>" in await answer.text()


@pytest.mark.slow
def test_each_item_that_is_missing_has_a_field_that_is_marked() -> None:
    for name in ("active-assailant", "laboratory-fire"):
        form = ReportForm(replace(facts(name), counterfactual=None, pictures={}), Additions(additions=name))
        assert len(form.open_ids) == sum(field.is_open for field in form.fields.values()) > 0
