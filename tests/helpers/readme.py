"""The commands and the Python that a Markdown page shows."""

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

# What a line begins with if it is a command whatever stands around it.
PROGRAMS = (
    "gradviz", "python", "python3", "py", "pip", "pip3", "pipx", "uv", "uvx", "git", "cd", "sudo",
    "apt", "apt-get", "source", ".", "rm", "mkdir", "unzip", "curl", "wget", "brew", "conda",
)  # fmt: skip
SHELLS = ("sh", "bash", "shell", "console", "text-console", "zsh")
SETTING = re.compile(r"^(\w+=\S*\s+)+")
# Where a command ends and what is said of it begins.
REMARK = re.compile(r"\s{2,}\S.*$|\s+#\s.*$")


@dataclass(frozen=True)
class Block:
    """What stands in a fence or is indented by four spaces."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """A command, and what the page shows as its output."""

    words: str
    shown: tuple[str, ...] = ()
    line: int = 0


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page in their order."""
    lines, number = page.splitlines(), 0
    before = ""
    while number < len(lines):
        fence = re.match(r"^(\s*)(```+|~~~+)\s*(\S*)", lines[number])
        if fence:
            end = number + 1
            while end < len(lines) and not lines[end].strip().startswith(fence[2]):
                end += 1
            inside = "\n".join(lines[number + 1 : end])
            yield Block(fence[3].lower(), textwrap.dedent(inside), number + 2)
            number, before = end + 1, ""
            continue
        if lines[number].startswith("    ") and not before.strip():
            end = number
            while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
                end += 1
            text = textwrap.dedent("\n".join(lines[number:end])).rstrip("\n")
            yield Block("", text, number + 1)
            number, before = end, ""
            continue
        before = lines[number]
        number += 1


def is_command(line: str) -> bool:
    """Return whether a line begins with a program, a script or a prompt."""
    words = SETTING.sub("", line.removeprefix("$ ")).split()
    if not words:
        return False
    name = words[0].removeprefix(".venv/bin/").removeprefix(".venv\\Scripts\\")
    return line.startswith("$ ") or re.sub(r"\.exe$|3\.\d+$", "", name) in PROGRAMS


def is_python(block: Block) -> bool:
    """Return whether a block is Python: it says so, or it can be nothing else."""
    if block.language in ("python", "py", "python3"):
        return True
    if block.language or any(is_command(line) for line in block.text.splitlines()):
        return False
    try:
        tree = ast.parse(block.text)
    except SyntaxError:
        return False
    # A formula, `dW2 = 1/m * dZ2 @ A1.T`, or a line of words is none.
    doing = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Call)
    return any(isinstance(node, doing) for node in ast.walk(tree))


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a block, each with the lines below it that it is said to print."""
    joined = re.sub(r"\s*\\\n\s*", " ", block.text)
    found: list[tuple[str, list[str]]] = []
    for line in joined.splitlines():
        if is_command(line):
            words = line.removeprefix("$ ")
            found.append((REMARK.sub("", words).strip(), []))
        elif found and line.strip() and not line.startswith("#"):
            found[-1][1].append(line)
        elif block.language in SHELLS and line.strip() and not line.startswith("#"):
            found.append((line.strip(), []))  # a program that nobody foresaw
    yield from (Command(words, tuple(shown), block.line) for words, shown in found)


def spans(page: str) -> Iterator[Command]:
    """Yield the commands that stand in the text: `gradviz doctor`."""
    prose = re.sub(r"^(```|~~~).*?^\1", "", page, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^    .*$", "", prose, flags=re.MULTILINE)
    for words in dict.fromkeys(" ".join(each.split()) for each in re.findall(r"`([^`]+)`", prose)):
        if len(words.split()) > 1 and is_command(words):
            yield Command(words)
