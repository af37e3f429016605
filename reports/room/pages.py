"""The room's pages: one HTML page for every device, its style, its script, and its English in one file.

The page holds no state. It shows what the server sends, as text and never as markup, and loads nothing from elsewhere.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from reports.documents.web_page import encode_numbers

if TYPE_CHECKING:
    from jinja2 import Template

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PACKAGE = "reports.room"
LANGUAGE = "en"

PageKind = Literal["phone", "wall"]


def _read(name: str) -> str:
    return files(PACKAGE).joinpath(name).read_text(encoding="utf-8")


@cache
def read_texts() -> Mapping[str, Any]:
    """Every word of the pages, by name."""
    texts: dict[str, Any] = json.loads(_read(f"texts.{LANGUAGE}.json"))
    return texts


@cache
def list_files() -> Mapping[str, tuple[bytes, str]]:
    """The other files of the pages, with their content types, by name."""
    types = {"room.css": "text/css", "room.js": "text/javascript"}
    return {name: (_read(name).encode(), content) for name, content in types.items()}


@cache
def _load_template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_read("page.html.j2"))


def render_page(kind: PageKind, roles: Sequence[tuple[str, str]], is_known: bool = False) -> str:
    """The page of a device. roles: id and title of those that can be taken. is_known: whether its cookie leads somewhere."""
    data = {"texts": read_texts(), "roles": [list(role) for role in roles], "known": is_known}
    return _load_template().render(kind=kind, language=LANGUAGE, texts=read_texts(), data=encode_numbers(data))


def render_check_page() -> str:
    """A page that says to its phone that it came here."""
    from markupsafe import escape

    words = escape(read_texts()["it_works"])
    head = f'<!DOCTYPE html>\n<html lang="{LANGUAGE}">\n<meta charset="utf-8">\n'
    return f'{head}<meta name="viewport" content="width=device-width">\n<title>{words}</title>\n<h1>{words}</h1>\n'


@cache
def draw_code(address: str) -> str:
    """The path of a QR code, in an SVG image whose side is its first number: `29 M1 1h7…`."""
    import segno

    image = BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(image, kind="svg", xmldecl=False, svgns=False, nl=False, border=2)
    found = re.search(r' d="([^"]+)"', image.getvalue().decode())
    assert found is not None
    return f"{code.symbol_size(border=2)[0]} {found[1]}"


def draw_code_in_blocks(address: str) -> str:
    """A QR code in half blocks, dark on light: for a terminal with a dark background, its light modules are drawn."""
    import segno

    rows = [[*row] for row in segno.make_qr(address, error="l").matrix_iter(border=2)]
    rows += [[0] * len(rows[0])] if len(rows) % 2 else []
    return "\n".join(
        "".join("█▀▄ "[2 * bool(upper) + bool(lower)] for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )
