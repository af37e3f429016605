"""Tables as Excel sheets that people keep: written with a header that stays, read back so that what is wrong is said of its cell."""
