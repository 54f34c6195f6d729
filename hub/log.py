"""The hub's log: one JSON object a line on stderr, ids only.

Callers log ids and numbers under the names of `ALLOWED`; whatever else somebody passes is replaced
by its length, so a name or a number never reaches a log by carelessness."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from hub.trouble import without_words

ALLOWED = frozenset(
    {
        *("event", "level", "timestamp", "at", "hub", "node", "boot", "url", "pid", "port"),
        *("team", "stream", "rep", "device", "lead", "op", "source", "delivery", "seq", "head"),
        *("code", "why", "do", "kind", "status", "reason", "n", "ms", "error", "version"),
        *("desks", "verdict", "role", "drained", "logger"),
    }
)
_LONGEST = 300


def configure(level: int = logging.INFO) -> None:
    """Send structlog and the standard library's loggers to stderr, redacted."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_library_record, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def redact(
    _logger: Any, _method: str, record: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep what `ALLOWED` names, shortened; say of the rest only how long it was."""
    if record.pop("exc_info", None) and (wrong := sys.exc_info()[1]) is not None:
        record.update(without_words(wrong))
    for key, value in record.items():
        if key not in ALLOWED and not key.startswith("_"):
            record[key] = f"<{len(str(value))} characters>"
        elif isinstance(value, str) and len(value) > _LONGEST:
            record[key] = value[:_LONGEST]
    return record


def _library_record(
    _logger: Any, _method: str, record: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A library's own words may quote what it was given: keep its name and the error's kind."""
    source = record.get("_record")
    if isinstance(source, logging.LogRecord):
        wrong = source.exc_info[1] if source.exc_info else None
        record["logger"] = source.name
        record["event"] = str(source.msg)
        if wrong is not None:
            record.update(without_words(wrong))
        source.exc_info = None
        source.exc_text = None
    return record


logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
