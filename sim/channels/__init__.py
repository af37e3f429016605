"""The channels beside the app, the PA and the radio: one file each. Strategies name them under `channels`."""
