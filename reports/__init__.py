"""What we say about it: findings, figures and documents made from what happened."""

import sim

if not hasattr(sim, "require_own"):
    raise ImportError(f"{sim.__file__} hides the package sim of Allcall; rename it")
