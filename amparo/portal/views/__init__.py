"""Pages of the portal. The error pages are named here because settings and urls point at them."""

from amparo.portal.views.faults import failed, form_expired, not_found

__all__ = ["failed", "form_expired", "not_found"]
