""".ci/from_debian as root, with sudo and without, using stand-ins for apt-get, sudo and the packages."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "from_debian"
SHELL = shutil.which("bash") or "bash"
USED = ("bash", "cat", "chmod", "env", "grep", "mktemp", "rm", "sed", "tr")
PROGRAMS = ("tmux", "chromium", "lowriter", "localc")
APT = f"""
echo "$*" >> "$NOTES"
case "$*" in *" install "*) for name in {" ".join(PROGRAMS)}; do echo exit > "$TOOLS/$name"; chmod +x "$TOOLS/$name"; done;; esac
"""
NO_NETWORK = """
echo "$*" >> "$NOTES"
echo "Err:1 http://archive.example/debian trixie InRelease"
echo "E: Failed to fetch http://archive.example/debian/dists  Could not resolve 'archive.example'"
exit 100
"""


class Machine:
    """A path with nothing on it but what a test put there."""

    def __init__(self, folder: Path) -> None:
        self.tools = folder / "tools"
        self.notes = folder / "notes"
        self.tools.mkdir()
        for name in USED:
            (self.tools / name).symlink_to(shutil.which(name) or name)
        self.put("id", "echo 1000")
        self.put("fc-list", "echo Liberation Sans")

    def put(self, name: str, script: str) -> None:
        """A shell script of that name."""
        path = self.tools / name
        path.write_text(f"#!{SHELL}\n{script}\n")
        path.chmod(0o755)

    def run(self) -> tuple[int, list[str]]:
        """Exit status, and the lines that are said."""
        places = {"PATH": str(self.tools), "TOOLS": str(self.tools), "NOTES": str(self.notes)}
        done = subprocess.run([SHELL, str(SCRIPT)], env=places, capture_output=True, text=True, check=False)
        return done.returncode, (done.stdout + done.stderr).splitlines()

    def asked(self) -> list[str]:
        """What apt-get was asked for: the last words of each call."""
        return [line.partition("Timeout=300 ")[2] for line in self.notes.read_text().splitlines()]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_what_is_there_is_left_alone(machine: Machine) -> None:
    machine.put("apt-get", APT)
    machine.put("sudo", 'shift; "$@"')
    machine.put("fc-list", "echo Carlito; echo Liberation Sans")
    for name in ("tmux", "google-chrome", "lowriter", "localc"):
        machine.put(name, "")
    assert machine.run() == (0, [])
    assert not machine.notes.exists()


@pytest.mark.parametrize(("name", "script"), [("id", "echo 0"), ("sudo", 'shift; "$@"')])
def test_what_is_missing_is_installed(machine: Machine, name: str, script: str) -> None:
    machine.put("apt-get", APT)
    machine.put(name, script)
    status, said = machine.run()
    assert status == 0
    assert len(said) == 1
    update, install = machine.asked()
    assert update == "update"
    wanted = "tmux chromium libreoffice-writer libreoffice-calc fonts-crosextra-carlito"
    assert install == f"install --no-install-recommends {wanted}"


def test_nobody_who_may_install_is_told_what_is_missing(machine: Machine) -> None:
    machine.put("apt-get", APT)
    machine.put("sudo", "exit 1")
    for name in ("tmux", "lowriter", "localc"):
        machine.put(name, "")
    status, said = machine.run()
    assert status == 1
    assert said[-1].startswith("missing and not to be installed here: chromium; ")
    assert not machine.notes.exists()


def test_a_font_is_not_insisted_on(machine: Machine) -> None:
    for name in PROGRAMS:
        machine.put(name, "")
    assert machine.run() == (0, ["from Debian: fonts-crosextra-carlito"])


def test_a_failure_is_tried_anew_and_told_without_addresses(machine: Machine) -> None:
    machine.put("apt-get", NO_NETWORK)
    machine.put("id", "echo 0")
    status, said = machine.run()
    assert status == 1
    assert machine.asked() == ["update"] * 3
    assert "E: Failed to fetch …  Could not resolve '…'" in said
    assert "archive.example" not in "".join(said)
