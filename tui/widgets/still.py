"""A field of text whose cursor stands still: on a projector, what blinks draws the eyes of a room."""

from textual.reactive import reactive
from textual.widgets import Input


class NonBlinkingInput(Input):
    """What every field of ours is."""

    cursor_blink = reactive(False, init=False)
