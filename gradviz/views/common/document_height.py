"""How high a page of formatted text is in a given width."""

from math import ceil

from PySide6.QtGui import QFont, QTextDocument


def document_height(html: str, font: QFont, width: int) -> int:
    """Return the height in pixels of a page that wraps at a width, its margins included.

    A document of its own is measured, as the one that is shown has the width of what shows it.
    Not its ``clone()``: that belongs to its parent or, without one, to nobody, and stays for ever.
    """
    page = QTextDocument()
    page.setDefaultFont(font)
    page.setHtml(html)
    page.setTextWidth(width)
    return ceil(page.size().height())
