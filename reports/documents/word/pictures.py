"""Pictures: their size on the page, and the words for those who do not see them."""

from xml.sax.saxutils import quoteattr

from reports.documents.blocks import Picture
from reports.documents.fitting import proportion, shown_share
from reports.documents.word.pages import Page

EMU = 635
"""In a twentieth of a point."""


def size(picture: Picture, page: Page, smaller: float = 1.0) -> tuple[int, int]:
    """Width and height in EMU. smaller: over the size that it wishes."""
    width = smaller * shown_share(picture, page.line, page.column) * page.line * EMU
    return round(width), round(width / proportion(picture))


def drawing(picture: Picture, relation: str, number: int, extent: tuple[int, int]) -> str:
    """A run with a picture in the line. relation: of the part that holds its bytes."""
    name, alt = quoteattr(picture.name), quoteattr(picture.alt)
    width, height = extent
    return (
        "<w:r><w:drawing>"
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f"<wp:docPr id={quoteattr(str(number))} name={name} descr={alt}/>"
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr id={quoteattr(str(number))} name={name} descr={alt}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
