"""Each channel against a closed form."""
