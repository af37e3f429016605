"""Experiments: planning, running and comparing arms, and sensitivity to assumed inputs."""
