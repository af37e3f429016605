"""Pages with a script: one HTML file that fetches nothing, with its style, its script and its numbers inside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


@cache
def load_page(package: str, name: str) -> Template:
    """The template `name.html.j2` of a package, with `style` (that of all pages and `name.css`) and `script` (`name.js`)."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    own = _read_resource(package, f"{name}.css")
    environment.globals["style"] = Markup(_read_resource("reports.documents", "web_page.css") + own)
    environment.globals["script"] = Markup(_read_resource(package, f"{name}.js"))
    return environment.from_string(_read_resource(package, f"{name}.html.j2"))


def _read_resource(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def encode_numbers(data: Mapping[str, Any]) -> Markup:
    """As JSON that cannot end its script element. Raises ValueError for a number that is not finite."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
