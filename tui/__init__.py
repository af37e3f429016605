"""How people use it: the command line and the screens."""

import sys

try:
    import reports
    from sim.own_packages import require_own

    require_own(reports)
except ImportError as error:
    sys.stderr.write(f"allcall: {error}\n")
    raise SystemExit(2) from None
