"""The channels that a strategy has beside the app, the PA and the radio: each has its own record, added by `register`."""

from typing import Annotated, ClassVar

from scenarios.open_union import OpenUnion, Registered


class ChannelModel(OpenUnion):
    """A channel, as a strategy file describes it: the base of the record of each."""

    is_alert: ClassVar[bool] = True
    """People learn of an emergency by it."""

    noun = "channel"
    models: ClassVar[dict[str, type[OpenUnion]]] = {}


Channel = Annotated[ChannelModel, Registered(ChannelModel)]
