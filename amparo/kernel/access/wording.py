"""Words for the purposes under which somebody works."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.permissions import Purpose

PURPOSES = {
    Purpose.ASSIST: _("Atender"),
    Purpose.PROTECT: _("Proteger"),
    Purpose.REFER: _("Derivar a un servicio"),
    Purpose.LEGAL_REPRESENTATION: _("Representarla y asesorarla"),
    Purpose.PLACE_IN_SHELTER: _("Ubicarla en un refugio"),
    Purpose.INVESTIGATE: _("Investigar"),
    Purpose.PROSECUTE: _("Llevar el proceso penal"),
    Purpose.TRACE_FAMILY: _("Buscar a su familia"),
    Purpose.REPATRIATE: _("Acompañar su retorno"),
    Purpose.PROTECTION_PERMIT: _("Tramitar su permiso de protección"),
    Purpose.WITNESS_PROTECTION: _("Proteger a testigos"),
    Purpose.DECONFLICT: _("Evitar choques entre operaciones"),
    Purpose.LEGAL_ORDER: _("Cumplir una orden judicial"),
    Purpose.SURVIVOR_ACCESS: _("Ver su propia ficha"),
    Purpose.STATISTICS: _("Hacer estadística"),
    Purpose.OVERSIGHT: _("Controlar el uso"),
    Purpose.QUALITY: _("Cuidar la calidad"),
    Purpose.ADMINISTRATION: _("Administrar cuentas"),
}
