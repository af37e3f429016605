"""The version of the model. It changes with every golden trace and with the journal, so that no journal is replayed by other rules."""

MODEL_VERSION = "8"
