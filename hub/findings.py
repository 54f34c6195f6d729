"""One thing `doctor` looked at."""

from msgspec import Struct


class Finding(Struct, frozen=True):
    """`mend` says what to do when it is not ok."""

    ok: bool
    text: str
    mend: str = ""
