"""How a script begins and ends: what goes wrong is said in a line, never in a traceback."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from gradviz.reporting.streams import open_closed_streams, write_or_drop
from logged import SetupError, say

UNUSABLE, INTERRUPTED = 2, 130

# What a shell calls the end of a program whose reader has left (128 + SIGPIPE).
READER_LEFT = 141


def start(main: Callable[[list[str]], int]) -> int:
    """Run a script with the arguments of this process, and return its status."""
    open_closed_streams()
    try:
        with ended_by_signals():
            status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        write_or_drop(sys.stdout, "")
        return READER_LEFT
    except (SetupError, OSError) as error:
        say(str(error))
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a signal that ends this process raise, so that what it started is stopped too."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    numbers = [signal.SIGTERM] + ([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
