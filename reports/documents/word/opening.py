"""What a Word file opens with: title, what is known, what people still have to say, contents.

The contents are a field that is filled already. The numbers of pages are not in it: only Word knows them, and puts them in with the first
update; a guess would be worse than none.
"""

from reports.documents import outline
from reports.documents.blocks import Paper
from reports.documents.word.controls import Controls
from reports.documents.word.elements import MINIMAL_SPACING, build_element, build_field_ends, build_link, build_paragraph, build_text_runs
from reports.documents.word.pages import LETTER
from reports.documents.word.tables import build_properties_table

FIRST_BOOKMARK = 2300
"""How wide the names are of what is known, in twentieths of a point."""


def build_front_matter(paper: Paper, controls: Controls) -> str:
    """All that comes before the contents."""
    badges = [build_text_runs(paper.marking, "MarkingBadge"), build_text_runs(paper.status, "StatusBadge")]
    parts = [
        build_paragraph(build_text_runs(paper.kind), "Subtitle"),
        build_paragraph(build_text_runs(paper.title), "Title"),
        build_paragraph(build_text_runs("    ").join(filter(None, badges)), "Status") if any(badges) else "",
        build_properties_table(paper.about, (FIRST_BOOKMARK, LETTER.line - FIRST_BOOKMARK)) + build_paragraph("", "", MINIMAL_SPACING)
        if paper.about
        else "",
        _build_open_items(paper, controls),
    ]
    return "".join(parts)


def _build_open_items(paper: Paper, controls: Controls) -> str:
    groups = outline.list_open_items(paper)
    if not groups:
        return ""
    title = controls.build_bookmark(outline.OPENING_ANCHOR, build_text_runs(outline.OPENING))
    lines = [build_paragraph(title, "Heading1"), build_paragraph(build_text_runs(outline.describe_open_items(paper)))]
    for group in groups:
        lines.append(build_paragraph(build_link(group.anchor, group.title), "ListBullet"))
        lines += [build_paragraph(build_link(one.anchor, one.text), "ListBullet2") for one in group.asked]
    return "".join(lines)


def build_contents(paper: Paper, controls: Controls) -> str:
    """What the first section stands behind."""
    entries = outline.list_contents(paper)
    if not entries:
        return ""
    begin, end = build_field_ends(f'TOC \\o "1-{outline.MAX_LEVEL}" \\h \\z \\u')
    title = build_paragraph(build_text_runs(outline.CONTENTS), "TOCHeading")
    lines = [
        build_paragraph((begin if number == 0 else "") + build_link(entry.anchor, entry.text), f"TOC{entry.level}")
        for number, entry in enumerate(entries)
    ]
    gallery = build_element("docPartGallery", val="Table of Contents")
    properties = build_element(
        "sdtPr",
        build_element("id", val=controls.next_number()),
        build_element("docPartObj", gallery, build_element("docPartUnique")),
    )
    return build_element("sdt", properties, build_element("sdtContent", title, *lines, build_paragraph(end, "", MINIMAL_SPACING)))
