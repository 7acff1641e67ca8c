"""Addresses: no prefix is Spanish; /en/, /pt/ and /fr/ keep the same slugs."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from amparo.portal.api import api
from amparo.portal.views import not_found

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("amparo.portal.urls_plain")),
    *i18n_patterns(
        path("", include("amparo.portal.urls")),
        path("", include("amparo.reports.urls")),
        path("", include("amparo.identification.urls")),
        path("", include("amparo.cases.urls")),
        path("", include("amparo.cases.protection_urls")),
        path("", include("amparo.observatory.urls")),
        path("", include("amparo.ownfile.urls")),
        path("", include("amparo.oversight.urls")),
        path("", include("amparo.oversight.review_urls")),
        path("", include("amparo.oversight.log.urls")),
        path("", include("amparo.accounts.urls")),
        path("cuenta/2fa/", RedirectView.as_view(pattern_name="accounts:own")),
        # Accounts are opened by institutions and recovered in person: no sign-up, no e-mail.
        re_path(r"^cuenta/(signup|email|confirm-email|password/(reset|set)|inactive)/", not_found),
        path("cuenta/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]
if "amparo.demo" in settings.INSTALLED_APPS:
    urlpatterns += i18n_patterns(
        path("", include("amparo.demo.training_urls")), prefix_default_language=False
    )
if "amparo.demo" in settings.INSTALLED_APPS and not settings.TRAINING:
    urlpatterns += i18n_patterns(
        path("", include("amparo.demo.urls")), prefix_default_language=False
    )

handler404 = "amparo.portal.views.not_found"
handler403 = "amparo.portal.views.not_found"
handler500 = "amparo.portal.views.failed"
handler400 = "amparo.portal.views.not_found"
