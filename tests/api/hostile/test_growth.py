"""What strangers are refused costs the service no memory, however often they try."""

from __future__ import annotations

_ROUND = 150
_GROWTH_MIB = 8.0


def test_refusals_are_forgotten(strangers):
    """Each request is another, so that nothing kept of it would be of use to a later one."""
    held = []
    for turn in range(3):
        for number in range(_ROUND):
            name = f"{turn}-{number}-" + "x" * 2_000
            for answer in (
                strangers.get(f"/api/v1/states/{name}"),
                strangers.get(f"/id/{name}"),
                strangers.get(f"/{name}?{name}={name}"),
                strangers.get(f"/api/v1/transfers?stage={name}", f"Accept: {name}", f"X-{name}: {name}"),
                strangers.request("POST", "/sparql", f"Content-Type: text/{name}", body=b"#" * 10_000),
                strangers.request("POST", "/sparql", body=b"#" * 1_000_001),
            ):
                assert 400 <= answer.status < 500, answer.status
        held.append(strangers.memory())
    # The first round fills what is filled once: buffers, tables, pages of the allocator.
    assert held[-1] - held[0] < _GROWTH_MIB, held
