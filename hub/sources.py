"""Webhook sources: where leads come from, each behind its own secret path."""

from msgspec import Struct

from hub.database import Database


class SourceRow(Struct, frozen=True, kw_only=True):
    """One source. `secret` signs its deliveries ("" = only the path is secret); `default_region` is an
    ISO 3166 country for numbers written without a country code ("" = none)."""

    id: str
    team: str
    kind: str
    name: str
    secret: str = ""
    default_region: str = ""


class Sources:
    def __init__(self, db: Database) -> None:
        self.db = db

    async def add(
        self, kind: str, name: str, team_name: str, secret: str = "", default_region: str = ""
    ) -> tuple[SourceRow, str]:
        """A new source and its path token (128 bits, shown this once; its hash is stored). Creates the
        team when new. Raises Refusal."""
        raise NotImplementedError

    async def find(self, token: str) -> SourceRow | None:
        """The source behind `/v1/in/<token>`, or None."""
        raise NotImplementedError
