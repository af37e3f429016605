"""One exercise played by browsers alone: `python -m tests.tui.web.room_play FOLDER` writes a picture of each stage.

With `slow` after the folder all phones have 0.2 s of delay and 2% loss; with a number the server has so many descriptors. It runs in a
network namespace where 10.77.0.1 is the only address, because localhost counts as a secure context and a school's network does not. Nine
participants of three roles, two evaluators, an observer and the wall; one leaves and returns, one sleeps, one has two pages, one sends an
old vote again, one comes late, one votes on paper; the role decides against the room once. In one vote most phones are locked, two lose
their Wi-Fi for 20 s, and a seat takes all that it can get.
"""

import asyncio
import json
import os
import resource
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, async_playwright, expect

from reports.handouts.briefing_cards import build_cards
from reports.room.decision_cards import build_decision_cards
from reports.room.guesses import CardStage, Guesses
from reports.room.hot_wash_plans import PlanPlayer
from sim.exercise import facilitator, room
from sim.exercise.conductor import Conductor, mark_all_read, read_next
from sim.exercise.decision_effects import measure_decision_effects
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import SeatKind, VoteCast
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.replay import replay_with_decision
from sim.exercise.review import Review
from sim.exercise.room_stage import Stage
from sim.exercise.room_view import MAX_MESSAGES, add_card, build_participant_view
from sim.exercise.state import State
from tests.chromium import CHROMIUM
from tests.sim.exercise.exercises import asked, known, play_seconds
from tests.tui.web.network import Air, network
from tui.web.door import GONE_SECONDS
from tui.web.live_room import LiveRoom
from tui.web.room_address import RoomSettings, open_place
from tui.web.room_server import RoomServer, serve_room

ADDRESS, PORT = "10.77.0.1", 8080
WIDE, PHONE = {"width": 1920, "height": 1080}, {"width": 390, "height": 844}
ROLES = (*["principal"] * 2, *["secretary"] * 3, *["assistant-principal"] * 2, "", "")
REMARK = "The plan names no second means. <script>alert(1)</script>"
SEND = """async (sent) => (await fetch('/vote', {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(sent)
})).json()"""
TOO_WIDE = """() => [...document.querySelectorAll('body *')].filter(
    (one) => one.getBoundingClientRect().right > 321).map((one) => one.outerHTML.slice(0, 80))"""
OVERFLOW = """() => {
    const main = document.getElementById('main'), card = main.querySelector('.card');
    return card.lastElementChild.getBoundingClientRect().bottom - main.getBoundingClientRect().bottom;
}"""
SEVENTH = """() => {
    const list = document.querySelector('.choices');
    list.append(list.firstElementChild.cloneNode(true));
}"""
ANIMATION = "getComputedStyle(document.querySelector('.choices .bar')).animationName"
WEIGH = """async () => (await Promise.all(['/', '/room/room.css', '/room/room.js'].map(
    async (path) => (await (await fetch(path)).blob()).size))).reduce((sum, one) => sum + one)"""
SLEEP = """() => {
    Object.defineProperty(document, 'hidden', {value: true, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
}"""
COVERED = "\n    return document.body.classList.contains('covered');\n}"
WAKE = SLEEP.replace("true, conf", "false, conf").replace("\n}", COVERED)
EXPECTED = ("401", "403", "ERR_TIMED_OUT")
"""What the console says of refusals at the door, and while there is no Wi-Fi."""
SIEGE_SECONDS, WIFI_SECONDS = 8.0, 20.0
"""Until the vote is asked for, and how long the Wi-Fi is gone."""
QUESTIONS = ("D3", "D4")
EMERGENCIES = 20


class Play:
    """The exercise, its server, and the pages."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.folder, self.browser = folder, browser
        self.conductor: Conductor = asked(QUESTIONS[0])
        self.place = open_place(RoomSettings(PORT, ADDRESS))
        self.live = LiveRoom(self.conductor, PhoneRecords(folder / "x.journal"), self.place)
        self.proxy: dict[str, str] | None = None
        self.wifi: dict[str, str] | None = None
        self.air = Air(is_slow=False)
        self.server: RoomServer | None = None
        self.hostile: Process | None = None
        self.siege = ""
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self.size = 0

    def publish(self) -> None:
        state = self.conductor.state
        self.live.publish(build_participant_view(state, state.player_roles, self.conductor.clock))

    async def open(self, address: str, view: dict[str, int], **given: Any) -> Page:
        """A page of a browser of its own."""
        proxy = given.pop("proxy", self.proxy) if ADDRESS in address else None
        context = await self.browser.new_context(viewport=view, proxy=proxy, **given)  # type: ignore[arg-type]
        return await self.open_in(context, address)

    async def open_in(self, context: BrowserContext, address: str) -> Page:
        page = await context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hear)
        page.on("request", lambda request: self._see(request.url))
        page.on("response", lambda answer: self._judge(answer.url, answer.status))
        await page.goto(address)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(one in message.text for one in EXPECTED):
            self.errors.append(f"{self.live.stage}: {message.text} {message.location}")

    def _judge(self, url: str, status: int) -> None:
        if url.endswith("/vote") and status != 200:
            self.errors.append(f"{self.live.stage}: a vote was answered with {status}")

    def _see(self, url: str) -> None:
        if not url.startswith((f"http://{ADDRESS}:{PORT}/", f"http://localhost:{PORT}/", "data:")):
            self.elsewhere.append(url)

    async def picture(self, page: Page, name: str) -> None:
        await page.wait_for_timeout(1000)  # bars have grown
        await page.screenshot(path=self.folder / f"{name}.png")

    async def check(self, page: Page, name: str, *widths: int) -> None:
        """axe-core finds nothing, at other widths too."""
        before = page.viewport_size
        for width in widths:
            await page.set_viewport_size({"width": width, "height": 800})
            await self.check(page, f"{name}, {width} px")
        if widths and before is not None:
            await page.set_viewport_size(before)
        found = await Axe().run(page)
        if found.violations_count:
            self.errors.append(f"{name}: {found.generate_report()}")


async def open_other_wall(play: Play) -> None:
    """A projector on another computer, by the letters that it shows."""
    page = await play.open(f"http://{ADDRESS}:{PORT}/projector", WIDE)
    letters = await page.locator(".letters strong").text_content()
    await play.check(page, "letters")
    play.live.open_wall(letters or "")
    await expect(page.locator("#main")).to_have_attribute("data-stage", Stage.MESSAGE)
    await page.close()


async def show_cards(play: Play, wall: Page) -> None:
    """Each card of the briefing is whole beside the QR code, on the smaller of the two projectors too."""
    state = play.conductor.state
    frame, cards = play.live.frame, build_cards(state)
    await wall.set_viewport_size({"width": 1280, "height": 720})
    for number, card in enumerate(cards, 1):
        play.live.publish(add_card(frame, card.title, card.lines, number, len(cards)))
        await expect(wall.locator(".card h1")).to_have_text(card.title)
        over = await wall.evaluate(OVERFLOW)
        assert over <= 0, (card.title, over)
    await play.picture(wall, "wall-0-card")
    await wall.set_viewport_size(WIDE)  # type: ignore[arg-type]
    play.publish()


async def join(play: Play, role: str, **given: Any) -> Page:
    page = await play.open(play.live.phone_address, PHONE, **given)
    assert not await page.evaluate("window.isSecureContext")
    await page.get_by_label("Your role").select_option(role)
    assert "#" not in page.url
    await page.get_by_role("button", name="Join").click()
    await expect(page.get_by_role("heading")).to_contain_text("at the door")
    return page


async def join_again(play: Play, page: Page) -> None:
    """A phone that was locked at the door for too long takes its place again when it wakes."""
    live = play.live
    await page.evaluate(SLEEP)
    while live.door.waiting.keys() <= live.streams.keys():
        await page.wait_for_timeout(100)
    token = next(iter(live.door.waiting.keys() - live.streams.keys()))
    live.door.waiting[token] = live.door.waiting[token]._replace(seen=live.clock() - GONE_SECONDS)
    live.expire()
    assert len(live.door.waiting) == len(ROLES) - 1
    await page.evaluate(WAKE)
    await expect(page.get_by_role("heading")).to_contain_text("at the door")
    assert len(live.door.waiting) == len(ROLES)


async def vote(page: Page, letter: str, why: str = "", is_lost: bool = False) -> None:
    """is_lost: without Wi-Fi."""
    await page.locator("label.option", has=page.locator("b", has_text=letter)).click()
    await page.locator("label.sure", has_text="fairly").click()
    if why:
        await page.get_by_label("Why? (optional)").fill(why)
    await page.get_by_role("button", name="my vote").click()
    if not is_lost:
        await expect(page.locator(".vote .says")).to_contain_text("vote is in")


async def play_all(play: Play) -> None:
    live = play.live
    while read_next(play.conductor):
        pass
    play.publish()
    wall = await play.open(live.wall_address, WIDE)
    live.open_door()
    await show_cards(play, wall)
    phones = [await join(play, role) for role in ROLES[:-2]]
    phones += [await join(play, role, proxy=play.wifi) for role in ROLES[-2:]]
    await play.picture(phones[0], "phone-0-door")
    await join_again(play, phones[-1])
    live.let_in()
    for page in phones:
        await expect(page.get_by_role("heading", name="Look up")).to_be_visible()
    judges = [await play.open(live.invite(SeatKind.EVALUATOR), PHONE) for _ in range(2)]
    observer = await play.open(live.invite(SeatKind.OBSERVER), PHONE, reduced_motion="reduce")
    live.close_door()
    await open_other_wall(play)
    await stage(play, wall, Stage.MESSAGE, "wall-1-message")
    await play.picture(phones[2], "phone-1-message")
    live.step()
    await stage(play, wall, Stage.QUESTION, "wall-2-question")
    live.step()
    await stage(play, wall, Stage.VOTES, "wall-3-votes")
    await play.picture(observer, "observer-3-votes")
    await fits_a_small_phone(phones[8])
    await drops_what_is_older(phones[8])
    await returns_after_silence(phones[7])
    await take_votes(play, phones, wall)
    for page, name in ((wall, "grow"), (observer, "none")):
        assert await page.evaluate(ANIMATION) == name
    latecomer = await come_late(play, phones, wall)
    await vote_in_a_siege(play, phones, latecomer, wall)
    await decide(play, wall)
    await rate(play, judges)
    await consequence(play, wall, phones)
    await stop(play, wall, phones)


async def stage(play: Play, wall: Page, wanted: Stage, name: str) -> None:
    assert play.live.stage == wanted, play.live.stage
    await expect(wall.locator("#main")).to_have_attribute("data-stage", wanted)
    await play.picture(wall, name)
    await play.check(wall, name, 390, 768)


async def take_votes(play: Play, phones: list[Page], wall: Page) -> None:
    live = play.live
    await play.picture(phones[0], "phone-3-options")
    await vote(phones[0], "B", why="Radios reach the gym.")
    await play.picture(phones[0], "phone-3-vote")
    await play.check(phones[0], "phone-3-vote", 320, 768, 1920)
    await expect(wall.locator("footer")).to_contain_text("1 of 9 have voted")
    await phones[1].get_by_label("Why? (optional)").fill("half a tho")
    await phones[1].reload()
    await expect(phones[1].get_by_label("Why? (optional)")).to_have_value("half a tho")
    for page, letter in zip(phones[1:6], "BBCAB", strict=True):
        await (vote_by_keys(page) if page is phones[2] else vote(page, letter))
    second = await play.open_in(phones[1].context, f"http://{ADDRESS}:{PORT}/")
    await expect(phones[1].locator("#cover-title")).to_contain_text("open on another page")
    await vote(second, "A")
    await second.close()
    await phones[1].get_by_role("button", name="Use it here").click()
    await expect(phones[1].locator("#cover")).to_be_hidden()
    await phones[6].context.set_offline(True)
    await phones[6].close()
    room.count_cards(play.conductor, [0, 1, *[0] * (len(play.conductor.state.ballots.askings[-1].options) - 2)])
    for page in phones[7:]:
        await vote(page, "B")
    await expect(wall.locator("footer")).to_contain_text("8 of 9 have voted")
    live.mark_away(7, is_away=True)
    await expect(wall.locator("#main")).to_have_attribute("data-stage", Stage.SPLIT)
    live.pick_reason(live.list_reasons()[0])
    await expect(wall.locator(".reason")).to_contain_text("Radios reach the gym.")
    await stage(play, wall, Stage.SPLIT, "wall-4-split")
    await fits_a_small_projector(wall)
    counts = play.conductor.state.ballots.askings[-1].count()
    assert sum(counts) == 9, counts
    assert live.shared == {2}
    play.size = await phones[0].evaluate(WEIGH)
    await expect(phones[0].get_by_role("heading", name="Look up")).to_be_visible()
    await play.picture(phones[0], "phone-4-look-up")
    old = {"asking": "1", "vote": "f" * 32, "option": "else", "sure": 0}
    answer = await phones[0].evaluate(SEND, {**old, "reason": "", "quote": False})
    assert answer == {"receipt": "closed"}


async def fits_a_small_projector(wall: Page) -> None:
    """Seven answers of two lines are whole, on the smaller of the two projectors too."""
    await wall.evaluate(SEVENTH)
    for view in ({"width": 1280, "height": 720}, WIDE):
        await wall.set_viewport_size(view)  # type: ignore[arg-type]
        assert await wall.evaluate(OVERFLOW.replace(".card", ".choices")) <= 0, view
    await wall.evaluate("document.querySelector('.choices').lastElementChild.remove()")


async def come_late(play: Play, phones: list[Page], wall: Page) -> Page:
    """A latecomer has a code of their own, sees what the role was told, and votes from the next vote on: here after the talk."""
    page = await play.open(play.live.invite(SeatKind.PARTICIPANT, ("secretary",)), PHONE)
    await expect(page.get_by_role("heading", name="Look up")).to_be_visible()
    told = await phones[2].locator(".told article").all_text_contents()
    assert len(told) > MAX_MESSAGES, told
    assert await page.locator(".told article").all_text_contents() == told
    await play.picture(page, "phone-4-latecomer")
    play.live.ask_votes()
    for voter in (page, phones[1]):
        await vote(voter, "B")
    assert play.live.step()
    await expect(wall.locator("footer")).to_contain_text("1 changed their vote")
    assert play.conductor.state.ballots.askings[-1].count()[1] == 2
    return page


async def vote_in_a_siege(play: Play, phones: list[Page], latecomer: Page, wall: Page) -> None:
    """Six are locked before it begins and vote one after the other; two lose their Wi-Fi after they were asked, and vote without it."""
    live, asleep, lost = play.live, phones[:6], phones[7:]
    for page in asleep:
        await page.evaluate(SLEEP)
    figures = asyncio.ensure_future(besiege(play))
    await asyncio.sleep(SIEGE_SECONDS)
    live.ask_votes()
    for page in lost:
        await expect(page.locator("label.option").first).to_be_visible()
    play.air.there.clear()
    await vote(latecomer, "A")
    await expect(wall.locator("footer")).to_contain_text("1 of 9 have voted")
    for page in lost:
        await vote(page, "A", is_lost=True)
    for page in asleep:
        await asyncio.sleep(WIFI_SECONDS / len(asleep))
        await page.evaluate(WAKE)
        await vote(page, "B")
    await expect(wall.locator("footer")).to_contain_text("7 of 9 have voted")
    play.air.there.set()
    await expect(wall.locator("#main")).to_have_attribute("data-stage", Stage.SPLIT)
    split = play.conductor.state.ballots.askings[-1]
    assert (split.count()[:2], split.split and split.split.by) == ((3, 6), "all"), split
    figures.cancel()
    await asyncio.gather(figures, return_exceptions=True)
    opened, _ = await known(play.hostile).communicate(b"")
    play.siege = f"{opened.decode().strip()} connections opened, at a time {play.siege}"
    assert not (play.folder / "faults.txt").exists()
    live.send_away()
    live.close_door()


async def besiege(play: Play) -> None:
    """A seat takes all that it can get, as does who holds the key of the door. Notes the most connections and descriptors at a time."""
    live, hostile, server = play.live, known(play.hostile), known(play.server)
    token = known(live.redeem(live.invite(SeatKind.PARTICIPANT).rpartition("=")[2]))
    number = known(live.records.find_seat(token))
    live.mark_away(number, is_away=True)
    live.open_door()
    known(hostile.stdin).write(f"{json.dumps({'cookie': f'{server.cookie}={token}', 'key': live.door.key})}\n".encode())
    most = dict.fromkeys(("connections", "its seat's", "strangers'", "descriptors"), 0)
    while True:
        there = server.connections
        now = *map(len, (there.open, there.list_of(str(number)), there.list_of(""))), len(os.listdir("/proc/self/fd"))
        most = {name: max(before, one) for (name, before), one in zip(most.items(), now, strict=True)}
        play.siege = json.dumps(most)
        await asyncio.sleep(0.02)


async def fits_a_small_phone(page: Page) -> None:
    """At 320 px and twice the size of letters nothing is wider than the screen."""
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    width = await page.evaluate("document.documentElement.scrollWidth")
    wide = await page.evaluate(TOO_WIDE)
    assert width <= 320, wide
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.evaluate("document.documentElement.style.fontSize = ''")


async def drops_what_is_older(page: Page) -> None:
    """A state with a lower number than the last is not shown; one of another run of the server is."""
    await page.evaluate("receive({run, number: number - 1, kind, view: {stage: 'stop'}})")
    await expect(page.locator("#cover")).to_be_hidden()


async def returns_after_silence(page: Page) -> None:
    """Nothing has come for twelve seconds: covered, and open again by itself."""
    await page.evaluate("document.getElementById('cover-title').textContent = ''")
    await page.evaluate("heard = performance.now() - 13000")
    await expect(page.locator("#cover-title")).to_have_text("Connecting")
    await expect(page.locator("#cover")).to_be_hidden()


async def vote_by_keys(page: Page) -> None:
    """The second answer, without a pointer."""
    await page.locator("label.option input").first.focus()
    for key in ("Space", "ArrowDown", "Tab", "ArrowRight", "Tab", "Tab", "Tab", "Enter"):
        await page.keyboard.press(key)
    await expect(page.locator(".vote .says")).to_contain_text("vote is in")


async def decide(play: Play, wall: Page) -> None:
    """Against the room."""
    conductor = play.conductor
    counts = conductor.state.ballots.askings[0].count()
    point = known(conductor.state.current_decision)
    fewest = min(range(len(point.decision.options)), key=counts.__getitem__)
    conductor.submit_decision(point.decision.id, DecisionResponse(option=point.decision.options[fewest].id))
    play.publish()
    await expect(wall.locator("#main")).not_to_have_attribute("data-stage", "split")


async def rate(play: Play, judges: list[Page]) -> None:
    for page, letter in zip(judges, "MS", strict=True):
        await page.get_by_role("button", name=f"{letter}:").first.click()
        await page.get_by_label("In your words (about plan and procedure)").first.fill(REMARK)
        await page.get_by_role("button", name="Keep").first.click()
        await expect(page.locator(".says").first).to_contain_text("Kept")
    await expect(judges[1].locator(".others").first).to_contain_text("Others: M")
    await play.picture(judges[1], "evaluator")
    await play.check(judges[1], "evaluator", 768, 1920)
    assert len(play.conductor.state.remarks) == 4


async def consequence(play: Play, wall: Page, phones: list[Page]) -> None:
    """The effect lands, the plan fills, one phone sleeps and wakes."""
    conductor, live = play.conductor, play.live
    for _ in range(30):
        while read_next(conductor):
            pass
        play_seconds(conductor, 5)
        for point in conductor.state.list_open_decisions():
            conductor.no_decision(point.decision.id)
        mark_all_read(conductor)
        play.publish()
        if live.stage == Stage.CONSEQUENCE:
            break
    await stage(play, wall, Stage.CONSEQUENCE, "wall-5-consequence")
    await phones[3].evaluate(SLEEP)
    system = await phones[3].context.new_cdp_session(phones[3])
    await system.send("Page.setWebLifecycleState", {"state": "frozen"})
    live.step()
    await stage(play, wall, Stage.RUNNING, "wall-6-running")
    await system.send("Page.setWebLifecycleState", {"state": "active"})
    assert await phones[3].evaluate(WAKE)
    await expect(phones[3].locator("#cover")).to_be_hidden()
    await play.picture(phones[2], "phone-6-running")


async def stop(play: Play, wall: Page, phones: list[Page]) -> None:
    play.conductor.freeze()
    play.publish()
    await expect(wall.locator("#cover-title")).to_have_text("STOP")
    await expect(phones[0].locator("#cover-title")).to_have_text("STOP")
    await play.picture(wall, "wall-7-stop")
    await play.picture(phones[0], "phone-7-stop")
    facilitator.start_debrief(play.conductor)
    play.publish()
    await stage(play, wall, Stage.HOT_WASH, "wall-8-hot-wash")
    await play_a_card(play, wall, phones)


async def play_a_card(play: Play, wall: Page, phones: list[Page]) -> None:
    """The decision that the role made against the room: guessed on phones, played on both plans, and told."""
    conductor, live = play.conductor, play.live
    effects = await asyncio.to_thread(measure_decision_effects, conductor.state, EMERGENCIES, workers=1)
    card = build_decision_cards(conductor.state, effects)[-1]
    assert card.id == QUESTIONS[0]
    assert card.other.startswith(card.split[1].says)
    state = State(conductor.opened)
    answer = DecisionResponse(option=card.option)
    what_if = replay_with_decision(state, [*conductor.journal.entries()], card.id, answer)
    review = Review(conductor)
    player = PlanPlayer(review, what_if)
    guesses = Guesses(player.compare(), card)
    live.set_guesses(guesses)
    await expect(wall.locator(".answer")).to_have_count(3)
    await expect(wall.locator(".answer.best")).to_contain_text("Shown after both plans have played")
    await stage(play, wall, Stage.HOT_WASH, "wall-9-card")
    live.set_guesses(guesses.advance(CardStage.OPEN))
    await guess(play, wall, phones)
    live.show_plans(player.show(0.0))
    turn(play, CardStage.PLAYING)
    await expect(wall.locator(".side")).to_have_count(2)
    for step in range(13):
        live.show_plans(player.show(review.chart_end * step / 12))
        await wall.wait_for_timeout(150)
        if step == 5:
            await stage(play, wall, Stage.HOT_WASH, "wall-9-plans")
    assert await wall.locator("#left-foot").text_content() == ""
    turn(play, CardStage.TRUE)
    await expect(wall.locator("#left-foot")).to_contain_text("in this run")
    await stage(play, wall, Stage.HOT_WASH, "wall-9-truth")
    await wall.set_viewport_size({"width": 1280, "height": 720})
    await play.picture(wall, "wall-9-truth-1280")
    await wall.set_viewport_size(WIDE)  # type: ignore[arg-type]


def turn(play: Play, to: CardStage) -> None:
    play.live.set_guesses(known(play.live.guesses).advance(to))


async def guess(play: Play, wall: Page, phones: list[Page]) -> None:
    """Each phone says how much, in the question's own measure; the wall shows how the guesses spread."""
    for page, amount in zip((*phones[:6], *phones[7:]), (60, 450, 900, 200, 450, 1200, 300, 450), strict=True):
        await page.get_by_label("Person-minutes").fill(str(amount))
        await page.get_by_text("fewer" if amount == 200 else "more", exact=True).click()
        await page.get_by_role("button", name="Send my guess").click()
        await expect(page.locator(".vote .says")).to_contain_text("Kept")
    await play.picture(phones[0], "phone-8-guess")
    await play.check(phones[0], "phone-8-guess", 320)
    await expect(wall.locator(".told-truth")).to_contain_text("8 have guessed")
    turn(play, CardStage.SHOWN)
    await expect(wall.locator("circle")).to_have_count(8)
    await stage(play, wall, Stage.HOT_WASH, "wall-8-guesses")


@asynccontextmanager
async def chromium(playwright: Playwright) -> AsyncIterator[Browser]:
    browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    try:
        yield browser
    finally:
        await browser.close()


async def main(folder: Path, is_slow: bool, descriptors: int) -> None:
    expect.set_options(timeout=20_000)
    command = [sys.executable, "-P", "-m", "tests.tui.web.hostile_seat", str(PORT)]
    hostile = await asyncio.create_subprocess_exec(*command, stdin=-1, stdout=-1)
    async with async_playwright() as playwright, chromium(playwright) as browser:
        if descriptors:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
        play = Play(folder, browser)
        play.hostile = hostile
        async with (
            serve_room(play.live, play.place) as play.server,
            network(ADDRESS, Air(is_slow=True)) as proxy,
            network(ADDRESS, play.air) as wifi,
        ):
            play.proxy = {"server": proxy} if is_slow else None
            play.wifi = {"server": wifi}
            await play_all(play)
            await browser.close()
        assert 10_000 < play.size < 100_000, play.size
        assert play.errors == [], play.errors
        assert play.elsewhere == [], play.elsewhere
        votes = [one.event for one in play.conductor.journal.entries() if isinstance(one.event, VoteCast)]
        sys.stdout.write(f"{play.size} bytes a page, {len(votes)} votes kept; by the siege {play.siege}\n")


if __name__ == "__main__":
    limit = sum(int(word) for word in sys.argv[2:] if word.isdigit())
    asyncio.run(main(Path(sys.argv[1]), is_slow="slow" in sys.argv[2:], descriptors=limit))
