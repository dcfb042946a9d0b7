"""Forward passes of a subject, in steps where a single one is long."""

from collections.abc import Generator

from gradviz.checking.subject import Built
from gradviz.network.layout import Array
from gradviz.network.network import Masks


def pass_steps(subject: Built, thetas: Array) -> Generator[None, None, tuple[Array, Masks]]:
    """Return J and the masks as `Built.run` does; a long pass is taken step by step."""
    network = subject.network
    if network is None or not network.is_long:
        return subject.run(thetas)
    return (yield from network.run_steps(thetas))


def probe_steps(
    subject: Built, thetas: Array
) -> Generator[None, None, tuple[Array, Masks, Array | None]]:
    """Return J, the masks and the errors as `Built.probe` does; a long pass step by step."""
    network = subject.network
    if network is None or not network.is_long:
        return subject.probe(thetas)
    return (yield from network.probe_steps(thetas))
