"""`podium openapi`: the REST API as an OpenAPI document."""

from __future__ import annotations

from deploy.cli._app import Panel, app


@app.command(rich_help_panel=Panel.DEVELOPMENT)
def openapi() -> int:
    """Prints the OpenAPI 3.1 document of the REST API. Needs no server."""
    from core_api.api import openapi_text

    print(openapi_text())
    return 0
