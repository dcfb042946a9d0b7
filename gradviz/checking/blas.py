"""One thread for BLAS while a large check runs, and what was there before given back after it.

A check is many products of moderate size. Threads that share each of them take twice the work for
little time if any, and a BLAS thread without work spins for a while on a core that the window
needs. The number of threads belongs to the whole process, so it is changed only while a check
lasts, and only where BLAS would use more than one.
"""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from itertools import pairwise
from typing import Any

from gradviz.checking.estimate import BLOCK_ELEMENTS, multiply_adds
from gradviz.checking.subject import Subject
from gradviz.network.spec import NetworkSpec

# From this size of a product on OpenBLAS uses threads: 2**19 multiply-adds, measured with 0.3.31
# and its kernels for Haswell and Zen; 2**18 by the source of others. A matrix times a vector takes
# more.
THREADED_MULTIPLY_ADDS = 2**18
THREADED_NUMBERS = 4096  # of a matrix times a vector, of which LAPACK has many
COMPLEX = 4  # multiply-adds of one between complex numbers, which the complex step takes

_SET_BY_THREADPOOLCTL = "KMP_DUPLICATE_LIB_OK"  # an environment variable
# The garbage collector may end a forgotten check at any moment, in here too, so a thread must not
# wait for itself.
_lock = threading.RLock()


def blas_limit(subject: Subject) -> AbstractContextManager[None]:
    """Return `one_blas_thread` for what BLAS may use threads for, else nothing."""
    return one_blas_thread() if subject.uses_blas_threads else nullcontext()


def limit_for(numbers: int) -> AbstractContextManager[None]:
    """Return `one_blas_thread` for a matrix of so many numbers of which LAPACK may use threads.

    In the check of a small network, which is not limited itself. While another program computes,
    least squares of 540 times 140 took 500 ms with two threads, and 3 ms with one.
    """
    return one_blas_thread() if numbers >= THREADED_NUMBERS else nullcontext()


def uses_blas_threads(spec: NetworkSpec) -> bool:
    """Return whether BLAS may use more than one thread in a check of a network."""
    of_a_stack = BLOCK_ELEMENTS * spec.layers[3]  # W3 with many A2 at once
    largest = spec.examples * max(before * after for before, after in pairwise(spec.layers))
    of_a_pass = max(multiply_adds(spec), COMPLEX * largest)
    return max(of_a_pass, of_a_stack) >= THREADED_MULTIPLY_ADDS


def one_blas_thread() -> AbstractContextManager[None]:
    """Limit BLAS to one thread, until the last that asked for it is done.

    Those who ask may overlap in any order and in any threads, and may end in another thread than
    they began in, as a generator can.
    """
    with _lock:
        return _limit().held()


@cache
def _limit() -> "ThreadLimit":
    """Look, once, for the BLAS that are loaded: NumPy's is, and no other is used here."""
    was_set = _SET_BY_THREADPOOLCTL in os.environ
    # It takes 10 ms with the search, so it is imported only when it is needed.
    from threadpoolctl import OpenBLASController, ThreadpoolController

    if not was_set:  # or the processes that this one starts inherit it
        os.environ.pop(_SET_BY_THREADPOOLCTL, None)
    found = ThreadpoolController().select(user_api="blas").lib_controllers
    # threadpoolctl lets only the first thread that sets the limit set it again while it lives;
    # but a check may end in another one.
    return ThreadLimit(found, OpenBLASController.clear_controlling_thread)


class ThreadLimit:
    """Limits libraries to one thread as long as somebody wants it.

    Parameters
    ----------
    controllers
        The libraries, as threadpoolctl's `LibController` has them.
    leave_control
        Called after their limits were set.
    """

    def __init__(self, controllers: Iterable[Any], leave_control: Any) -> None:
        known = list(controllers)
        self._of_process = [_Library(each) for each in known if not _is_by_thread(each)]
        self._of_thread = _OfThread([each for each in known if _is_by_thread(each)])
        self._leave_control = leave_control

    @contextmanager
    def held(self) -> Iterator[None]:
        """Limit them; give back what was there when the last that wanted it is done."""
        libraries = [*self._of_process, *self._of_thread.libraries]
        self._each(libraries, _Library.take)
        try:
            yield
        finally:
            self._each(libraries, _Library.give_back)

    def _each(self, libraries: Iterable["_Library"], do: Any) -> None:
        with _lock:
            for library in libraries:
                do(library)
            self._leave_control()


class _OfThread(threading.local):
    """The libraries whose limit each thread has for itself."""

    def __init__(self, controllers: list[Any]) -> None:
        self.libraries = [_Library(each) for each in controllers]


def _is_by_thread(controller: Any) -> bool:
    if controller.internal_api == "openblas":
        return bool(controller.threading_layer == "openmp")
    return bool(controller.internal_api == "mkl")


class _Library:
    """A library, and how many want it to use one thread."""

    def __init__(self, controller: Any) -> None:
        self._controller = controller
        self._wanted_by = 0
        self._found = 1

    def take(self) -> None:
        is_first = not self._wanted_by
        self._wanted_by += 1
        if is_first:
            self._found = self._controller.num_threads
            self._controller.set_num_threads(1)

    def give_back(self) -> None:
        self._wanted_by -= 1
        # What somebody else has set in the meantime stays.
        if not self._wanted_by and self._controller.num_threads == 1:
            self._controller.set_num_threads(self._found)
