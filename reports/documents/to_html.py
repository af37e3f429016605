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
from reports.documents.blocks import Paper, Picture, Run, Words, by_hand, runs
from reports.documents.inline_svg import inline

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_BREAKS_AFTER = re.compile(r"(?<=\w[@._/\\-])(?=\w)")


def html_of(paper: Paper) -> bytes:
    """A whole page, as UTF-8."""
    page = _template().render(
        paper=paper,
        contents=outline.contents(paper),
        opening=outline.opening(paper),
        opening_words=outline.opening_words(paper),
        anchors=outline.section_anchors(paper),
        places=outline.Places(paper),
        tables=count(1),
        figures=count(1),
    )
    return page.encode("utf-8")


@cache
def _template() -> Template:
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
        "kind": _kind,
        "runs": _runs,
        "soft": _soft,
        "drawn": _drawn,
        "next_number": next,
        "css": _css,
        "by_hand": by_hand,
    }
    environment.globals["style"] = Markup(_shipped("paper.css"))
    return environment.from_string(_shipped("paper.html.j2"))


def _shipped(name: str) -> str:
    return files("reports.documents").joinpath(name).read_text(encoding="utf-8")


def _kind(block: object) -> str:
    """The name of its class, by which the template tells blocks apart."""
    return type(block).__name__


def _runs(words: Words) -> list[Run]:
    return list(runs(words))


def _soft(text: str) -> Markup:
    """Text that may break in the middle of addresses, and breaks where its lines end."""
    from markupsafe import Markup, escape

    lines = (Markup("<wbr>").join(map(escape, _BREAKS_AFTER.split(line))) for line in text.split("\n"))
    return Markup("<br>").join(lines)


def _css(text: str) -> Markup:
    """Text as CSS quotes it: whatever is neither letter nor digit by its number."""
    from markupsafe import Markup

    quoted = "".join(one if one.isalnum() else f"\\{ord(one):06x}" for one in text)
    return Markup(f'"{quoted}"')


def _drawn(picture: Picture, number: int) -> Markup:
    """A picture as part of the page."""
    from markupsafe import Markup

    return Markup(inline(picture, f"picture-{number}"))
