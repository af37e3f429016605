"""A text field drops what a terminal would obey, typed or pasted; the cursor stays where the text ends."""

from textual.app import App, ComposeResult
from textual.events import Paste

from tests.tui.application import awaited
from tui.widgets.base import NonBlinkingInput


class OneField(App[None]):
    def compose(self) -> ComposeResult:
        yield NonBlinkingInput()


@awaited
async def test_a_pasted_control_character_is_dropped() -> None:
    app = OneField()
    async with app.run_test() as pilot:
        field = app.query_one(NonBlinkingInput)
        field.post_message(Paste("a\x1b]52;c;x\x07\u202eb"))
        await pilot.pause()
        await pilot.press("c")
        assert field.value == "a]52;c;xbc"
