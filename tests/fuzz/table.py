"""All targets, by name."""

from tests.fuzz.target import Target
from tests.fuzz.targets import (
    client_files,
    client_http,
    client_memory,
    client_neighbors,
    client_wire,
    server_http,
    server_websocket,
    server_wire,
    tokens,
    webhooks,
)

TARGETS: dict[str, Target] = {
    target.name: target
    for module in (
        server_wire,
        server_http,
        server_websocket,
        tokens,
        webhooks,
        client_wire,
        client_http,
        client_neighbors,
        client_files,
        client_memory,
    )
    for target in module.TARGETS
}
