"""Where things are kept on this machine: the journals of exercises, the records of what was held, and the configuration file."""

import os
from pathlib import Path

from tui.refusal import Refusal

HOME = "ALLCALL_HOME"
"""Environment variable: a folder for all of them, in place of the usual ones of the system."""


def sessions_folder() -> Path:
    """The folder of journals, made where it is not there. Raises Refusal."""
    folder = _base("data") / "sessions"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{error.filename}: {error.strerror}; set {HOME} to a folder of yours") from None
    return folder


def records_folder() -> Path:
    """The folder of the drill log and the training record, which need not be there."""
    return _base("data") / "records"


def config_file() -> Path:
    """The configuration file, which need not be there."""
    return _base("config") / "config.toml"


def _base(kind: str) -> Path:
    home = os.environ.get(HOME)
    if home:
        return Path(home)
    from platformdirs import user_config_path, user_data_path

    return user_config_path("allcall") if kind == "config" else user_data_path("allcall")
