"""The parts of a Word file: its elements, tables, places to type in, pictures, pages; `to_docx` puts them together."""
