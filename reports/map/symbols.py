"""Small signs in a room: its lock, its phone, its AED; and the swatches and hatching of the kinds."""

from collections.abc import Sequence

from reports.map.kinds import ZONE_STYLES, find_zone_style
from reports.map.svg import build_element, build_label

INK = "#222222"


def draw_padlock(x: float, y: float, nth: int) -> str:
    """A padlock 7 by 9 whose lower left corner is here. nth: which lock of the campus; each has a body of its own."""
    body = build_element(
        "rect", x=x, y=y - 5.5, width=7, height=5.5, fill=(INK, "#ffffff", "#999999")[nth % 3], stroke=INK
    )
    bow = build_element(
        "path", d=f"M{x + 1.5:.1f},{y - 5.5:.1f} v-1.5 a2,2 0 0 1 4,0 v1.5", fill="none", stroke=INK
    )
    return bow + body


def draw_telephone(x: float, y: float) -> str:
    """A telephone 5 by 9."""
    case = build_element("rect", x=x, y=y - 9, width=5, height=9, rx=1.2, fill="none", stroke=INK, stroke_width=0.9)
    return case + build_element(
        "path", d=f"M{x + 1:.1f},{y - 6.8:.1f} h3 M{x + 1:.1f},{y - 2.2:.1f} h3", stroke=INK, stroke_width=0.9
    )


def draw_aed(x: float, y: float) -> str:
    """The letters AED on a dark ground, 17 by 9."""
    ground = build_element("rect", x=x, y=y - 9, width=17, height=9, rx=1, fill="#0b6b3a")
    return ground + build_label(x + 8.5, y - 2, "AED", 7, class_="light", font_weight="bold")


def draw_signs(lock: int | None, phone: bool, has_aed: bool, x: float, y: float, width: float) -> list[str]:
    """What a room has, side by side from this corner on; the AED above the rest where it is narrow."""
    made, at = [], x
    if lock is not None:
        made.append(draw_padlock(at, y, lock))
        at += 9
    if phone:
        made.append(draw_telephone(at, y))
        at += 7
    if has_aed:
        beside = at + 17 <= x + width
        made.append(draw_aed(at, y) if beside else draw_aed(x, y - 11))
    return made


def build_patterns() -> str:
    """The hatching of all kinds that have one."""
    made = [
        build_element(
            "pattern",
            build_element("path", d=kind.hatch, stroke=kind.ink, stroke_width=0.7, fill="none"),
            id=f"hatch-{name}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        for name, kind in ZONE_STYLES.items()
        if kind.hatch
    ]
    return build_element("defs", "\n", *(f"{part}\n" for part in made))


def draw_swatch(kind: str, box: Sequence[float], **attributes: str | float) -> list[str]:
    """A rectangle of a kind: its colour, and its hatching over it. box: left, top, width, height."""
    x, y, width, height = box
    border: dict[str, str | float] = {"stroke": "#444444", "stroke_width": 1.0, **attributes}
    plain = build_element("rect", x=x, y=y, width=width, height=height, fill=find_zone_style(kind).fill, **border)
    if not find_zone_style(kind).hatch:
        return [plain]
    hatched = build_element(
        "rect", x=x, y=y, width=width, height=height, fill=f"url(#hatch-{kind})", fill_opacity=0.45
    )
    return [plain, hatched]
