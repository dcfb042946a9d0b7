"""The values of the current cell, in the status bar."""

from PySide6.QtWidgets import QWidget

from gradviz.checking.result import CheckResult
from gradviz.network.numbers import number
from gradviz.presenting.parameter_names import parameter_name
from gradviz.views.common.elided_label import ElidedLabel


class CellStatus(ElidedLabel):
    """One line with the values of one parameter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cell_status")
        self.setAccessibleName("Values of the current cell")

    def set_cell(self, result: CheckResult | None, index: int | None) -> None:
        """Show a parameter of a check, or nothing."""
        known = result is not None and index is not None and 0 <= index < result.size
        text = cell_text(result, index) if known else ""  # type: ignore[arg-type]
        self.setText(text)
        self.setAccessibleDescription(text)


def cell_text(result: CheckResult, index: int) -> str:
    """Return the values of a parameter, six digits each."""
    known = f"{parameter_name(result.layout, index)}  theta {number(result.theta[index])}"
    known += f"  grad {number(result.grad[index])}"
    if not result.computed[index]:
        return f"{known}  gradapprox not computed yet"
    approx, error = number(result.gradapprox[index]), number(result.errors[index])
    return f"{known}  gradapprox {approx}  |difference| {error}"
