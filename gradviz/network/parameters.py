"""How parameters start."""

import numpy as np

from gradviz.network.data import make_data, reference_data
from gradviz.network.layout import Array, Layout
from gradviz.network.spec import NetworkSpec


def draw(spec: NetworkSpec) -> tuple[Array, Array, dict[str, Array]]:
    """Return X (n_x, m), Y (n_y, m) and the parameters W1 ... b3 of a network, in its dtype.

    The reference data and its parameters come from one run of the legacy generator, in the
    order of the exercise; every other data set has a generator of its own, so that changing it
    leaves the parameters as they are.
    """
    n_x, n_y = spec.layers[0], spec.layers[3]
    layout = Layout.of_layers(spec.layers)
    if spec.data == "reference":
        legacy = np.random.RandomState(spec.seed)
        x, y = reference_data(legacy, n_x, n_y, spec.examples)
        normal = [legacy.randn(*shape) for shape in layout.shapes]
    else:
        x, y = make_data(spec.data, n_x, n_y, spec.examples, spec.seed)
        generator = np.random.default_rng([spec.seed, 1])
        normal = [generator.standard_normal(shape) for shape in layout.shapes]
    parameters = {
        name: _scaled(draws, _scale(spec.init, name, draws.shape)).astype(spec.dtype, copy=False)
        for name, draws in zip(layout.names, normal, strict=True)
    }
    return x.astype(spec.dtype), y.astype(spec.dtype), parameters


def _scaled(draws: Array, scale: float) -> Array:
    draws *= scale
    return draws


def _scale(init: str, name: str, shape: tuple[int, ...]) -> float:
    """Return the standard deviation of an array's start.

    Sources: He et al. 2015 (2 / fan in) and Glorot and Bengio 2010 (2 / (fan in + fan out)).
    """
    if init == "normal":
        return 1.0
    if init == "zeros" or name.startswith("b"):
        return 0.0
    fan_out, fan_in = shape
    return float(np.sqrt(2 / (fan_in if init == "he" else fan_in + fan_out)))
