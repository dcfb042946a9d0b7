import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gradviz.preflight import display, system
from gradviz.preflight.libraries import X11


@pytest.fixture(autouse=True)
def a_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this a Debian whose lists hold every package."""
    debian = system.System("debian", False, known=set)
    monkeypatch.setattr(system, "this_system", lambda: debian)


only_with_sockets = pytest.mark.skipif(
    sys.platform == "win32", reason="Wayland's sockets are not for Windows"
)


class Xcb:
    """libxcb with an X server that answers or not."""

    def __init__(self, *, answers: bool) -> None:
        self.open = 0

        def connect(name: bytes, screen: None) -> int:
            self.open += 1
            return 1

        def has_error(connection: int) -> int:
            return 0 if answers else 1

        def disconnect(connection: int) -> None:
            self.open -= 1

        # Functions take the attributes that ctypes gives to foreign functions.
        self.functions = SimpleNamespace(
            xcb_connect=connect, xcb_connection_has_error=has_error, xcb_disconnect=disconnect
        )

    def loader(self, *missing: str) -> Callable[[str], Any]:
        def load(soname: str) -> Any:
            if soname in missing:
                raise OSError(soname)
            return self.functions

        return load


def test_without_a_display_both_variables_are_named() -> None:
    problem = display.problem({}, Xcb(answers=True).loader())
    assert problem == "DISPLAY is not set and WAYLAND_DISPLAY is not set"


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_a_platform_without_a_display_needs_none(platform: str) -> None:
    assert display.problem({"QT_QPA_PLATFORM": platform}, Xcb(answers=False).loader()) is None


def test_a_platform_that_is_asked_for_is_the_one_looked_at() -> None:
    environ = {"QT_QPA_PLATFORM": "wayland;xcb:x", "DISPLAY": ":3"}
    assert display.problem(environ, Xcb(answers=True).loader()) is None
    environ["QT_QPA_PLATFORM"] = "wayland-egl"
    problem = display.problem(environ, Xcb(answers=True).loader())
    assert problem == "WAYLAND_DISPLAY is not set"


def test_a_server_that_answers_is_left_again() -> None:
    xcb = Xcb(answers=True)
    assert display.problem({"DISPLAY": ":3"}, xcb.loader()) is None
    assert xcb.open == 0


def test_a_server_that_does_not_answer_is_named_and_its_connection_freed() -> None:
    xcb = Xcb(answers=False)
    assert "DISPLAY=:3" in (display.x11_problem({"DISPLAY": ":3"}, xcb.loader()) or "")
    assert xcb.open == 0


def test_a_display_without_the_libraries_for_it_is_a_problem() -> None:
    load = Xcb(answers=True).loader("libxcb-cursor.so.0")
    problem = display.problem({"DISPLAY": ":3"}, load)
    assert problem is not None
    assert "libxcb-cursor" in problem
    assert "libxkbcommon" not in problem
    assert "WAYLAND_DISPLAY" not in problem


def test_without_libxcb_the_server_cannot_be_asked() -> None:
    problem = display.x11_problem({"DISPLAY": ":3"}, Xcb(answers=True).loader(*X11))
    assert problem is not None
    assert "libxcb.so.1" in problem


@only_with_sockets
def test_a_compositor_is_connected_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A relative folder, as the path of a socket may have no more than 100 characters.
    monkeypatch.chdir(tmp_path)
    environ = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": "."}
    assert "wayland-7" in (display.wayland_problem(environ) or "")
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind("wayland-7")
        compositor.listen()
        assert display.wayland_problem(environ) is None
    # What a compositor that crashed leaves behind.
    assert Path("wayland-7").exists()
    assert "wayland-7" in (display.wayland_problem(environ) or "")


def test_the_libraries_of_a_display_that_is_not_there_are_not_needed() -> None:
    load = Xcb(answers=True).loader("libwayland-egl.so.1")
    found = {each.name: each for each in display.findings({"DISPLAY": ":3"}, "linux", load)}
    assert found["display"].ok
    assert found["libraries for X11"].needed
    assert not found["libraries for Wayland"].ok
    assert not found["libraries for Wayland"].needed
    assert found["libraries for Wayland"].remedy


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_have_a_display(platform: str) -> None:
    def load(soname: str) -> None:
        raise AssertionError(soname)

    assert all(each.ok for each in display.findings({}, platform, load))
