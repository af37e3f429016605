"""Parts of screens. Each only draws the data it gets."""
