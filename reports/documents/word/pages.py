"""Pages: their sizes, and what stands at the top and the foot of each."""

from typing import NamedTuple

from reports.documents.blocks import Paper
from reports.documents.word.elements import element, field, paragraph, text_run


class Page(NamedTuple):
    """A size of page, in twentieths of a point."""

    width: int
    height: int
    side: int = 1440
    top: int = 1580
    foot: int = 1300

    @property
    def line(self) -> int:
        """How wide a line of text is."""
        return self.width - 2 * self.side

    @property
    def column(self) -> int:
        """How high the text is."""
        return self.height - self.top - self.foot


LETTER = Page(12240, 15840)
LANDSCAPE = Page(15840, 12240, side=900, top=1120, foot=920)


def page_of(landscape: bool) -> Page:
    """The page of a section."""
    return LANDSCAPE if landscape else LETTER


def section_properties(landscape: bool) -> str:
    """The end of a Word section, which says what its pages are like."""
    page = page_of(landscape)
    turned = {"orient": "landscape"} if landscape else {}
    return element(
        "sectPr",
        element("type", val="nextPage"),
        element("pgSz", w=page.width, h=page.height, **turned),
        element(
            "pgMar",
            top=page.top,
            right=page.side,
            bottom=page.foot,
            left=page.side,
            header=680,
            footer=600,
            gutter=0,
        ),
        element("cols", space=720),
    )


def header(paper: Paper, landscape: bool) -> str:
    """The paragraph at the top of each page: marking and status, and the title at the right."""
    marking = text_run(paper.marking, "Marking") + text_run("   ") if paper.marking else ""
    return _line(marking + text_run(paper.status), text_run(paper.title), "Header", landscape)


def footer(paper: Paper, landscape: bool) -> str:
    """The paragraph at the foot of each page: what kind of paper it is, and the page."""
    number = text_run("Page ") + field("PAGE", "1") + text_run(" of ") + field("NUMPAGES", "1")
    return _line(text_run(paper.kind), number, "Footer", landscape)


def _line(left: str, right: str, style: str, landscape: bool) -> str:
    stop = element("tab", val="right", pos=page_of(landscape).line)
    return paragraph(left + element("r", element("tab")) + right, style, element("tabs", stop))
