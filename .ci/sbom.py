"""Write a software bill of materials beside a wheel: what its lock installs, as CycloneDX 1.6 in JSON.

    python .ci/sbom.py WHEEL        # writes WHEEL.cdx.json

Names, versions and who needs whom are those of requirements.lock; licenses are those that the installed packages state. The same lock and
wheel give the same file.
"""

import json
import re
import sys
import uuid
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PACKAGE = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\\n]+?))? \\\n(?P<rest>(?:    .*\n)+)", re.MULTILINE
)
NEEDED_BY = re.compile(r"# +(?:via )?(?!via$)([\w.-]+)(?: \(pyproject\.toml\))?$", re.MULTILINE)
OWN = "allcall"


def main(wheel: Path) -> None:
    """Write the file and say how much is in it."""
    name, version = wheel.name.split("-")[:2]
    content = wheel.read_bytes()
    own = {
        "type": "application",
        "bom-ref": OWN,
        "name": name,
        "version": version,
        "hashes": [{"alg": "SHA-256", "content": sha256(content).hexdigest()}],
    }
    packages = [found.groupdict() for found in PACKAGE.finditer(LOCK.read_text(encoding="utf-8"))]
    needs: dict[str, set[str]] = {}  # names of packages by who needs them
    for package in packages:
        for other in NEEDED_BY.findall(package["rest"]):
            needs.setdefault(other, set()).add(package["name"])
    references: dict[str, list[str]] = {OWN: [OWN]}  # one name may have two versions, for two Pythons
    for package in packages:
        references.setdefault(package["name"], []).append(find_reference(package))
    runs = find_needed(OWN, needs)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, sha256(LOCK.read_bytes() + content).hexdigest())}",
        "version": 1,
        "metadata": {"component": own},
        "components": [describe(package) for package in packages if package["name"] in runs],
        "dependencies": [
            {"ref": reference, "dependsOn": sorted(other for name in needs[one] for other in references[name])}
            for one in sorted(needs)
            if one in runs
            for reference in references[one]
        ],
    }
    out = wheel.with_name(f"{wheel.name}.cdx.json")
    out.write_text(f"{json.dumps(bill, indent=2)}\n", encoding="utf-8")
    print(f"{out.name}: {len(runs) - 1} packages")


def find_needed(name: str, needs: dict[str, set[str]]) -> set[str]:
    """A package and all that it needs to run; what only builds it is not among them."""
    found, left = set[str](), [name]
    while left:
        if (one := left.pop()) not in found:
            found.add(one)
            left += needs.get(one, ())
    return found


def find_reference(package: dict[str, str]) -> str:
    """The package URL."""
    return f"pkg:pypi/{package['name']}@{package['version']}"


def describe(package: dict[str, str]) -> dict[str, object]:
    """A component. marker: on which systems it is installed."""
    reference = find_reference(package)
    found: dict[str, object] = {
        "type": "library",
        "bom-ref": reference,
        "name": package["name"],
        "version": package["version"],
        "purl": reference,
    }
    if license_ := find_license(package["name"]):
        found["licenses"] = [{"expression": license_}]
    if package["marker"]:
        found["properties"] = [{"name": "python:marker", "value": package["marker"]}]
    return found


def find_license(name: str) -> str:
    """The SPDX expression that an installed package states; empty without one."""
    try:
        return metadata(name).get("License-Expression") or ""
    except PackageNotFoundError:
        return ""


main(Path(sys.argv[1]))
