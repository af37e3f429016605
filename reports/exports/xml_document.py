"""XML as bytes. Text that came through an old journal may hold characters that XML has no place for: they are replaced."""

from xml.etree.ElementTree import Element, indent, tostring

from scenarios.unprintable import clean_text


def serialize_xml(root: Element) -> bytes:
    """The document, indented, UTF-8. Unprintable characters of its texts and attributes are replaced."""
    for element in root.iter():
        element.text = clean_text(element.text) if element.text else element.text
        element.attrib.update({name: clean_text(value) for name, value in element.attrib.items()})
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
