"""Finds the files that ship with the program: data sets, palettes, icons, fonts.

In a checkout they lie in `resources/` beside the package; a wheel holds the same folder as
`gradviz/_resources`. Standard library only, so that the set-up scripts can use it too.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped file or folder.

    Parameters
    ----------
    *parts
        Its place inside the resources, such as ``"data", "iris.csv"``. That it exists is not
        looked at: the one who opens it says what is missing.

    Raises
    ------
    FileNotFoundError
        If the program was installed without its resources.
    """
    for place in _PLACES:
        if place.is_dir():
            return place.joinpath(*parts)
    looked = " and ".join(str(place) for place in _PLACES)
    raise FileNotFoundError(
        f"the files that ship with GradViz are missing (looked for {looked}): install it again"
    )
