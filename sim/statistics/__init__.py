"""Statistics of replications: means, quantiles, paired contrasts, verdicts, stopping."""
