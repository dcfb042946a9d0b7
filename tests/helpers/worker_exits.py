"""A process that aborts after its last test passed fails the run."""

from typing import Any

import pytest


class WorkerExits:
    """Looks at how the worker processes of pytest-xdist ended.

    xdist reports the test in which a worker dies. One that dies later, when its interpreter takes
    apart what the tests left (PySide6 6.12 on Python 3.11 does so), had no test to blame.
    """

    def __init__(self) -> None:
        self._gateways: list[Any] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodeready(self, node: Any) -> None:
        self._gateways.append(node.gateway)

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Any:
        returned = yield  # here xdist ends the workers and waits for them
        for gateway in self._gateways:
            status = gateway._io.popen.returncode
            if status != 0:
                print(f"\n{gateway.id} ended with status {status}", flush=True)
                session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
        return returned
