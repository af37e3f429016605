"""HTML pages read back."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

VOID = ("meta", "br", "hr", "col", "wbr", "link", "img", "input")


@dataclass
class Element:
    """An element, and all the text in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    within: tuple[str, ...] = ()


@dataclass
class Page(HTMLParser):
    """A page as its elements, in order."""

    content: bytes
    elements: list[Element] = field(default_factory=list)
    opened: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.content.decode())
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        within = tuple(one.tag for one in self.opened)
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, within=within))
        if tag not in VOID:
            self.opened.append(self.elements[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for one in self.opened:
            one.text += data

    def all(self, tag: str) -> list[Element]:
        """Elements of one kind."""
        return [one for one in self.elements if one.tag == tag]


def check_policy(page: Page) -> None:
    """The page fetches nothing, and its policy names what it applies and runs by the hash: nothing is styled or run by an attribute."""
    (policy,) = (
        one.attributes["content"]
        for one in page.all("meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("default-src") == "'none'"
    assert rules.pop("img-src") == "data:"
    assert (rules.pop("base-uri"), rules.pop("form-action")) == ("'none'", "'none'")
    parts = [("style-src", page.all("style")), ("script-src", page.all("script"))]
    for name, elements in parts:
        for one in elements:
            if one.attributes.get("type") != "application/json":
                assert rules.pop(name) == f"'sha256-{b64encode(sha256(one.text.encode()).digest()).decode()}'"
    assert rules == {}
    assert {name for one in page.elements for name in one.attributes if re.match("style$|on", name)} == set()


def check_fetches_nothing(page: Page) -> None:
    """Nothing from anywhere, by no element, style or script; and nothing against its policy."""
    check_policy(page)
    for one in page.elements:
        assert one.tag not in ("link", "img", "iframe", "object", "base")
        for name, value in one.attributes.items():
            assert not name.endswith(("src", "href", "action")) or value.startswith("#"), (one.tag, name, value)
    for one in (*page.all("style"), *page.all("script")):
        assert re.findall(r"@import|url\((?!#)|fetch\(|XMLHttpRequest|import\(", one.text) == []
        assert set(re.findall(r"https?://[^\"\s]*", one.text)) <= {"http://www.w3.org/2000/svg"}


def check_headings(page: Page) -> None:
    """One of the first level, and down one step at a time."""
    levels = [int(one.tag[1]) for one in page.elements if re.fullmatch("h[1-6]", one.tag)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))


def read_numbers(page: Page) -> Any:
    """What its script draws."""
    (numbers,) = (one for one in page.all("script") if one.attributes.get("type") == "application/json")
    return json.loads(numbers.text)
