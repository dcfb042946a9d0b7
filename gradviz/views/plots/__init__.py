"""The maps and their colour bar; the only folder that knows pyqtgraph."""
