"""Which names a process needs after a wait: those that a step reads before it has set them."""

import ast
from collections.abc import Sequence


def waits(node: ast.AST) -> bool:
    """Whether there is a wait within."""
    return any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node))


def find_kept_names(tree: ast.FunctionDef) -> set[str]:
    """The names that have to lie in the frame of a process."""
    finder = KeptNames()
    finder.walk(tree.body)
    return finder.found


class KeptNames(ast.NodeVisitor):
    """Goes through a process in the order of its text. known: names that the present step has set for certain."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.known: set[str] = set()

    def walk(self, body: Sequence[ast.stmt]) -> None:
        for each in body:
            self.visit(each)

    def split(self, *nodes: ast.AST) -> None:
        """A step ends where there is a wait: another one knows nothing."""
        if any(waits(node) for node in nodes):
            self.known = set()

    def read(self, node: ast.AST | None) -> None:
        """Names that are read, but for those of comprehensions and lambdas."""
        if node is None:
            return
        nodes = [*ast.walk(node)]
        own = {arg.arg for one in nodes if isinstance(one, ast.Lambda) for arg in one.args.args}
        targets = [one.target for one in nodes if isinstance(one, ast.comprehension)]
        own |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        read = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
        self.found |= read - self.known - own

    def write(self, target: ast.expr) -> None:
        for each in ast.walk(target):
            if isinstance(each, ast.Name):
                if isinstance(each.ctx, ast.Store):
                    self.known.add(each.id)
                else:
                    self.read(each)

    def generic_visit(self, node: ast.AST) -> None:
        self.read(node)
        self.split(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.read(node.value)
        self.split(node.value)
        for target in node.targets:
            self.write(target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.read(node.value)
        self.read(ast.parse(ast.unparse(node.target), mode="eval").body)
        self.write(node.target)

    def visit_If(self, node: ast.If) -> None:
        self.read(node.test)
        self.split(node.test)
        before = set(self.known)
        self.walk(node.body)
        after, self.known = self.known, before
        self.walk(node.orelse)
        self.known &= after
        self.split(node)

    def visit_While(self, node: ast.While) -> None:
        self.split(node)
        self.read(node.test)
        before = set(self.known)
        self.walk(node.body)
        self.known = before
        self.split(node)

    def visit_For(self, node: ast.For) -> None:
        self.read(node.iter)
        self.split(node)
        before = set(self.known)
        self.write(node.target)
        self.walk(node.body)
        self.known = before
        self.split(node)
