"""Bringing a database to the tables of this release."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.pool import NullPool

from storage.connecting import engine_for

SCRIPTS = Path(__file__).with_name("migrations")
# Any number of ours: processes that start together migrate one after the other.
LOCK = 0x6469616F


def configuration() -> Config:
    """Alembic without an ini file: the scripts lie beside this module."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Whole or not at all, and nothing when there is nothing to do. Works on an empty database."""
    engine = engine_for(url, poolclass=NullPool)
    config = configuration()
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(
                    "SET LOCAL statement_timeout = 0"
                )  # takes what it takes
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()
