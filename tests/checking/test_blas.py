"""One thread for BLAS during a large check, and never a trace of that afterwards."""

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import threadpoolctl

from gradviz.analysis.check import CheckSteps, check, check_steps
from gradviz.checking import blas
from gradviz.checking.blas import ThreadLimit, limit_for, one_blas_thread, uses_blas_threads
from gradviz.checking.experiment import Experiment
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of

ROOT = Path(__file__).parents[2]
LARGE = Experiment(NetworkSubject(NetworkSpec((64, 128, 64, 1), 128, data="gaussian")))
FOUND = 3

Threads = Callable[[], set[int]]


@pytest.fixture
def threads() -> Iterator[Threads]:
    """Give BLAS three threads, and return how many it may use."""
    libraries = threadpoolctl.ThreadpoolController().select(user_api="blas").lib_controllers
    if not libraries:
        pytest.skip("no BLAS here can be limited")
    usual = [library.num_threads for library in libraries]

    def set_to(numbers: list[int]) -> None:
        for library, number in zip(libraries, numbers, strict=True):
            library.set_num_threads(number)
        threadpoolctl.OpenBLASController.clear_controlling_thread(force=True)

    set_to([FOUND] * len(libraries))
    yield lambda: {library.num_threads for library in libraries}
    set_to(usual)


def begun() -> CheckSteps:
    """Return a large check after its first step."""
    steps = check_steps(LARGE)
    next(steps)
    return steps


@pytest.mark.parametrize(
    ("layers", "m", "is_threaded"),
    [
        ((4, 5, 3, 1), 3, False),
        ((4, 5, 3, 1), 12, False),
        ((20, 32, 16, 1), 64, False),
        ((64, 128, 64, 1), 128, True),
        ((784, 128, 64, 1), 128, True),
        ((4, 5, 3, 1), 10_000, True),  # its products
        ((300, 300, 8, 1), 1, True),  # its complex products
        ((200, 200, 8, 1), 1, False),
        ((4, 5, 3, 4), 3, False),
        ((4, 5, 3, 5), 3, True),  # its blocks
    ],
)
def test_for_which_networks_blas_may_use_threads(
    layers: tuple[int, int, int, int], m: int, is_threaded: bool
) -> None:
    assert uses_blas_threads(NetworkSpec(layers, m, data="gaussian")) == is_threaded


def test_a_large_check_uses_one_thread_and_gives_back_what_was_there(threads: Threads) -> None:
    steps = check_steps(LARGE)
    assert threads() == {FOUND}, "a check that has not begun changes nothing"
    for _ in range(3):
        next(steps)
        assert threads() == {1}
    steps.close()
    assert threads() == {FOUND}


def test_a_check_that_ends_gives_it_back(threads: Threads) -> None:
    wide = Experiment(NetworkSubject(NetworkSpec((4, 5, 3, 9), 3)))
    assert uses_blas_threads(network_of(wide).network)
    assert {threads() == {1} for _ in check_steps(wide)} == {True}
    assert threads() == {FOUND}
    for _ in range(2):
        check(wide)
        assert threads() == {FOUND}


def test_an_exception_in_the_middle_gives_it_back(threads: Threads) -> None:
    steps = begun()
    with pytest.raises(KeyboardInterrupt):
        steps.throw(KeyboardInterrupt())
    assert threads() == {FOUND}


def test_a_forgotten_check_gives_it_back(threads: Threads) -> None:
    steps = begun()
    assert threads() == {1}
    del steps
    gc.collect()
    assert threads() == {FOUND}


def test_a_small_check_leaves_it_alone(threads: Threads) -> None:
    for _ in check_steps(Experiment(NetworkSubject())):
        assert threads() == {FOUND}


@pytest.mark.parametrize("first", [0, 1])
def test_checks_that_overlap_give_it_back_when_the_last_is_done(
    threads: Threads, first: int
) -> None:
    both = [begun(), begun()]
    both.pop(first).close()
    assert threads() == {1}
    both.pop().close()
    assert threads() == {FOUND}


@pytest.mark.parametrize(("numbers", "within"), [(100, FOUND), (540 * 140, 1)])
def test_least_squares_of_many_numbers_take_one_thread(
    numbers: int, within: int, threads: Threads
) -> None:
    with limit_for(numbers):
        assert threads() == {within}
    assert threads() == {FOUND}


def test_one_within_another(threads: Threads) -> None:
    with one_blas_thread():
        with one_blas_thread():
            assert threads() == {1}
        assert threads() == {1}
    assert threads() == {FOUND}


def test_checks_in_two_threads(threads: Threads) -> None:
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        first, second = one.submit(begun).result(), other.submit(begun).result()
        assert threads() == {1}
        one.submit(first.close).result()
        assert threads() == {1}
        other.submit(second.close).result()
        assert threads() == {FOUND}


def test_a_check_may_end_in_another_thread_than_it_began_in(threads: Threads) -> None:
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        steps = one.submit(begun).result()
        other.submit(next, steps).result()
        assert threads() == {1}
        other.submit(steps.close).result()
        assert threads() == {FOUND}


def test_what_somebody_else_sets_in_the_meantime_stays(threads: Threads) -> None:
    steps = begun()
    threadpoolctl.threadpool_limits(2, user_api="blas")
    steps.close()
    assert threads() == {2}


def test_a_limit_that_somebody_else_has_set_before_comes_back(threads: Threads) -> None:
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        with one_blas_thread():
            assert threads() == {1}
        assert threads() == {2}
    assert threads() == {FOUND}


def test_the_libraries_are_looked_for_once(
    threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches = []
    search = threadpoolctl.ThreadpoolController._load_libraries

    def counted(controller: Any) -> None:
        searches.append(controller)
        search(controller)

    monkeypatch.setattr(threadpoolctl.ThreadpoolController, "_load_libraries", counted)
    blas._limit.cache_clear()
    for _ in range(3):
        with one_blas_thread():
            assert threads() == {1}
    assert len(searches) == 1


class ByThread:
    """A library whose limit is one of each thread, as MKL's is."""

    internal_api = "mkl"

    def __init__(self) -> None:
        self._of_thread = threading.local()

    @property
    def num_threads(self) -> int:
        return getattr(self._of_thread, "number", FOUND)

    def set_num_threads(self, number: int) -> None:
        self._of_thread.number = number


def test_a_library_with_a_limit_for_each_thread() -> None:
    library = ByThread()
    limit = ThreadLimit([library], lambda: None)

    def number() -> int:
        return library.num_threads

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        first, second = limit.held(), limit.held()
        one.submit(first.__enter__).result()
        assert [pool.submit(number).result() for pool in (one, other)] == [1, FOUND]
        other.submit(second.__enter__).result()
        assert [pool.submit(number).result() for pool in (one, other)] == [1, 1]
        one.submit(first.__exit__, None, None, None).result()
        assert [pool.submit(number).result() for pool in (one, other)] == [FOUND, 1]
        other.submit(second.__exit__, None, None, None).result()
        assert [pool.submit(number).result() for pool in (one, other)] == [FOUND, FOUND]


def run_alone(source: str, environment: dict[str, str]) -> None:
    command = [sys.executable, "-c", source]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


ASLEEP = """
import os, threading
import gradviz, gradviz.analysis.check
def others():
    tasks = [t for t in os.listdir("/proc/self/task") if int(t) != threading.get_native_id()]
    files = [open(f"/proc/self/task/{task}/schedstat") for task in tasks]
    return sum(int(file.read().split()[0]) for file in files) / 1e9
def settled():
    before, now = -1.0, others()  # seconds; a thread of BLAS spins when it is made
    while now != before:
        sum(range(2_000_000))
        before, now = now, others()
    return now
usual = settled()
for layers, m in (((40, 50, 30, 1), 70), ((64, 128, 64, 1), 128), ((4, 5, 3, 40), 300)):
    spec = gradviz.NetworkSpec(layers, m, cost="logits", init="he", data="gaussian")
    result = gradviz.check(gradviz.Experiment(gradviz.NetworkSubject(spec)))
    result.arrays, result.wrong_entries, result.worst(10)
    subject = gradviz.NetworkSubject(spec)
    batched = gradviz.Experiment(subject, gradviz.CheckSettings(engine="batched"))
    for _ in zip(range(3), gradviz.analysis.check.check_steps(batched)):
        pass
    assert settled() - usual < 1e-3, layers
"""


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="needs /proc")
def test_no_other_thread_of_blas_has_work() -> None:
    environment = {name: v for name, v in os.environ.items() if not name.endswith("_NUM_THREADS")}
    run_alone(ASLEEP, environment)


QUIET = """
import os, sys
before = dict(os.environ)
import gradviz
from gradviz.analysis.check import check_steps
assert "threadpoolctl" not in sys.modules
gradviz.check(gradviz.Experiment(gradviz.NetworkSubject()))
assert "threadpoolctl" not in sys.modules, "a small check needs it not"
spec = gradviz.NetworkSpec((64, 128, 64, 1), 128, data="gaussian")
next(check_steps(gradviz.Experiment(gradviz.NetworkSubject(spec))))
assert "threadpoolctl" in sys.modules
assert dict(os.environ) == before
"""


def test_it_is_loaded_only_when_it_is_needed_and_leaves_the_environment_alone() -> None:
    # The process of the tests has it loaded, which sets this.
    run_alone(QUIET, {n: v for n, v in os.environ.items() if n != "KMP_DUPLICATE_LIB_OK"})
