"""Every setting of the project, each also an environment variable ``ARMSGRAPH_<NAME>``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, SecretStr
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
    public_url: str | None = Field(
        None,
        pattern="^https?://[^/?#]+(/[^?#]*)?$",
        description="Where the service is reached from outside, such as `https://arms.example.org`, for answers that must "
        "give whole addresses; as the request says unless it is given.",
    )
    query_seconds: float = Field(
        30.0, gt=0, description="A query of the public endpoint that runs longer is stopped."
    )
    query_megabytes: int = Field(1024, gt=0, description="A query that needs more memory is stopped.")
    answer_rows: int | None = Field(
        1_000_000, ge=1, description="A query whose answer has more rows, or statements, is refused."
    )
    answer_megabytes: int | None = Field(
        1000, ge=1, description="An answer of the public endpoint that is larger is refused."
    )
    memory_megabytes: int = Field(
        8192, gt=0, description="The dataset and all query processes of the service together take no more."
    )
    snapshot_megabytes: int = Field(
        1024,
        ge=0,
        description="A dataset that takes no more is served from memory, ten times as fast as from disk; 0: from disk.",
    )
    cache_megabytes: int = Field(
        64, ge=0, description="Memory for answers that are kept until the dataset changes; 0 keeps none."
    )
    reader: Literal["rules", "llm", "both"] = Field(
        "rules", description="Who reads documents: the rules, a language model (`llm`), or both."
    )
    llm_url: str | None = Field(
        None,
        description="Where the language model is served, up to the version, such as `http://127.0.0.1:8080/v1`. "
        "No other address is contacted.",
    )
    llm_api: Literal["openai", "anthropic"] = Field(
        "openai", description="How it is asked: chat completions (`openai`) or messages (`anthropic`)."
    )
    llm_model: str | None = Field(None, description="Name of the model, as its server calls it.")
    llm_key: SecretStr | None = Field(
        None, description="Key of the server. It is sent to `llm_url` and written nowhere."
    )
    llm_timeout: float = Field(
        120.0, gt=0, description="Seconds after which a document whose answer is not there is refused."
    )
    llm_max_answer_tokens: int = Field(
        4096, gt=0, description="How many tokens one answer may have. A longer one is cut off by the server."
    )
    llm_max_tokens: int | None = Field(
        None, ge=0, description="How many tokens a run may use, read and written together."
    )
    llm_max_cost: Decimal | None = Field(
        None, ge=0, description="How much a run may cost, in the currency of the prices."
    )
    llm_price_read: Decimal | None = Field(
        None, ge=0, description="Price of a million tokens that the model reads."
    )
    llm_price_written: Decimal | None = Field(
        None, ge=0, description="Price of a million tokens that the model writes."
    )
    llm_cache: str = Field(
        "armsgraph.llm", description="Folder in which answers are kept, so that none is paid for twice."
    )
    llm_concurrency: int = Field(
        1, ge=1, le=64, description="How many pieces of one document the model is asked about at once."
    )
    llm_options: dict[str, Any] = Field(
        {},
        description="Members of the request that a server wants otherwise, as JSON; one that is null is left out.",
    )
