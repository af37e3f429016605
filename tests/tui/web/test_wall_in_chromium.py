"""The projector page in Chromium: the code of an open door stands beside what is read aloud and covers none of it."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from tests.chromium import CHROMIUM, needs_chromium
from tests.sim.exercise.exercises import asked
from tests.tui.application import awaited
from tests.tui.web.room_clients import Room, at_the_question, serving

CUT = "() => [...main.children].some((one) => one.scrollHeight > one.clientHeight + 1)"
PATIENCE = 20.0


async def until(page: Page, shown: str) -> None:
    await page.wait_for_function(f"() => {shown}", timeout=1000 * PATIENCE)


async def open_wall(page: Page, room: Room) -> None:
    await page.goto(room.live.wall_address)
    await page.wait_for_selector("main[data-stage]")


@pytest.mark.slow
@needs_chromium
@awaited
async def test_the_code_stands_beside_a_question_and_a_long_message_has_the_address_below_it(tmp_path: Path) -> None:
    async with async_playwright() as playwright, asyncio.timeout(3 * PATIENCE):
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for conductor, is_beside in ((at_the_question(), True), (asked("D3"), False)):
            async with serving(conductor, tmp_path) as room:
                page = await browser.new_page(viewport={"width": 1280, "height": 720})
                await open_wall(page, room)
                while is_beside and room.live.stage != "votes":
                    room.live.step()
                    room.publish()
                room.live.open_door()
                await until(page, "document.querySelector('.door')")
                await until(page, f"main.dataset.stage == '{room.live.stage}'")
                assert await page.locator(".door").is_visible() == is_beside
                assert (room.live.door.pin in await page.inner_text("footer")) != is_beside
                assert not await page.evaluate(CUT)
                await page.close()
        await browser.close()
