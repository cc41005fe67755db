"""Every setting of the project, each also an environment variable ``ARMSGRAPH_<NAME>`` and a line of ``armsgraph.toml``."""

from __future__ import annotations

import ipaddress
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kg.namespaces import BASE

_TOKEN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_SHORTEST_TOKEN = 24


def _network(text: object) -> object:
    """An address or network as ``ipaddress`` writes it, so that a wrong one is told when the settings are read."""
    return str(ipaddress.ip_network(text.strip(), strict=False)) if isinstance(text, str) else text


def _words(value: object) -> object:
    """In an environment variable a list is written with commas."""
    return [word for word in re.split(r"[\s,]+", value) if word] if isinstance(value, str) else value


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
    extraction: bool = Field(
        True, description="Whether the service reads texts that are sent to it (`/api/v1/extract`)."
    )
    extraction_chars: int = Field(
        100_000, gt=0, description="How many characters a text may have that is sent to the service."
    )
    extraction_seconds: float = Field(
        20.0, gt=0, description="Reading a text that is sent to the service is stopped after so long."
    )
    extraction_megabytes: int = Field(
        512, gt=0, description="So much memory reading one such text may need beyond what is loaded for all."
    )
    validation: bool = Field(
        True, description="Whether the service checks RDF that is sent to it (`/api/v1/validate`)."
    )
    validation_statements: int = Field(
        20_000, gt=0, description="How many statements RDF may have that is sent to the service."
    )
    validation_seconds: float = Field(
        20.0, gt=0, description="Checking RDF that is sent to the service is stopped after so long."
    )
    validation_megabytes: int = Field(
        512, gt=0, description="So much memory checking such RDF may need beyond what is loaded for all."
    )
    host: str = Field(
        "127.0.0.1", description="Address that `armsgraph serve` listens on; `::` is all, of IPv6 and IPv4."
    )
    port: int = Field(
        8000, ge=0, le=65535, description="Port that `armsgraph serve` listens on; 0 is any that is free."
    )
    public_url: str | None = Field(
        None,
        pattern="^https?://[^/?#]+(/[^?#]*)?$",
        description="Where the service is reached from outside, such as `https://arms.example.org`, for answers that must "
        "give whole addresses; as the request says unless it is given.",
    )
    metrics: Literal["public", "token", "off"] = Field(
        "token",
        description="Who may read `/metrics`: everyone, who has the `metrics_token` (without one, nobody), or nobody.",
    )
    metrics_token: SecretStr | None = Field(
        None,
        description="What a monitor sends as bearer token; also as `sha256:` and its digest in hexadecimal.",
    )
    log_format: Literal["json", "text"] | None = Field(
        None,
        description="How `armsgraph serve` logs to standard error: an object per line, or for people. Left out: for "
        "people on a terminal, else objects.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What is logged at least."
    )
    log_requests: bool = Field(True, description="Whether there is a line for each request.")
    rate_limits: bool | None = Field(
        None,
        description="Whether requests are limited per client. Left out: where strangers can come, which is where the "
        "service listens on other than loopback, or behind `trusted_proxies`.",
    )
    rate_cheap: float = Field(
        20.0, gt=0, description="Requests per second that a client may make for long, of the cheap kind."
    )
    burst_cheap: int = Field(200, ge=1, description="Cheap requests that a client may make at once.")
    rate_costly: float = Field(
        1.0, gt=0, description="The same for what is costly: SPARQL, extraction, validation, `as_of`, dumps."
    )
    burst_costly: int = Field(30, ge=1, description="Costly requests that a client may make at once.")
    rate_write: float = Field(0.5, gt=0, description="The same for what writes, and for tries to.")
    burst_write: int = Field(10, ge=1, description="Writes that a client may send at once.")
    trusted_proxies: Annotated[
        list[Annotated[str, BeforeValidator(_network)]], NoDecode, BeforeValidator(_words)
    ] = Field(
        [],
        description="Addresses or networks of reverse proxies, whose word on the client's address is taken. "
        "From anyone else it is ignored.",
    )
    proxy_header: Literal["x-forwarded-for", "forwarded"] = Field(
        "x-forwarded-for", description="The header in which they say it; the other is ignored."
    )
    header_seconds: float = Field(
        10.0,
        gt=0,
        description="A connection on which no whole head of a request comes for so long is closed.",
    )
    body_seconds: float = Field(30.0, gt=0, description="A body must have come in this time.")
    body_bytes_per_second: int = Field(
        1000, ge=0, description="It must come at this rate at least, after the first two seconds."
    )
    answer_seconds: float = Field(
        30.0, gt=0, description="A client that takes nothing of its answer for so long is cut off."
    )
    keep_alive_seconds: int = Field(
        15, gt=0, description="An idle connection is kept so long for the next request."
    )
    max_header_bytes: int = Field(
        80_000, ge=1000, description="The head of a request, with its address, may have so many bytes."
    )
    max_headers: int = Field(100, ge=10, description="A request may have so many header fields.")
    max_connections: int = Field(
        1000, ge=1, description="Connections at the same time. More are closed at once."
    )
    max_connections_per_client: int = Field(
        100, ge=1, description="Connections of one client; a trusted proxy may have all of them."
    )
    shutdown_seconds: float = Field(
        20.0, ge=0, description="When told to stop, answers that have begun get so long to end."
    )
    drain_seconds: float = Field(
        0.0,
        ge=0,
        description="When told to stop, the service first says for so long in `/readyz` that it will, and goes on "
        "answering: for load balancers.",
    )
    write_tokens: dict[str, SecretStr] = Field(
        {},
        description="Who may write over HTTP: names and their tokens, as JSON in the environment; a token also as "
        "`sha256:` and its digest in hexadecimal. Without one nothing can be written.",
    )
    write_remote: bool = Field(
        False, description="Whether what is written over HTTP may go to a SPARQL server."
    )
    write_seconds: float = Field(
        900.0, gt=0, description="A write that takes longer is stopped; what it had committed stays."
    )
    audit_log: str | None = Field(
        None, description="File in which writes are noted. Left out: beside the store, with `.audit.jsonl`."
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
    memory_megabytes: int | None = Field(
        None,
        gt=0,
        description="The dataset and all query processes of the service together take no more; half of the machine's memory, "
        "and at least 4096, if left out.",
    )
    snapshot_megabytes: int | None = Field(
        None,
        ge=0,
        description="A dataset that takes no more is served from memory, else from disk; a million statements take some 750. "
        "What queries leave of the memory if left out; 0: from disk.",
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

    @field_validator("write_tokens")
    @classmethod
    def _tokens_can_hold(cls, tokens: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for name, token in tokens.items():
            if not _TOKEN_NAME.fullmatch(name):
                raise ValueError(f"the name {name!r} is not made of letters, digits, and . _ @ -")
            _long_enough(token, f"the token of {name}")
        return tokens

    @field_validator("metrics_token")
    @classmethod
    def _token_can_hold(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            _long_enough(token, "the token")
        return token


def _long_enough(token: SecretStr, what: str) -> None:
    text = token.get_secret_value()
    if text.startswith("sha256:"):
        if not _DIGEST.fullmatch(text):
            raise ValueError(f"{what} is not sha256: and 64 hexadecimal digits in lower case")
    elif len(text) < _SHORTEST_TOKEN or not text.isascii() or any(c.isspace() for c in text):
        raise ValueError(f"{what} must have {_SHORTEST_TOKEN} characters of ASCII without spaces at least")
