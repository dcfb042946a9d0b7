"""What pages need is imported while the window rests."""

import subprocess
import sys

from pytestqt.qtbot import QtBot

from gradviz.controllers.page_list import PAGES
from gradviz.controllers.warm_up import WarmUp

MODULES = [module for page in PAGES for module in page.modules]

# In a process of its own: here everything is imported already.
_IMPORTS_ONE_A_STEP = """
import sys
from importlib import import_module
import gradviz.app
from gradviz.controllers.page_list import PAGES
modules = [module for page in PAGES for module in page.modules]
assert modules
assert not set(modules) & set(sys.modules), set(modules) & set(sys.modules)
for name in modules:
    assert name not in sys.modules, f"{name} is imported by one of those before it"
    import_module(name)
"""


def test_it_imports_everything_and_ends(qtbot: QtBot) -> None:
    warm_up = WarmUp(MODULES)
    assert not warm_up.is_over
    warm_up.begin()
    qtbot.waitUntil(lambda: warm_up.is_over)
    assert set(MODULES) <= set(sys.modules)
    warm_up.begin()
    assert warm_up.is_over


def test_none_of_it_is_imported_when_the_window_starts() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTS_ONE_A_STEP], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
