import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gradviz.preflight import display, system
from gradviz.preflight.libraries import X11

DEBIAN = system.System("debian", False, known=set)


def problem_of(environ: dict[str, str], load: Callable[[str], Any]) -> str | None:
    return display.problem(environ, DEBIAN, load)


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
    problem = problem_of({}, Xcb(answers=True).loader())
    assert problem == "DISPLAY is not set and WAYLAND_DISPLAY is not set"


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_a_platform_without_a_display_needs_none(platform: str) -> None:
    assert problem_of({"QT_QPA_PLATFORM": platform}, Xcb(answers=False).loader()) is None


def test_a_platform_that_is_asked_for_is_the_one_looked_at() -> None:
    environ = {"QT_QPA_PLATFORM": "wayland;xcb:x", "DISPLAY": ":3"}
    assert problem_of(environ, Xcb(answers=True).loader()) is None
    environ["QT_QPA_PLATFORM"] = "wayland-egl"
    problem = problem_of(environ, Xcb(answers=True).loader())
    assert problem == "WAYLAND_DISPLAY is not set"


def test_a_server_that_answers_is_left_again() -> None:
    xcb = Xcb(answers=True)
    assert problem_of({"DISPLAY": ":3"}, xcb.loader()) is None
    assert xcb.open == 0


def test_a_server_that_does_not_answer_is_named_and_its_connection_freed() -> None:
    xcb = Xcb(answers=False)
    assert "DISPLAY=:3" in (display.x11_problem({"DISPLAY": ":3"}, xcb.loader()) or "")
    assert xcb.open == 0


def test_a_display_without_the_libraries_for_it_is_a_problem() -> None:
    load = Xcb(answers=True).loader("libxcb-cursor.so.0")
    problem = problem_of({"DISPLAY": ":3"}, load)
    assert problem is not None
    assert "libxcb-cursor" in problem
    assert "libxkbcommon" not in problem
    assert "WAYLAND_DISPLAY" not in problem


def test_without_libxcb_the_server_cannot_be_asked_and_its_libraries_are_named() -> None:
    load = Xcb(answers=True).loader(*X11)
    assert display.x11_problem({"DISPLAY": ":3"}, load) is None
    problem = problem_of({"DISPLAY": ":3"}, load) or ""
    assert "DISPLAY" not in problem
    assert f"Qt lacks {len(X11)} libraries" in problem
    assert all(package in problem for package in X11.values())


def test_all_that_lacks_is_named_at_once_in_one_command() -> None:
    load = Xcb(answers=True).loader("libGL.so.1", "libxcb-cursor.so.0")
    command = "install them with: sudo apt-get install -y libgl1 libxcb-cursor0"
    names = "Qt lacks libGL.so.1, libxcb-cursor.so.0"
    assert problem_of({"DISPLAY": ":3"}, load) == f"{names} ({command})"
    no_display = "DISPLAY is not set and WAYLAND_DISPLAY is not set"
    assert problem_of({}, load) == f"{no_display} and {names} ({command})"
    no_sudo = system.System("debian", False, known=set, has_sudo=False)
    assert "as root, install them with: apt-get" in (display.problem({}, no_sudo, load) or "")


def test_off_screen_only_the_libraries_to_draw_are_needed() -> None:
    environ = {"QT_QPA_PLATFORM": "offscreen"}
    assert problem_of(environ, Xcb(answers=False).loader("libxcb-cursor.so.0")) is None
    assert "libGL.so.1" in (problem_of(environ, Xcb(answers=False).loader("libGL.so.1")) or "")


@pytest.mark.parametrize("environ", [{}, {"DISPLAY": ":3"}, {"WAYLAND_DISPLAY": "gone"}])
def test_a_display_that_lacks_has_a_remedy(environ: dict[str, str]) -> None:
    found = display.findings(environ, "linux", DEBIAN, Xcb(answers=False).loader())
    [lack] = [each for each in found if each.name == "display"]
    assert not lack.ok
    assert "run this in a terminal of" in lack.remedy
    assert lack.lacking == ()


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
    found = {each.name: each for each in display.findings({"DISPLAY": ":3"}, "linux", DEBIAN, load)}
    assert found["display"].ok
    assert found["libraries for X11"].needed
    assert not found["libraries for Wayland"].ok
    assert not found["libraries for Wayland"].needed
    assert found["libraries for Wayland"].remedy


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_have_a_display(platform: str) -> None:
    def load(soname: str) -> None:
        raise AssertionError(soname)

    assert all(each.ok for each in display.findings({}, platform, DEBIAN, load))
