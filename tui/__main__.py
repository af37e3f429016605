"""`python -m tui`: the same as the command `allcall`."""

from tui.cli import main

raise SystemExit(main())
