"""Brings a store of any release up to this one. A current store skips loading Alembic."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from client.store.kept import REVISION

HEAD = REVISION


def revision(conn: Connection) -> str:
    """The store's revision, empty for a file without tables."""
    if not inspect(conn).has_table("alembic_version"):
        return ""
    return str(conn.scalar(text("SELECT version_num FROM alembic_version")) or "")


def upgrade(conn: Connection, to: str = HEAD) -> None:
    """Run what is missing, inside the caller's transaction."""
    if revision(conn) == to:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, to)
