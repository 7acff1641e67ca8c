"""Words for what a person chooses or is told about her work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.permissions import Purpose, Role

PURPOSES = {
    Purpose.ASSIST: _("Atender"),
    Purpose.PROTECT: _("Proteger"),
    Purpose.REFER: _("Derivar a un servicio"),
    Purpose.INVESTIGATE: _("Investigar"),
    Purpose.STATISTICS: _("Hacer estadística"),
    Purpose.OVERSIGHT: _("Controlar el uso"),
    Purpose.ADMINISTRATION: _("Administrar cuentas"),
}

# One sentence per role on its home page.
WORK = {
    Role.INTAKE_OPERATOR: _("Lee los avisos, los ordena por urgencia y contesta por el buzón."),
    Role.INTAKE_SUPERVISOR: _("Reparte los avisos, cuida los plazos y da la segunda lectura."),
    Role.CASE_WORKER: _("Acompaña a las personas de sus equipos y anota lo que piden."),
    Role.CASE_LEAD: _("Coordina los equipos, los permisos y los plazos de cada caso."),
    Role.DECISION_MAKER: _("Decide la condición de cada persona con el fundamento escrito."),
    Role.CUSTODIAN: _("Revisa posibles duplicados sin ver el contenido de los expedientes."),
    Role.STATISTICIAN: _("Prepara las tablas y cuida que nadie pueda ser reconocido en ellas."),
    Role.AUDITOR: _("Revisa quién leyó o cambió qué, cuándo y para qué."),
    Role.DATA_PROTECTION: _("Atiende los derechos de las personas sobre sus datos."),
    Role.ORGANISATION_ADMIN: _("Abre y cierra las cuentas de su institución."),
}
