"""What imports what."""

from graphlib import CycleError, TopologicalSorter

import grimp


def test_no_module_imports_another_that_imports_it() -> None:
    """Neither for types alone nor inside of a function: that only hides a circle."""
    graph = grimp.build_graph("gradviz", cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert len(imports) > 300
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as circle:
        raise AssertionError(" imports ".join(circle.args[1][::-1])) from None
