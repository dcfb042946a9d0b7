"""The settings under which numpy and OpenBLAS compute as they do on another processor.

Elementary functions and sums round differently from processor to processor. What a test pins
must not depend on that, so the tests run twice: as this machine computes, and as another does.
"""

from collections.abc import Mapping, Sequence

FEATURES, CORE = "NPY_DISABLE_CPU_FEATURES", "OPENBLAS_CORETYPE"
# numpy 2.4 names levels (X86_V4, AVX512_ICL), older ones instructions (AVX512F, AVX512_SKX).
NEWEST = ("V4", "AVX512")
# The kernels that most x86-64 processors get, and those of the ones that had no AVX2 yet.
USUAL, OLDER = "Haswell", "Sandybridge"


def other_processor(
    environ: Mapping[str, str], features: Sequence[str], core: str | None
) -> dict[str, str]:
    """Return an environment in which numbers round as on another processor.

    Parameters
    ----------
    environ : mapping
        The environment; where it already asks for another processor, what is returned does not.
    features : sequence of str
        What numpy found that it can do without, in its own words.
    core : str or None
        The processor that OpenBLAS has its kernels for; None where the BLAS is another one.
    """
    other = {name: value for name, value in environ.items() if name not in (FEATURES, CORE)}
    if len(other) < len(environ):
        return other
    newest = [name for name in features if any(word in name for word in NEWEST)]
    if newest or features:
        other[FEATURES] = " ".join(newest or features)
    if core is not None and any(name.startswith("X86") or "AVX" in name for name in features):
        other[CORE] = OLDER if core in (USUAL, "Zen") else USUAL
    return other


def found() -> tuple[list[str], str | None]:
    """Return what numpy found here, and the processor that OpenBLAS took this one for."""
    import numpy as np
    from threadpoolctl import threadpool_info

    config = np.show_config(mode="dicts")
    features = list(config["SIMD Extensions"].get("found", [])) if config else []
    cores = [each.get("architecture") for each in threadpool_info()]
    return features, next((core for core in cores if core is not None), None)


def differences(environ: Mapping[str, str]) -> str:
    """Return the two settings as one writes them in front of a command."""
    settings = [f'{name}="{environ[name]}"' for name in (FEATURES, CORE) if name in environ]
    return " ".join(settings) or f"without {FEATURES} and {CORE}"
