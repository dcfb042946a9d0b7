"""Pictures: SVG as it is, PNG as Qt draws it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gradviz.persistence.files import UnusableFile
from gradviz.persistence.pictures import require_picture, write_picture

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">'
    '<rect width="60" height="40" fill="#ffffff"/><rect width="30" height="40" fill="#ff0000"/>'
    '<text x="32" y="30" font-size="20" font-family="DejaVu Sans">I</text></svg>'
)


def test_an_svg_is_written_as_it_is(tmp_path: Path) -> None:
    write_picture(tmp_path / "a.SVG", SVG)
    assert (tmp_path / "a.SVG").read_text() == SVG


def test_a_png_shows_the_svg_at_twice_its_size(tmp_path: Path, qapp: "QApplication") -> None:
    from PySide6.QtGui import QImage

    write_picture(tmp_path / "a.png", SVG)
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (120, 80)
    assert image.pixelColor(20, 40).name() == "#ff0000"
    assert image.pixelColor(110, 10).name() == "#ffffff"


def test_a_process_without_a_window_draws_one_too_and_letters_are_no_boxes(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    code = (
        "import sys; from pathlib import Path;"
        "from gradviz.persistence.pictures import write_picture;"
        "write_picture(Path(sys.argv[1]), sys.argv[2])"
    )
    environment = {
        **os.environ, "FONTCONFIG_FILE": str(fonts), "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    environment.pop("QT_QPA_PLATFORM", None)
    picture = tmp_path / "a.png"
    subprocess.run([sys.executable, "-c", code, str(picture), SVG], env=environment, check=True)

    from PySide6.QtGui import QImage

    image = QImage(str(picture))
    ink = {x for x in range(62, 120) for y in range(80) if image.pixelColor(x, y).lightness() < 99}
    assert 1 <= len(ink) <= 6, "an I is a stroke, and a box is wide"


@pytest.mark.parametrize("name", ["a", "a.pdf", "png"])
def test_other_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableFile, match=r"must end in \.svg or \.png"):
        require_picture(tmp_path / name)


def test_without_qt_it_says_to_write_svg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtSvg", None)
    with pytest.raises(UnusableFile, match=r"PySide6 cannot be loaded; write \.svg instead"):
        require_picture(tmp_path / "a.png")
    require_picture(tmp_path / "a.svg")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems bring them all")
def test_without_the_libraries_of_qt_it_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gradviz.preflight.libraries.missing", lambda _names: ["libGL.so.1"])
    with pytest.raises(UnusableFile, match=r"Qt lacks libGL\.so\.1; write \.svg instead"):
        require_picture(tmp_path / "a.png")
