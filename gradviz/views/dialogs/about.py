"""The About box."""

from collections.abc import Mapping
from html import escape

from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QWidget

from gradviz.resources import resource_path
from gradviz.views.dialogs.fields import DocumentField
from gradviz.views.dialogs.plain import PlainDialog
from gradviz.views.dialogs.versions import versions_text

_WHAT = (
    "GradViz shows whether a backpropagation is right, where it is wrong, and how far a "
    "numerical gradient can be trusted."
)

_PAGE = """
<p>GradViz is free under the MIT licence.</p>
<h4>Versions</h4>
<table cellspacing="0" cellpadding="1">{versions}</table>
<h4>Data sets</h4>
<p>Breast Cancer Wisconsin (Diagnostic), by W.&nbsp;Wolberg, O.&nbsp;Mangasarian, N.&nbsp;Street and
W.&nbsp;Street; Iris, by R.&nbsp;A.&nbsp;Fisher; Optical Recognition of Handwritten Digits, by
E.&nbsp;Alpaydin and C.&nbsp;Kaynak: from the
<a href="https://archive.ics.uci.edu/">UCI Machine Learning Repository</a>, under
<a href="https://creativecommons.org/licenses/by/4.0/">CC&nbsp;BY&nbsp;4.0</a>. Iris has two of its
three species and the digits are labelled odd and even. The copies are those of scikit-learn
(BSD&nbsp;3-Clause).</p>
<h4>Colour maps</h4>
<p>cividis, by J.&nbsp;R.&nbsp;Nuñez, C.&nbsp;R.&nbsp;Anderton and R.&nbsp;S.&nbsp;Renslow
(<a href="https://creativecommons.org/publicdomain/zero/1.0/">CC0&nbsp;1.0</a>); CET-D1, by
<a href="https://colorcet.com/">Peter Kovesi</a>
(<a href="https://creativecommons.org/licenses/by/4.0/">CC&nbsp;BY&nbsp;4.0</a>).</p>
<h4>Fonts</h4>
<p><a href="https://dejavu-fonts.github.io/">DejaVu</a> Sans and Sans Mono (the Bitstream Vera and
Arev licence), for a machine that has no font.</p>
<h4>Built with</h4>
<p>Python (PSF licence), Qt and PySide6 (LGPL&nbsp;3), NumPy (BSD&nbsp;3-Clause) and pyqtgraph
(MIT).</p>
<p>The sources and licences in full ship with the program, in {folder}.</p>
"""


class AboutDialog(PlainDialog):
    """What the program is, what runs here, and whose work ships with it.

    Parameters
    ----------
    versions
        What runs here, as `program_versions` gives.
    icon
        The program's icon.
    parent
        The window that it belongs to.
    """

    def __init__(
        self, versions: Mapping[str, str], icon: QIcon, parent: QWidget | None = None
    ) -> None:
        super().__init__("about_dialog", "About GradViz", parent)
        self._versions = versions_text(versions)
        self.say(_WHAT, icon=icon)
        page = DocumentField(_page(versions))
        page.setObjectName("about_page")
        page.setAccessibleName("Versions and licences")
        self.body.addWidget(page, 1)
        self._copy = self.add_button("copy_button", "C&opy versions")
        self._copy.setToolTip("Copies the versions, for a report of a bug")
        self._copy.clicked.connect(self._on_copy_clicked)
        self.finish()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._versions)
        self._copy.setText("C&opied")


def _page(versions: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(number)}</td></tr>"
        for name, number in versions.items()
    )
    return _PAGE.format(versions=rows, folder=escape(str(resource_path())))
