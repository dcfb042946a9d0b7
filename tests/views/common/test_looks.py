"""A look reaches every widget at once: palette, icons, size of text."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.resources import resource_path
from gradviz.views.common.looks import (
    Look,
    apply_look,
    fallback_fonts,
    larger_text,
    looks,
    monospace_font,
    smaller_text,
    text_points,
)

NAMES = ("light", "dark", "presenter")
JSON: dict[str, dict[str, Any]] = json.loads(
    resource_path("palettes", "looks.json").read_text(encoding="utf-8")
)
GROUPS = QPalette.ColorGroup
ROLES = QPalette.ColorRole

each_look = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """Give the application, and give it back as it was."""
    usual = (qapp.palette(), qapp.font(), qapp.style().name())
    yield qapp
    qapp.setPalette(usual[0])
    qapp.setFont(usual[1])
    qapp.setStyle(usual[2])


@pytest.fixture
def look(qapp: QApplication, name: str) -> Look:
    return looks()[name]


def platform_points() -> float:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()


def test_the_looks_are_those_of_the_file() -> None:
    found = looks()
    assert tuple(found) == NAMES
    assert [look.name for look in found.values()] == list(NAMES)
    assert [look.title for look in found.values()] == ["Light", "Dark", "Presenter"]
    assert [look.is_dark for look in found.values()] == [False, True, False]
    assert [look.is_presenter for look in found.values()] == [False, False, True]


@each_look
def test_a_palette_has_the_colours_of_the_file(look: Look, name: str) -> None:
    palette = look.palette()
    colours = dict(JSON[name]["palette"])
    disabled = colours.pop("disabled_text")
    for group in (GROUPS.Active, GROUPS.Inactive):
        for key, colour in colours.items():
            role = getattr(ROLES, key.title().replace("_", ""))
            assert palette.color(group, role).name() == colour, (group, key)
    for role in (ROLES.WindowText, ROLES.Text, ROLES.ButtonText):
        assert palette.color(GROUPS.Disabled, role).name() == disabled
    assert palette.color(GROUPS.Disabled, ROLES.Window).name() == colours["window"]


@each_look
def test_every_role_of_the_file_has_its_colour(look: Look, name: str) -> None:
    for role, value in JSON[name]["roles"].items():
        parts = (
            {role: value} if isinstance(value, str) else {f"{role}.{p}": value[p] for p in value}
        )
        for key, colour in parts.items():
            assert look.colour(key).name() == colour
    assert look.colour("base").name() == JSON[name]["palette"]["base"]


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(KeyError, match="passed"):
        looks()["light"].colour("passed")


def drawn(icon: QIcon, mode: QIcon.Mode, pixels: int = 32) -> QImage:
    pixmap = icon.pixmap(QSize(pixels, pixels), 1.0, mode)
    assert pixmap.size() == QSize(pixels, pixels)
    return pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)


def solid_colours(image: QImage) -> set[str]:
    every = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in every if colour.alpha() == 255}


@each_look
@pytest.mark.parametrize(
    ("mode", "role"),
    [
        (QIcon.Mode.Normal, "button_text"),
        (QIcon.Mode.Active, "button_text"),
        (QIcon.Mode.Disabled, "disabled_text"),
        (QIcon.Mode.Selected, "highlighted_text"),
    ],
)
def test_an_icon_is_drawn_in_the_colour_of_the_look(
    look: Look, mode: QIcon.Mode, role: str
) -> None:
    image = drawn(look.icon("cancel"), mode)  # a filled square
    assert image.pixelColor(16, 16) == look.colour(role)
    assert image.pixelColor(1, 1).alpha() == 0
    assert solid_colours(image) == {look.colour(role).name()}


@pytest.mark.parametrize("pixels", [16, 24, 32, 64])
@pytest.mark.parametrize("file", sorted(resource_path("icons").glob("*.svg")), ids=lambda f: f.stem)
def test_every_icon_shows_something_at_every_size(
    qapp: QApplication, file: Path, pixels: int
) -> None:
    image = drawn(looks()["light"].icon(file.stem), QIcon.Mode.Normal, pixels)
    every = (image.pixelColor(x, y).alpha() for x in range(pixels) for y in range(pixels))
    assert sum(every) / 255 > 0.05 * pixels**2


def test_the_programs_icon_keeps_its_own_colours(qapp: QApplication) -> None:
    found = looks()
    images = [drawn(found[name].icon("gradviz"), QIcon.Mode.Normal, 64) for name in NAMES]
    assert images[0] == images[1] == images[2]
    assert {"#00204d", "#ffea46"} <= solid_colours(images[0])


def test_an_icon_is_drawn_once(qapp: QApplication) -> None:
    light, dark = looks()["light"], looks()["dark"]
    assert light.icon("open").cacheKey() == light.icon("open").cacheKey()
    assert light.icon("open").cacheKey() != dark.icon("open").cacheKey()


@each_look
def test_a_widget_follows_the_look(app: QApplication, qtbot: QtBot, look: Look) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    apply_look(app, look, 100)
    QCoreApplication.processEvents()
    assert app.style().name() == "fusion"
    assert app.styleSheet() == ""
    middle = field.grab().toImage().pixelColor(field.width() // 2, field.height() // 2)
    assert middle.name() == look.colour("base").name()
    field.setEnabled(False)
    middle = field.grab().toImage().pixelColor(field.width() // 2, field.height() // 2)
    assert middle.name() == look.colour("window").name()


def test_changing_the_look_takes_no_time(app: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    grid = QGridLayout(window)
    for place in range(200):
        grid.addWidget((QLabel, QPushButton, QLineEdit)[place % 3](), place // 10, place % 10)
    window.show()
    found = looks()
    apply_look(app, found["light"], 100)
    times = []
    for name in (*NAMES, *NAMES):
        QCoreApplication.processEvents()
        start = time.thread_time()
        apply_look(app, found[name], 100)
        QCoreApplication.sendPostedEvents()
        times.append(time.thread_time() - start)
    assert min(times) < 0.05


@pytest.mark.parametrize(
    ("platform", "percent", "usual", "presenter"),
    [
        (10, 100, 10, 20),
        (10, 70, 7, 20),
        (10, 125, 12.5, 25),
        (10, 200, 20, 26),
        (9, 100, 9, 20),
        (24, 100, 24, 24),
    ],
)
def test_the_size_of_text(platform: float, percent: int, usual: float, presenter: float) -> None:
    assert text_points(platform, percent, is_presenter=False) == pytest.approx(usual)
    assert text_points(platform, percent, is_presenter=True) == presenter


def test_text_sizes_do_not_pile_up(app: QApplication) -> None:
    found = looks()
    for percent in (200, 200, 70, 150):
        apply_look(app, found["light"], percent)
    assert app.font().pointSizeF() == pytest.approx(platform_points() * 1.5)
    apply_look(app, found["presenter"], 100)
    assert app.font().pointSizeF() >= 20
    apply_look(app, found["dark"], 100)
    assert app.font().pointSizeF() == pytest.approx(platform_points())


def test_the_steps_of_the_text_size() -> None:
    up = [70]
    while larger_text(up[-1]) != up[-1]:
        up.append(larger_text(up[-1]))
    down = [200]
    while smaller_text(down[-1]) != down[-1]:
        down.append(smaller_text(down[-1]))
    assert up == down[::-1]
    assert up[0] == 70
    assert up[-1] == 200
    assert 100 in up
    assert (larger_text(103), smaller_text(103)) == (110, 100)


def test_code_is_monospace_and_follows_the_size_of_text(app: QApplication, qtbot: QtBot) -> None:
    label = QLabel("dZ3")
    qtbot.addWidget(label)
    label.setFont(monospace_font())
    label.show()
    assert label.fontInfo().fixedPitch()
    apply_look(app, looks()["light"], 200)
    QCoreApplication.processEvents()
    assert label.font().pointSizeF() == pytest.approx(platform_points() * 2)


def test_a_machine_with_fonts_keeps_its_own(app: QApplication) -> None:
    family = app.font().family()
    assert not fallback_fonts(app)
    assert app.font().family() == family


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system always has fonts")
def test_a_machine_without_fonts_gets_the_bundled_ones(tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text("<?xml version='1.0'?><fontconfig></fontconfig>", encoding="utf-8")
    code = (
        "from PySide6.QtGui import QFontInfo\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from gradviz.views.common import looks\n"
        "app = QApplication([])\n"
        "print(looks.fallback_fonts(app))\n"
        "looks.apply_look(app, looks.looks()['presenter'], 100)\n"
        "print(QFontInfo(app.font()).family(), '/', QFontInfo(looks.monospace_font()).family())\n"
    )
    environment = {
        **os.environ,
        "FONTCONFIG_FILE": str(config),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join(each for each in sys.path if each),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["True", "DejaVu Sans / DejaVu Sans Mono"]


def test_a_disabled_button_has_the_text_of_the_look(app: QApplication, qtbot: QtBot) -> None:
    look = looks()["dark"]
    apply_look(app, look, 100)
    button = QPushButton(look.icon("cancel"), "")
    qtbot.addWidget(button)
    button.setEnabled(False)
    colours = solid_colours(button.grab().toImage())
    assert look.colour("disabled_text").name() in colours
    assert QColor(Qt.GlobalColor.black).name() not in colours
