"""Pictures as SVG, or as PNG, for which Qt draws the SVG; it is loaded when it is needed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gradviz.persistence.files import UnusableFile, require_writable, write_atomically
from gradviz.preflight import libraries
from gradviz.resources import resource_path

if TYPE_CHECKING:  # Qt is not there everywhere
    from PySide6.QtGui import QGuiApplication, QImage
    from PySide6.QtSvg import QSvgRenderer

FINENESS = 2  # pixels a unit of the SVG, so that small text is sharp on a projector
FAMILY, FONT = "DejaVu Sans", "DejaVuSans.ttf"  # what the SVG asks for first


def require_picture(path: Path) -> None:
    """Find out, before long work starts, whether a picture can be written to a file.

    Raises
    ------
    UnusableFile
        If it ends in neither .svg nor .png, there is no place for it, or Qt is needed and not
        there.
    """
    if path.suffix.lower() not in (".svg", ".png"):
        raise UnusableFile(f"{path} cannot be written: its name must end in .svg or .png.")
    require_writable(path)
    if path.suffix.lower() == ".png":
        require_png()


def write_picture(path: Path, svg: str) -> None:
    """Write an SVG picture to a file, as PNG if its name ends so.

    Raises
    ------
    UnusableFile
        As `require_picture`; nothing is left half written.
    """
    write_atomically(path, picture_bytes(path, svg))


def picture_bytes(path: Path, svg: str) -> bytes:
    """Return what a file of this name holds of an SVG picture.

    Raises
    ------
    UnusableFile
        As `require_picture`.
    """
    require_picture(path)
    return png_of_svg(svg) if path.suffix.lower() == ".png" else svg.encode()


def require_png() -> None:
    """Find out, before long work starts, whether a PNG can be drawn on this machine.

    Raises
    ------
    UnusableFile
        If Qt is not there or cannot be loaded; it says that SVG needs no Qt.
    """
    # Looked at first: with some of these missing Qt does not raise but aborts.
    lacking = libraries.missing(libraries.DRAWING) if sys.platform.startswith("linux") else []
    if lacking:
        raise _cannot(f"Qt lacks {', '.join(lacking)}")
    try:
        import PySide6.QtSvg  # noqa: F401 - whether it can be loaded is the question
    except ImportError:
        raise _cannot("PySide6 cannot be loaded") from None


def _cannot(why: str) -> UnusableFile:
    return UnusableFile(
        f"a PNG cannot be drawn here: {why}; write .svg instead, which needs no Qt, "
        "or see gradviz doctor."
    )


def png_of_svg(svg: str) -> bytes:
    """Return an SVG picture as PNG.

    Raises
    ------
    UnusableFile
        If Qt is not there.
    """
    require_png()
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtSvg import QSvgRenderer

    running = QGuiApplication.instance()
    own = None if running else QGuiApplication(["gradviz", "-platform", "offscreen"])
    try:
        _require_font()
        return png_bytes(_drawn(QSvgRenderer(QByteArray(svg.encode()))))
    finally:
        _end(own)


def png_bytes(image: "QImage") -> bytes:
    """Return an image as PNG; any thread can do it."""
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtGui import QImageWriter

    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def _require_font() -> None:
    """Bring the picture's font: with none on the machine every letter would be a box."""
    from PySide6.QtGui import QFontDatabase

    if FAMILY not in QFontDatabase.families():
        QFontDatabase.addApplicationFont(str(resource_path("fonts", FONT)))


def _drawn(renderer: "QSvgRenderer") -> "QImage":
    from PySide6.QtGui import QImage, QPainter

    size = renderer.defaultSize()
    image = QImage(FINENESS * size.width(), FINENESS * size.height(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        renderer.render(painter)
    finally:
        painter.end()
    return image


def _end(application: "QGuiApplication | None") -> None:
    """Take an application away again, so that a window can be opened later."""
    if application is not None:
        application.shutdown()
