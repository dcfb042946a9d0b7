"""What is stored comes back; what is garbled does not; a window lands on a screen that is there."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QRect, QSettings, QSize

from gradviz.persistence.settings import (
    SMALLEST_WINDOW,
    TEXT_PERCENTS,
    Settings,
    fit_to_screens,
    window_settings,
)

Opened = Callable[[], Settings]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def opened(file: Path) -> Opened:
    """Return a function that opens the file once more, as the next start does."""
    stores: list[QSettings] = []

    def open_once_more() -> Settings:
        for store in stores:
            store.sync()
        stores.append(QSettings(str(file), QSettings.Format.IniFormat))
        return Settings(
            stores[-1], looks=("light", "dark", "presenter"), map_views=("error", "signed")
        )

    return open_once_more


def test_the_first_start_has_the_defaults(opened: Opened) -> None:
    settings = opened()
    assert settings.look == "light"
    assert settings.text_percent == 100
    assert settings.map_view == "error"
    assert settings.geometry.isEmpty()
    assert settings.splitter_state("main").isEmpty()
    assert settings.last_folder == Path.home()


def test_everything_survives_a_restart(opened: Opened, file: Path, tmp_path: Path) -> None:
    saved = [QByteArray(bytes(range(start, start + 99))) for start in range(3)]
    folder = tmp_path / "week 1, Ünïcode = 100 %"
    folder.mkdir()
    first = opened()
    first.look = "dark"
    first.text_percent = 150
    first.map_view = "signed"
    first.geometry = saved[0]
    first.set_splitter_state("main", saved[1])
    first.set_splitter_state("centre", saved[2])
    first.last_folder = folder
    second = opened()
    assert file.is_file()
    assert second.look == "dark"
    assert second.text_percent == 150
    assert second.map_view == "signed"
    states = second.splitter_state("main"), second.splitter_state("centre")
    assert [second.geometry, *states] == saved
    assert second.last_folder == folder


@pytest.mark.parametrize(
    "stored", ["", "red", "1e400", "-7", "99", "a, b", "@ByteArray(150)", "@Rect(1 2 3 4)", "@Inv"]
)
def test_a_garbled_value_reads_as_the_default(opened: Opened, file: Path, stored: str) -> None:
    file.write_text(
        f"[window]\nlook={stored}\ntext_percent={stored}\n"
        f"[maps]\nview={stored}\n[files]\nlast_folder={stored}\n",
        encoding="utf-8",
    )
    settings = opened()
    assert settings.look == "light"
    assert settings.text_percent == 100
    assert settings.map_view == "error"
    assert settings.last_folder == Path.home()


@pytest.mark.parametrize("stored", ["", "red", "12", "a, b", "@Rect(1 2 3 4)"])
def test_a_garbled_state_reads_as_none(opened: Opened, file: Path, stored: str) -> None:
    file.write_text(
        f"[window]\ngeometry={stored}\n[splitters]\nmain={stored}\n",
        encoding="utf-8",
    )
    settings = opened()
    assert settings.geometry.isEmpty()
    assert settings.splitter_state("main").isEmpty()


@pytest.mark.parametrize("content", [b"\x00\xff\xfe[[[", b"[window\nlook", b"=\n=\n[]\n"])
def test_a_file_that_is_no_ini_file_reads_as_the_defaults(
    opened: Opened, file: Path, content: bytes
) -> None:
    file.write_bytes(content)
    settings = opened()
    assert (settings.look, settings.text_percent, settings.map_view) == ("light", 100, "error")


def test_a_folder_that_is_gone_reads_as_home(opened: Opened, tmp_path: Path) -> None:
    settings = opened()
    settings.last_folder = tmp_path / "gone"
    assert opened().last_folder == Path.home()


@pytest.mark.parametrize("name", ["forbidden", "x" * 5000, "nul\0", "file"])
def test_a_folder_that_cannot_be_looked_into_reads_as_home(
    opened: Opened, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "forbidden").mkdir()
    (tmp_path / "file").touch()
    access = os.access

    def refuse(path: str, mode: int) -> bool:  # what the system says to anybody but root
        return "forbidden" not in path and access(path, mode)

    monkeypatch.setattr("os.access", refuse)
    settings = opened()
    settings.last_folder = tmp_path / name
    assert settings.last_folder == Path.home()


@pytest.mark.parametrize("error", [PermissionError(13, "denied"), OSError(116, "stale handle")])
def test_a_folder_that_the_system_cannot_look_at_reads_as_home(
    opened: Opened, tmp_path: Path, error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = opened()
    settings.last_folder = tmp_path / "stale"
    stat = os.stat

    def fail(path: Any, *rest: Any, **options: Any) -> os.stat_result:
        if "stale" in os.fspath(path):
            raise error
        return stat(path, *rest, **options)

    monkeypatch.setattr("os.stat", fail)
    assert settings.last_folder == Path.home()


@pytest.mark.skipif(sys.platform == "win32", reason="home is found otherwise there")
@pytest.mark.parametrize("home", ["", "/nowhere", "nowhere"])
def test_without_a_home_it_is_the_root(
    opened: Opened, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_entry(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setenv("HOME", home)
    if not home:
        monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", no_entry)
    assert opened().last_folder == Path("/")


def test_every_step_of_the_text_size_can_be_stored(opened: Opened) -> None:
    for percent in TEXT_PERCENTS:
        opened().text_percent = percent
        assert opened().text_percent == percent


def test_the_users_own_store_is_an_ini_file() -> None:
    store = window_settings()
    assert store.format() == QSettings.Format.IniFormat
    assert store.scope() == QSettings.Scope.UserScope
    assert Path(store.fileName()).name == "GradViz.ini"


LAPTOP = QRect(0, 0, 1366, 728)
PROJECTOR = QRect(1366, 0, 1920, 1040)
ABOVE = QRect(0, -1080, 1920, 1080)


@pytest.mark.parametrize(
    ("geometry", "screens"),
    [
        (QRect(20, 30, 1300, 650), [LAPTOP]),
        (QRect(0, 0, 1366, 728), [LAPTOP]),
        (QRect(1500, 100, 1500, 800), [LAPTOP, PROJECTOR]),
        (QRect(100, -1000, 1500, 900), [LAPTOP, ABOVE]),
        (QRect(1000, 50, 1000, 600), [LAPTOP, PROJECTOR]),  # over both
    ],
)
def test_a_window_that_is_shown_whole_stays(geometry: QRect, screens: list[QRect]) -> None:
    assert fit_to_screens(geometry, screens) == geometry


@pytest.mark.parametrize(
    ("geometry", "screens", "fitted"),
    [
        pytest.param(
            QRect(1500, 100, 1300, 650), [LAPTOP], QRect(66, 78, 1300, 650), id="projector gone"
        ),
        pytest.param(
            QRect(1366, 0, 1920, 1040), [LAPTOP], QRect(0, 0, 1366, 728), id="and was larger"
        ),
        pytest.param(
            QRect(100, -1000, 1000, 600), [LAPTOP], QRect(100, 0, 1000, 600), id="screen above gone"
        ),
        pytest.param(
            QRect(-300, 50, 1000, 600), [LAPTOP], QRect(0, 50, 1000, 600), id="half out at the left"
        ),
        pytest.param(
            QRect(900, 300, 1000, 600),
            [LAPTOP, ABOVE],
            QRect(366, 128, 1000, 600),
            id="half out below",
        ),
        pytest.param(
            QRect(1200, 500, 1900, 800),
            [LAPTOP, PROJECTOR],
            QRect(1366, 240, 1900, 800),
            id="most of it on the second screen",
        ),
        pytest.param(
            QRect(99999, 99999, 1000, 600),
            [PROJECTOR, LAPTOP],
            QRect(2286, 440, 1000, 600),
            id="nowhere: to the primary screen",
        ),
        pytest.param(
            QRect(10, 10, 3, 2), [LAPTOP], QRect(QRect(10, 10, 1, 1).topLeft(), SMALLEST_WINDOW)
        ),
        pytest.param(
            QRect(10, 10, 3, 2), [QRect(0, 0, 320, 240)], QRect(0, 0, 320, 240), id="tiny screen"
        ),
    ],
)
def test_a_window_goes_where_it_is_shown_whole(
    geometry: QRect, screens: list[QRect], fitted: QRect
) -> None:
    assert fit_to_screens(geometry, screens) == fitted


def test_without_a_screen_nothing_is_moved() -> None:
    assert fit_to_screens(QRect(1, 2, 800, 600), []) == QRect(1, 2, 800, 600)


def test_the_smallest_size_can_be_given() -> None:
    fitted = fit_to_screens(QRect(0, 0, 10, 10), [LAPTOP], QSize(200, 100))
    assert fitted == QRect(0, 0, 200, 100)
