"""Refusals: a rule said no. Expected, shown to the user as a sentence, never a stack trace."""

from typing import Literal

from msgspec import Struct

from app.domain.facts import Fact

Retry = Literal["no", "now", "backoff", "after", "reopen", "repair"]

RefusalCode = Literal[
    "bad_frame",
    "unknown_type",
    "bad_field",
    "already_claimed",
    "not_open",
    "stale_claim",
    "version_conflict",
    "expired_intent",
    "op_too_old",
    "bad_op",
    "idem_mismatch",
    "forbidden",
    "not_found",
    "too_large",
    "no_consent",
    "no_address",
    "outside_hours",
    "busy",
    "internal",
    "db_unavailable",
    "rate_limited",
    "read_only",
    "not_open_yet",
    "unpaired",
    "revoked",
]

DECISIONS = frozenset(
    {
        "bad_field",
        "already_claimed",
        "not_open",
        "stale_claim",
        "version_conflict",
        "expired_intent",
        "forbidden",
        "not_found",
        "no_consent",
        "no_address",
        "outside_hours",
    }
)
"""Refusals that are answers: stored with the op and replayed word for word. The rest are
transient."""


class Refused(Struct, frozen=True, kw_only=True):
    """`msg` is a sentence for the user. `kept` are facts written all the same: what a rep wrote
    after losing a claim is kept as an activity, never thrown away (FEED §2.8)."""

    code: RefusalCode
    msg: str
    retry: Retry = "no"
    owner: str = ""
    owner_name: str = ""
    since: int | None = None
    kept: tuple[Fact, ...] = ()
