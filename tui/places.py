"""Where things are kept on this machine: the journals of exercises, the records of what was held, and the configuration file."""

import os
from pathlib import Path

from tui.refusal import CommandError

HOME_VARIABLE = "ALLCALL_HOME"
"""Environment variable: a folder for all of them, in place of the usual ones of the system."""


def find_sessions_folder() -> Path:
    """The folder of journals, made where it is not there. Raises Refusal."""
    folder = _base_folder("data") / "sessions"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}; set {HOME_VARIABLE} to a folder of yours") from None
    return folder


def find_records_folder() -> Path:
    """The folder of the drill log and the training record, which need not be there."""
    return _base_folder("data") / "records"


def find_config_file() -> Path:
    """The configuration file, which need not be there."""
    return _base_folder("config") / "config.toml"


def _base_folder(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home)
    from platformdirs import user_config_path, user_data_path

    return user_config_path("allcall") if kind == "config" else user_data_path("allcall")
