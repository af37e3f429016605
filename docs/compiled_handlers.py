"""Makes the table in `docs/model.md` of processes and their compiled handlers: `./run python docs/compiled_handlers.py`.

A process of the model and its handler have one name, and their files have one name. The table is read off the sources.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

SIM = Path(__file__).parents[1] / "sim"
PACKAGES = "model", "hazards"


def read_functions(file: Path) -> dict[str, str]:
    """Names and result types of the functions of a file, in its order; none if there is no such file."""
    if not file.exists():
        return {}
    body = ast.parse(file.read_text(encoding="utf-8")).body
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.unparse(node.returns) if node.returns else "" for node in functions}


def table_lines() -> Iterator[str]:
    """A table of Markdown: one line for each file that has processes."""
    yield "| File | Handlers | Functions within handlers | Played by SimPy alone |"
    yield "|---|---|---|---|"
    for package in PACKAGES:
        for file in sorted((SIM / package).rglob("*.py")):
            processes = [process for process, result in read_functions(file).items() if result == "Process"]
            if processes:
                name = file.relative_to(SIM)
                compiled = read_functions(SIM / "compiled" / name)
                kinds = [classify(compiled.get(process)) for process in processes]
                yield describe_file(str(name), dict(zip(processes, kinds, strict=True)))


def classify(result: str | None) -> str:
    """What a process is in compiled code, by the result type of the function of its name."""
    if result is None:
        return "missing"
    return "handler" if result == "Flow" else "function"


def describe_file(file: str, kinds: dict[str, str]) -> str:
    """One line of the table. kinds: what each process is in compiled code."""
    columns = (
        ", ".join(f"`{name}`" for name in kinds if kinds[name] == kind)
        for kind in ("handler", "function", "missing")
    )
    return f"| `{file}` | {' | '.join(columns)} |"


if __name__ == "__main__":
    print("\n".join(table_lines()))
