"""The API's root: each app adds its router here, under the same predicates as its pages."""

from __future__ import annotations

from ninja import NinjaAPI

from amparo.cases.api import router as cases
from amparo.identification.api import router as identification
from amparo.observatory.api import router as observatory
from amparo.reports.api import router as reports

api = NinjaAPI(
    title="Amparo",
    version="1",
    urls_namespace="api",
    docs_url=None,  # a page of the library would ask other hosts for scripts
    openapi_url="/openapi.json",
)
api.add_router("/cases", cases)
api.add_router("/observatory", observatory)
api.add_router("/persons", identification)
api.add_router("", reports)
