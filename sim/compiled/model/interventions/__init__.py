"""Interventions in compiled code, each file beside the one of the same name in `sim.model.interventions`, without the words."""
