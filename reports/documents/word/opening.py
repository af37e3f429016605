"""What a Word file opens with: title, what is known, what people still have to say, contents.

The contents are a field that is filled already. The numbers of pages are not in it: only Word knows them, and puts them in with the first
update; a guess would be worse than none.
"""

from reports.documents import outline
from reports.documents.blocks import Paper
from reports.documents.word.controls import Controls
from reports.documents.word.elements import SMALL, element, field_around, link, paragraph, text_run
from reports.documents.word.pages import LETTER
from reports.documents.word.tables import about_table

NAMES = 2300
"""How wide the names are of what is known, in twentieths of a point."""


def opening(paper: Paper, controls: Controls) -> str:
    """All that comes before the contents."""
    badges = [text_run(paper.marking, "MarkingBadge"), text_run(paper.status, "StatusBadge")]
    parts = [
        paragraph(text_run(paper.kind), "Subtitle"),
        paragraph(text_run(paper.title), "Title"),
        paragraph(text_run("    ").join(filter(None, badges)), "Status") if any(badges) else "",
        about_table(paper.about, (NAMES, LETTER.line - NAMES)) + paragraph("", "", SMALL)
        if paper.about
        else "",
        _to_complete(paper, controls),
    ]
    return "".join(parts)


def _to_complete(paper: Paper, controls: Controls) -> str:
    groups = outline.opening(paper)
    if not groups:
        return ""
    title = controls.bookmark(outline.OPENING_ANCHOR, text_run(outline.OPENING))
    lines = [paragraph(title, "Heading1"), paragraph(text_run(outline.opening_words(paper)))]
    for group in groups:
        lines.append(paragraph(link(group.anchor, group.title), "ListBullet"))
        lines += [paragraph(link(one.anchor, one.text), "ListBullet2") for one in group.asked]
    return "".join(lines)


def contents(paper: Paper, controls: Controls) -> str:
    """What the first section stands behind."""
    entries = outline.contents(paper)
    if not entries:
        return ""
    begin, end = field_around(f'TOC \\o "1-{outline.DEEPEST}" \\h \\z \\u')
    title = paragraph(text_run(outline.CONTENTS), "TOCHeading")
    lines = [
        paragraph((begin if number == 0 else "") + link(entry.anchor, entry.text), f"TOC{entry.level}")
        for number, entry in enumerate(entries)
    ]
    gallery = element("docPartGallery", val="Table of Contents")
    properties = element(
        "sdtPr",
        element("id", val=controls.number()),
        element("docPartObj", gallery, element("docPartUnique")),
    )
    return element("sdt", properties, element("sdtContent", title, *lines, paragraph(end, "", SMALL)))
