"""Every setting of the project, each also an environment variable ``ARMSGRAPH_<NAME>``."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from kg.namespaces import BASE


class Settings(BaseSettings):
    """Read once by the command line or the service and handed on; nothing reads the environment elsewhere."""

    model_config = SettingsConfigDict(env_prefix="ARMSGRAPH_", extra="ignore")

    base: str = Field(BASE, description="What the IRIs of records, claims, transfers and graphs start with.")
    store: str = Field(
        "armsgraph.store", description="Folder of the embedded store, or URL of a SPARQL 1.1 server."
    )
    release: str | None = Field(
        None,
        pattern="^[a-z0-9][a-z0-9.-]{0,60}$",
        description="Name of the release that a register's files are; worked out from the files unless it is given.",
    )
    max_document_chars: int = Field(5_000_000, description="A longer document is refused, not cut.")
    max_line_chars: int = Field(20_000_000, description="A longer line of a JSON Lines file is refused.")
    max_table_bytes: int = Field(
        500_000_000, description="A larger table is refused, also one that unfolds to more."
    )
    max_table_rows: int = Field(2_000_000, description="A table with more rows is refused.")
    max_table_cells: int = Field(50_000_000, description="A table with more cells is refused.")
    max_mail_bytes: int = Field(
        50_000_000, description="A larger e-mail is refused, its attachments counted in."
    )
    max_mail_parts: int = Field(500, description="An e-mail with more parts is refused.")
    max_mail_depth: int = Field(
        10,
        description="What lies deeper in parts of an e-mail, or in e-mails attached to one another, is refused.",
    )
    max_crawled_bytes: int = Field(
        25_000_000, description="A page of a crawl that is larger, packed or unpacked, is refused."
    )
    workers: int = Field(1, ge=1, description="Processes that read, extract and validate side by side.")
    host: str = Field("127.0.0.1", description="Address that `armsgraph serve` listens on.")
    port: int = Field(8000, description="Port that `armsgraph serve` listens on.")
    query_seconds: float = Field(
        30.0, gt=0, description="A query of the public endpoint that runs longer is stopped."
    )
    query_megabytes: int = Field(2048, gt=0, description="A query that needs more memory is stopped.")
