"""What is highlighted between two lines."""

from gradviz.presenting.line_difference import line_difference


def marked(pieces: tuple[tuple[str, bool], ...]) -> list[str]:
    return [text for text, differs in pieces if differs]


def test_whole_names_differ() -> None:
    before, after = line_difference("dZ2 = dA2 * (Z2 > 0)", "dZ2 = dA2 * (Z1 >= 0)")
    assert (marked(before), marked(after)) == (["Z2", ">"], ["Z1", ">="])


def test_what_is_added_is_marked_without_the_spaces_around_it() -> None:
    before, after = line_difference("dW2 = 1/m * dZ2 @ A1.T", "dW2 = 2 * 1/m * dZ2 @ A1.T")
    assert (marked(before), marked(after)) == ([], ["2 *"])


def test_nothing_is_lost() -> None:
    lines = "dA1 = W2.T @ dZ2", "dA1 = W2 @ dZ2 ** 2"
    for line, pieces in zip(lines, line_difference(*lines), strict=True):
        assert "".join(text for text, _ in pieces) == line


def test_equal_lines_have_no_marks() -> None:
    assert line_difference("dZ3 = A3 - Y", "dZ3 = A3 - Y") == ((("dZ3 = A3 - Y", False),),) * 2
