"""What an emergency is: the models of scenario files, the loader, and the shipped library."""

import os

if os.name == "nt":  # which lacks what keeps files whole and private: folders as descriptors, owners and modes
    raise ImportError("Allcall runs on Linux and macOS; on Windows, install it in WSL, the Windows Subsystem for Linux")
