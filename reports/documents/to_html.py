"""Writes a paper as one HTML file: nothing is fetched from anywhere, pictures are inline SVG, the page is light or dark as its reader is.

The template is `paper.html.j2`. It escapes everything; only pictures go in as they are, each with identifiers of its own.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING

from reports.documents import outline
from reports.documents.blocks import Paper, Picture, Run, Words, is_written_by_hand, iterate_runs
from reports.documents.inline_svg import inline_picture

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_BREAKS_AFTER = re.compile(r"(?<=\w[@._/\\-])(?=\w)")


def write_html(paper: Paper) -> bytes:
    """A whole page, as UTF-8."""
    page = _load_template().render(
        paper=paper,
        contents=outline.list_contents(paper),
        opening=outline.list_open_items(paper),
        opening_words=outline.describe_open_items(paper),
        anchors=outline.build_section_anchors(paper),
        places=outline.AnchorRegister(paper),
        tables=count(1),
        figures=count(1),
    )
    return page.encode("utf-8")


@cache
def _load_template() -> Template:
    """The template with what it needs to know."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["outline"] = outline
    environment.filters |= {
        "kind": _block_kind,
        "runs": _as_runs,
        "soft": _soften,
        "drawn": _inline_picture,
        "next_number": next,
        "css": _quote_css,
        "by_hand": is_written_by_hand,
    }
    environment.globals["style"] = Markup(_read_resource("paper.css"))
    return environment.from_string(_read_resource("paper.html.j2"))


def _read_resource(name: str) -> str:
    return files("reports.documents").joinpath(name).read_text(encoding="utf-8")


def _block_kind(block: object) -> str:
    """The name of its class, by which the template tells blocks apart."""
    return type(block).__name__


def _as_runs(words: Words) -> list[Run]:
    return list(iterate_runs(words))


def _soften(text: str) -> Markup:
    """Text that may break in the middle of addresses, and breaks where its lines end."""
    from markupsafe import Markup, escape

    lines = (Markup("<wbr>").join(map(escape, _BREAKS_AFTER.split(line))) for line in text.split("\n"))
    return Markup("<br>").join(lines)


def _quote_css(text: str) -> Markup:
    """Text as CSS quotes it: whatever is neither letter nor digit by its number."""
    from markupsafe import Markup

    quoted = "".join(one if one.isalnum() else f"\\{ord(one):06x}" for one in text)
    return Markup(f'"{quoted}"')


def _inline_picture(picture: Picture, number: int) -> Markup:
    """A picture as part of the page."""
    from markupsafe import Markup

    return Markup(inline_picture(picture, f"picture-{number}"))
