"""A tabletop exercise without a screen: one clock, a journal that comes first, three arms, and what each face may see.

`clock` decides how time runs, `agenda` what is left of the slot, `journal` what is written down. `state` is what comes of playing a
journal; `conduct` decides what is written next, from what people do and from what comes due. `frame` is what the room may see.
"""
