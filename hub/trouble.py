"""What may be logged of an error: its kind and its place. Its words may quote a lead."""

import traceback

FRAMES = 6


def without_words(wrong: BaseException) -> dict[str, object]:
    """Fields for a log line. A database's message may quote a row; the frames never do."""
    where = traceback.extract_tb(wrong.__traceback__)[-FRAMES:]
    return {
        "error": type(wrong).__qualname__,
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in where],
    }
