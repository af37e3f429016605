"""Whether a package of Allcall is its own. A file of a user's with the same name, such as sim.py beside a notebook, hides it."""

from os.path import dirname
from types import ModuleType


def require_own(package: ModuleType) -> None:
    """Raises ImportError for a file or folder of a user's in place of a package of Allcall."""
    if dirname(dirname(str(package.__file__))) != dirname(dirname(__file__)):
        raise ImportError(f"{package.__file__} hides the package {package.__name__} of Allcall; rename it")
