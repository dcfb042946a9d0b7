"""What README says can be typed can be typed: its commands run, and print what it shows."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from gradviz import preflight
from gradviz.cli import COMMANDS, main
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.commands import Captured
from tests.helpers.readme import Block, Command, blocks, commands, is_python, spans

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = list(blocks(PAGE))
PYTHON = [block for block in BLOCKS if is_python(block)]
TYPED = [each for block in BLOCKS if not is_python(block) for each in commands(block)]
# One that prints something is another than one that shows nothing.
ALL = list({(each.words, each.shown): each for each in [*TYPED, *spans(PAGE)]}.values())

# What is not run because it would install, remove or download something: it is held to its form,
# and to what it names being there.
FORMS = (
    r"(\S*/)?pip3? install \.",
    r"(\S*/)?pip3? install( [a-z]+)+",
    r"(\S*/)?pip3? uninstall gradviz",
    r"pipx (install|uninstall) (\.|gradviz)",
    r"\S+/bin/gradviz",
    r"uv run gradviz( .*)?",
    r"uv tool install \.",
    r"(python|python3|py) -m venv \S+",
    r"(source|\.) \S+/bin/activate",
    r"\S+\\Scripts\\activate",
    r"git clone \S+( \S+)?",
    r"cd \S+",
    r"rm -rf? .*",
    r"sudo apt-get install .*",
    r"apt-get install .*",
)
SCRIPT = re.compile(r"(?:\.venv/bin/)?(?:python|python3|py) (scripts/\w+\.py)(.*)")
# These show no help before they have made an environment or found uv.
WITHOUT_HELP = ("scripts/run.py", "scripts/lock.py")


def is_form(words: str) -> bool:
    return any(re.fullmatch(form, words) for form in FORMS)


def arguments_of(words: str) -> list[str]:
    """Return the arguments of a command, without what a shell does with its output."""
    plain = re.sub(r"^(\w+=\S*\s+)*", "", re.split(r"\s+[|>]\s*|\s+2>", words)[0])
    return shlex.split(plain)[1:]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the files that README speaks of, the one to work in."""
    network = network_of(preset_experiment("course-bugs")).draw()
    gradients, _ = network.gradients(network_of(preset_experiment("course-bugs")).program)
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    arrays |= {f"d{n}": a for n, a in network.layout.to_arrays(gradients).items()}
    for name in re.findall(r"[\w-]+\.npz", PAGE):
        np.savez(tmp_path / name, allow_pickle=False, **arrays)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_gradviz(words: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Run a command of gradviz in this process; the window is only asked for."""
    arguments = arguments_of(words)
    if "..." in words or "…" in words or "[" in words:  # the form of a command
        arguments = [*arguments[: bool(arguments and arguments[0] in COMMANDS)], "--help"]
    if not arguments or arguments[0] not in COMMANDS:
        opened: list[object] = []

        class Window:
            @staticmethod
            def run_window(experiment: object) -> int:
                opened.append(experiment)
                return 0

        monkeypatch.setitem(sys.modules, "gradviz.app", Window)
        monkeypatch.setattr(preflight, "display_problem", lambda _environ: None)
    status = main(arguments)
    captured = capsys.readouterr()
    assert status in (0, 1, 3), captured.err
    return status, captured.out


def plain(line: str) -> str:
    """Return the words of a line without its numbers, which differ from machine to machine."""
    return " ".join(re.sub(r"-?\d[\d.,]*(e-?\d+)?", "#", line).split())


def hold_shown(command: Command, printed: str) -> None:
    """Hold that the lines which the page shows are printed, in their order."""
    lines = [plain(line) for line in printed.splitlines()]
    at = 0
    for line in command.shown:
        wanted = plain(line).removesuffix("...").removesuffix("…").strip()
        if not wanted:
            continue
        found = next((n for n in range(at, len(lines)) if lines[n].startswith(wanted)), None)
        assert found is not None, f"not printed: {line!r}\n{printed}"
        at = found


def scripts() -> dict[str, set[str]]:
    """Return the flags that README shows of each script."""
    found: dict[str, set[str]] = {}
    for each in named("script"):
        script, rest = SCRIPT.fullmatch(each.words).groups()  # type: ignore[union-attr]
        found.setdefault(script, set()).update(re.findall(r"--[a-z-]+", rest))
    return found


def hold_script(script: str, flags: set[str]) -> None:
    """Hold that a script is there, and knows the flags that it is said to take."""
    assert (ROOT / script).is_file()
    if script in WITHOUT_HELP:
        return
    done = subprocess.run(
        [sys.executable, script, "--help"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 30
    for flag in flags - {"--help"}:
        assert flag in done.stdout, f"{script} --help does not know {flag}"


def treatment(words: str) -> str:
    """Return how a command is tested; one that nobody foresaw is an error."""
    bare = re.sub(r"^(\w+=\S*\s+)*", "", words)
    if bare.split()[0] == "gradviz":
        return "run"
    if SCRIPT.fullmatch(bare):
        return "script"
    if is_form(bare):
        return "form"
    raise AssertionError(f"README shows a command that no test knows how to treat: {words}")


def named(kind: str) -> list[Command]:
    return [each for each in ALL if treatment_or_none(each.words) == kind]


def treatment_or_none(words: str) -> str | None:
    try:
        return treatment(words)
    except AssertionError:
        return None


def test_every_command_is_treated() -> None:
    assert {treatment(each.words) for each in ALL} >= {"run", "script"}
    for each in ALL:
        if treatment(each.words) == "form":
            assert all(is_form(line) for line in each.shown), each


@pytest.mark.parametrize("command", named("run"), ids=lambda each: each.words)
@pytest.mark.usefixtures("folder")
def test_commands_of_gradviz_run(
    command: Command, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, printed = run_gradviz(command.words, capsys, monkeypatch)
    assert printed or not command.shown
    hold_shown(command, printed)


@pytest.mark.parametrize("script", scripts())
def test_scripts_are_there_and_know_their_flags(script: str) -> None:
    hold_script(script, scripts()[script])


def test_what_is_installed_is_called_gradviz() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "gradviz"
    assert project["scripts"] == {"gradviz": "gradviz.cli:main"}


@pytest.mark.usefixtures("folder")
def test_the_python_runs_from_top_to_bottom() -> None:
    assert PYTHON
    network = network_of(preset_experiment("course")).draw()
    gradients, _ = network.gradients(network_of(preset_experiment("course")).program)
    arrays = network.layout.to_arrays(network.theta)
    scope: dict[str, object] = {"np": np, "X": network.x, "Y": network.y, **arrays}
    scope |= {f"d{n}": a for n, a in network.layout.to_arrays(gradients).items()}
    scope |= {"f": lambda x: float(np.sum(x**3)), "grad": lambda x: 3 * x**2, "x": np.ones(3)}
    for block in PYTHON:
        code = compile("\n" * (block.line - 1) + block.text, str(ROOT / "README.md"), "exec")
        exec(code, scope)


# The reading of a page is itself held to something.

SAMPLE = """\
Words, `gradviz doctor` and `not a command`.

    python3 scripts/run.py        opens the window
    FOO=1 gradviz check --json | head -3     # and so on

    difference = |a - b| / (|a| + |b|)

```console
$ gradviz check \\
    --preset course
? INCONCLUSIVE: difference 1.2e-7 is ...
$ frobnicate now
```

    np.savez("mine.npz",
             X=X)

```python
value = 1
```
"""


def test_a_page_is_read_as_people_read_it() -> None:
    found = list(blocks(SAMPLE))
    assert [block.text.splitlines()[0] for block in found if is_python(block)] == [
        'np.savez("mine.npz",',
        "value = 1",
    ]
    typed = [each for block in found if not is_python(block) for each in commands(block)]
    assert [each.words for each in typed] == [
        "python3 scripts/run.py",
        "FOO=1 gradviz check --json | head -3",
        "gradviz check --preset course",
        "frobnicate now",
    ]
    assert typed[2].shown == ("? INCONCLUSIVE: difference 1.2e-7 is ...",)
    assert [each.words for each in spans(SAMPLE)] == ["gradviz doctor"]
    assert arguments_of(typed[1].words) == ["check", "--json"]


def test_a_command_that_nobody_foresaw_is_an_error() -> None:
    (block,) = blocks("```sh\nfrobnicate now\n```")
    (command,) = commands(block)
    with pytest.raises(AssertionError, match="no test knows how to treat: frobnicate now"):
        treatment(command.words)
    with pytest.raises(AssertionError, match="no test knows"):
        treatment("conda install gradviz")


def test_what_is_shown_must_be_printed() -> None:
    command = Command("gradviz check", ("✗ FAIL: difference 0.29 is", "a line ..."))
    hold_shown(command, "✗ FAIL: difference 0.285 is greater\nmore\na line of words\n")
    with pytest.raises(AssertionError, match="not printed: 'a line"):
        hold_shown(command, "a line of words\n✗ FAIL: difference 0.285 is greater\n")


def test_a_block_is_taken_for_python_only_if_it_does_something() -> None:
    assert not is_python(Block("", "dW2 = 1/m * dZ2 @ A1.T", 1))
    assert not is_python(Block("", "gradviz/\n  cli/   the command line", 1))
    assert is_python(Block("", "import gradviz", 1))
