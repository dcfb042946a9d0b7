"""How far the slopes that units take at their kinks may move the lines of a backward pass."""

from collections.abc import Collection, Mapping

import numpy as np

from gradviz.network.forward import leak_of
from gradviz.network.layout import Array
from gradviz.network.network import Network


def kink_reach(
    network: Network, values: Mapping[str, Array], given: Collection[str]
) -> dict[str, Array]:
    """Return by how much lines may differ if units exactly at their kinks take other slopes.

    A bound from the sizes of what each line reads. Lines that no slope moves are left out.

    Parameters
    ----------
    network
        Whose backward pass it is.
    values
        The value of each line.
    given
        The lines of which the value is known: what reads them is not moved.
    """
    loose = {}
    for name in ("dZ2", "dZ1"):
        at_kink = network.here[name[1:]] == 0
        if network.has_kinks and at_kink.any():
            with np.errstate(all="ignore"):
                loose[name] = np.where(at_kink, np.abs(values[f"dA{name[-1]}"]), 0.0)
    return reach_of(network, loose, given)


def reach_of(
    network: Network, loose: Mapping[str, Array], given: Collection[str]
) -> dict[str, Array]:
    """Return by how much lines may differ if dZ2 and dZ1 differ by so much themselves.

    The slopes of units at their kinks depend on each other in any way, so that sizes are added.

    Parameters
    ----------
    network
        Whose backward pass it is.
    loose
        By line dZ2 or dZ1, by how much it may differ, of the shape of the line.
    given
        The lines of which the value is known: what reads them is not moved.
    """
    if not loose:
        return {}
    here, m, low = network.here, network.x.shape[1], leak_of(network.activation)
    found, above = dict[str, Array](), np.zeros_like(here["A2"])
    with np.errstate(all="ignore"):
        for layer, below in ((2, here["A1"]), (1, network.x)):
            slopes = np.where(here[f"Z{layer}"] >= 0, 1.0, low)
            dz = slopes * above + loose.get(f"dZ{layer}", 0.0)
            found[f"dZ{layer}"] = dz
            dz = np.zeros_like(dz) if f"dZ{layer}" in given else dz
            found[f"dW{layer}"] = dz @ np.abs(below).T / m
            found[f"db{layer}"] = np.sum(dz, axis=1, keepdims=True) / m
            if layer == 2:
                found["dA1"] = np.abs(here["W2"]).T @ dz
                above = np.zeros_like(found["dA1"]) if "dA1" in given else found["dA1"]
    return found
