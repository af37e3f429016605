"""Where things are kept on this machine: the journals of exercises, and the configuration file."""

import os
from pathlib import Path

HOME = "ALLCALL_HOME"
"""Environment variable: a folder for both, in place of the usual ones of the system."""


def sessions_folder() -> Path:
    """The folder of journals, made where it is not there. Raises OSError."""
    folder = _base("data") / "sessions"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def config_file() -> Path:
    """The configuration file, which need not be there."""
    return _base("config") / "config.toml"


def _base(kind: str) -> Path:
    home = os.environ.get(HOME)
    if home:
        return Path(home)
    from platformdirs import user_config_path, user_data_path

    return user_config_path("allcall") if kind == "config" else user_data_path("allcall")
