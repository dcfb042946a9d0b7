"""Curves as a table of their numbers."""

import csv
import io
from collections.abc import Sequence

from gradviz.network.numbers import exact
from gradviz.views.curves.log_scene import LogLine


def curves_csv(lines: Sequence[LogLine], across: str) -> str:
    """Return curves as CSV (RFC 4180): a header, then one row a point, the largest first.

    Numbers have all their digits; what a curve does not have is an empty field. Where several
    curves have one name, theirs are numbered.

    Parameters
    ----------
    lines
        The curves, in the order of their columns.
    across
        What their values stand over.
    """
    names = [line.name for line in lines]
    counts = [names[: place + 1].count(name) for place, name in enumerate(names)]
    header = [
        f"{name} {count}" if names.count(name) > 1 else name
        for name, count in zip(names, counts, strict=True)
    ]
    tables = [
        dict(zip(line.epsilons.tolist(), line.values.tolist(), strict=True)) for line in lines
    ]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([across, *header])
    for place in sorted(set().union(*tables), reverse=True):
        values = [table.get(place, float("nan")) for table in tables]
        writer.writerow([exact(place), *("" if each != each else exact(each) for each in values)])
    return text.getvalue()
