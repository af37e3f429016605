"""A Word file to make a school's template from: a letterhead, and each style with what it is used for."""

import io

from reports.documents.docx_writer import pack_document, write_docx
from reports.documents.model import Bullets, Paper, Section

SCHOOL = "Name of your school"
ADDRESS = "Street, city, state and ZIP code · telephone · website"
STEPS = (
    "Put your school's name, logo and address in the header and the footer. Set the margins.",
    "Change the styles in Word: on the Home tab, right-click the name of a style and choose Modify.",
    "Save the file and run: allcall report SESSION --template FILE.docx",
)
INTRODUCTION = "A report keeps the header, the footer, the margins and the styles. It replaces all other text."
PARAGRAPHS = {
    "Subtitle": "the kind of document, over its title",
    "Title": "the title of the document",
    "Status": "the badges under the title",
    "TOC Heading": "the title of the contents",
    "TOC 1": "a section in the contents",
    "TOC 2": "a part of a section in the contents",
    "Heading 1": "a section. Styles that your file lacks are added in this color",
    "Heading 2": "a part of a section",
    "Heading 3": "a smaller part",
    "Normal": "all other text. Its font is the font of the report",
    "List Bullet": "an item of a list",
    "List Bullet 2": "an item of a list within a list",
    "List Number": "a step",
    "List Box": "a box to check by hand",
    "Asked": "the question over an answer",
    "Ruled Line": "a line to write on by hand",
    "Code Block": "a command to type",
    "Figure": "the place of a figure",
    "Caption": "over a table and under a figure",
    "Table Heading": "the title of a column",
    "Table Text": "a cell of a table",
    "Table Note": "a note under a table",
    "Header": "the marking, the status and the title on each page",
    "Footer": "the page number, where your footer has none",
}
WORDS = {
    "Strong": "important words",
    "Emphasis": "stressed words",
    "Code Words": "a name to type",
    "Hyperlink": "a link within the document",
    "Placeholder Text": "an answer to complete",
    "Caption Number": "the number of a table or a figure",
    "Quiet": "the name of a fact on the first page",
    "Marking": "EXERCISE, on each page",
    "Marking Badge": "EXERCISE, under the title",
    "Status Badge": "DRAFT, or the person who finalized the report",
}
TABLES = {"Report Table": "tables of results", "Facts Table": "the facts under the title"}


def build_starter() -> bytes:
    """A Word file with every style that documents use."""
    import docx

    steps = Section("use", "Use this template", (Bullets(STEPS, "number"),))
    made = write_docx(Paper(ADDRESS, SCHOOL, (), (steps,), contents=False))
    document = docx.Document(io.BytesIO(made))
    styles = {(one.name or "").lower(): one for one in document.styles}
    document.add_paragraph(INTRODUCTION)
    document.add_paragraph("Styles of paragraphs", "Heading 1")
    for name, use in PARAGRAPHS.items():
        document.add_paragraph(f"{name}: {use}.", styles[name.lower()])
    document.add_paragraph("Styles of words", "Heading 1")
    for name, use in WORDS.items():
        document.add_paragraph().add_run(f"{name}: {use}.", styles[name.lower()])
    document.add_paragraph("Styles of tables", "Heading 1")
    for name, use in TABLES.items():
        table = document.add_table(2, 2, styles[name.lower()])
        for cell, text in zip((cell for row in table.rows for cell in row.cells), (name, "", use, ""), strict=True):
            cell.paragraphs[0].text = text
        document.add_paragraph()
    (name_line,) = document.sections[0].header.paragraphs
    name_line.clear().add_run(SCHOOL).bold = True
    return pack_document(document)
