"""What happened when in the story, as lines in the order they happened."""

import time


class Timeline:
    """From the post of the lead."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self._lines: list[tuple[float, str]] = []

    def post(self) -> None:
        """From here on time counts."""
        self.began = time.monotonic()
        self.note("POST", self.began)

    def note(self, what: str, at: float | None = None) -> None:
        """`at` in CLOCK_MONOTONIC seconds; now when not said."""
        self._lines.append(((time.monotonic() if at is None else at) - self.began, what))

    def tell(self) -> str:
        return "\n".join(f"{at:+9.3f} s  {what}" for at, what in sorted(self._lines))
