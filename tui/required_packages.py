"""The packages that Allcall needs, and whether each is there and can be imported. Imports none of them itself."""

import re
import warnings
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import Distribution, PackageNotFoundError, distribution

OWN = "allcall"
_REQUIRED = re.compile(r"([A-Za-z0-9._-]+)[^;]*")
"""A requirement without a condition: those for an extra or another system have one after a semicolon."""


def list_required(package: Distribution) -> list[str]:
    """The names of the packages that one always needs."""
    matches = map(_REQUIRED.fullmatch, package.requires or ())
    return [match[1] for match in matches if match]


def find_unusable_packages() -> Iterator[str]:
    """What is wrong with each package that Allcall itself imports: that it is missing, or what its import raises."""
    for name in list_required(distribution(OWN)):
        try:
            import_package(distribution(name))
        except PackageNotFoundError:
            yield f"{name} is missing"
        except (Exception, SystemExit) as error:  # noqa: BLE001 - of a package that is not ours
            yield f"{name} cannot be imported: {type(error).__name__}: {error}"


def import_package(package: Distribution) -> None:
    """Imports what a distribution installs: the topmost folders that are Python packages."""
    folders = [file.parent.parts for file in package.files or () if file.name == "__init__.py"]
    depth = min(map(len, folders), default=0)
    for folder in folders:
        if len(folder) == depth:
            with warnings.catch_warnings(action="ignore"):
                import_module(".".join(folder))
