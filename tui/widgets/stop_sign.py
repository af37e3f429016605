"""The word STOP as large as every screen has room for."""

from tui.glyphs import Glyphs

STOP_ROWS = (
    " ████ █████  ███  ████ ",
    "█       █   █   █ █   █",
    " ███    █   █   █ ████ ",
    "    █   █   █   █ █    ",
    "████    █    ███  █    ",
)
WIDTH, HEIGHT = 2 * len(STOP_ROWS[0]), len(STOP_ROWS)


def render_stop_sign(signs: Glyphs) -> str:
    """Its rows."""
    return "\n".join(line.replace("█", signs.full * 2).replace(" ", "  ") for line in STOP_ROWS)
