"""Pages with a script: one HTML file that fetches nothing, with its style, its script and its numbers inside."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


@cache
def load_page(package: str, name: str) -> Template:
    """The template `name.html.j2` of a package, with `style` (that of all pages and `name.css`), `script` (`name.js`) and `policy`."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    style = _read_resource("reports.documents", "web_page.css") + _read_resource(package, f"{name}.css")
    script = _read_resource(package, f"{name}.js")
    environment.globals |= {"style": Markup(style), "script": Markup(script)}
    environment.globals["policy"] = build_policy(style, script)
    return environment.from_string(_read_resource(package, f"{name}.html.j2"))


def _read_resource(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def build_policy(style: str, script: str = "") -> Markup:
    """The Content-Security-Policy of a page that applies this style and runs this script alone, and fetches nothing.

    style, script: all that stands in its one `style` element and in its one `script` element.
    """
    from markupsafe import Markup

    hashes = (
        f"{kind}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
        for kind, text in (("style", style), ("script", script))
        if text
    )
    rules = ("default-src 'none'", "img-src data:", *hashes, "base-uri 'none'", "form-action 'none'")
    return Markup("; ".join(rules))


def encode_numbers(data: Mapping[str, Any]) -> Markup:
    """As JSON that cannot end its script element. Raises ValueError for a number that is not finite."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
