"""Serves the door until it is told to stop. TLS is the business of the proxy before it."""

from __future__ import annotations

import logging

import uvicorn

from onesource.door.app import door
from onesource.door.bureau import Bureau

AT_ONCE = 64  # calls in work; more are turned away with 503


def serve(bureau: Bureau, host: str, port: int, tls: bool = False) -> None:
    """Serves the door of `bureau` at an address. tls: browsers speak it with what stands before."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    config = uvicorn.Config(
        door(bureau, tls),
        host=host,
        port=port,
        server_header=False,
        limit_concurrency=AT_ONCE,
        log_config=None,
    )
    uvicorn.Server(config).run()
