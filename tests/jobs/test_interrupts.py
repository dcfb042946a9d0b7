import signal

from pytestqt.qtbot import QtBot

from gradviz.jobs.interrupts import Interrupts


def test_an_interrupt_reaches_a_window_at_rest_and_is_given_back(qtbot: QtBot) -> None:
    before = signal.getsignal(signal.SIGINT)
    heard: list[bool] = []
    interrupts = Interrupts(lambda: heard.append(True))
    signal.raise_signal(signal.SIGINT)
    qtbot.waitUntil(lambda: heard == [True])
    interrupts.remove()
    assert signal.getsignal(signal.SIGINT) is before
