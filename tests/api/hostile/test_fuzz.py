"""Requests that a generator makes of the service's own description: each is answered as the description says.

Needs schemathesis (``pip install 'armsgraph[fuzz]'``, ``make fuzz``); without it there is nothing here.
"""

from __future__ import annotations

import os
import warnings

import pytest
from hypothesis import HealthCheck, Phase, settings

from api.app import create_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the generator's own parts warn of is no matter of ours
    schemathesis = pytest.importorskip("schemathesis")
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

EXAMPLES = int(os.environ.get("ARMSGRAPH_FUZZ_EXAMPLES", "10"))
"""Requests of each operation. The same ones each time."""
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
TEXTS = ("application/sparql-query", "application/sparql-update", "text/turtle", "application/trig", "application/n-triples",
         "application/n-quads", "application/ld+json", "application/rdf+xml", "text/csv", "application/x-ndjson")  # fmt: skip


@schemathesis.serializer(*TEXTS)
def as_it_is(context, value):
    """Bodies of these types are text, which the generator would not know how to send."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else str(value).encode()


description = schemathesis.openapi.from_dict(create_app("nowhere").openapi())


@description.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_it_is_described(case, running):
    response = case.call(base_url=f"http://127.0.0.1:{running.port}")
    case.validate_response(response, checks=CHECKS)
