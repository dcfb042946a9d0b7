"""What a stream can show."""

import io

import pytest

from gradviz.reporting.terminal import Style, encodable, style_of, table


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "coloured"),
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colour_only_on_a_terminal_that_wants_it(
    stream: io.StringIO, environ: dict[str, str], coloured: bool
) -> None:
    assert style_of(stream, environ).colour is coloured


@pytest.mark.parametrize(("columns", "width"), [("5", 24), ("60", 60), ("400", 100)])
def test_the_width_of_the_terminal_within_reason(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert style_of(io.StringIO()).width == width


def test_signs_become_ascii_where_the_encoding_lacks_them() -> None:
    assert encodable("✓ 5 × 4 …", "utf-8") == "✓ 5 × 4 …"
    assert encodable("✓ 5 × 4 …", "ascii") == "+ 5 x 4 ..."
    assert encodable("✗ café", "cp1252") == "x caf?"
    assert encodable("5 × 4", "cp1252") == "5 × 4"
    assert encodable("✗", None) == "x"
    assert encodable("a \udc80", "utf-8") == "a ?"


def test_a_table_drops_columns_in_the_order_said_until_it_fits() -> None:
    header, rows = ("name", "shape", "value"), [("W1", "5 x 4", "0.25"), ("b1", "5 x 1", "1.0")]
    assert table(header, rows, Style(80)).splitlines() == [
        "  name  shape  value",
        "  W1    5 x 4   0.25",
        "  b1    5 x 1    1.0",
    ]
    narrow = table(header, rows, Style(18), drop=("shape", "value")).splitlines()
    assert narrow == ["  name  value", "  W1     0.25", "  b1      1.0"]
    assert table(header, rows, Style(1), drop=("shape", "value")).split() == ["name", "W1", "b1"]
