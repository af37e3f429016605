"""What can go wrong with a question that is asked from Python. `AllcallError` catches all of it.

AllcallError
├── ArgumentError         an argument that a function cannot take, or does not have; a TypeError
├── MissingPackageError   an optional package that is not installed; an ImportError
├── UnknownName           a person, table, figure or unit that there is not; a ValueError
├── SettingError          an input, value or arm that cannot be set; a ValueError
├── PlanError             a question that cannot be asked; a ValueError
├── PrecisionError        a precision that cannot be read or binds nothing; a ValueError
├── RawFormatError        a file of results whose ending is not known; a ValueError
├── ClusterError          a cluster that does not answer; a ValueError
├── Problems              files that cannot be used, with every reason
├── StoppedError          stopped before there was anything to report
└── PoolError             playing failed
"""


class AllcallError(Exception):
    """The base of every error that the Python API raises by itself."""


class ArgumentError(AllcallError, TypeError):
    """An argument that a function cannot take, such as one of the wrong type, or that it does not have."""


class MissingPackageError(AllcallError, ImportError):
    """An optional package that is not installed; the message says what to type."""


class UnknownName(AllcallError, ValueError):
    """A person, table, figure, unit or other name that there is not."""
