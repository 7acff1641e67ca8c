"""Words for what a person chooses or is told about her work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.permissions import Role
from amparo.kernel.access.wording import PURPOSES

__all__ = ["PURPOSES", "WORK"]

# One sentence per role on its home page.
WORK = {
    Role.INTAKE_OPERATOR: _("Lee los avisos, los ordena por urgencia y contesta por el buzón."),
    Role.INTAKE_SUPERVISOR: _("Reparte los avisos, cuida los plazos y da la segunda lectura."),
    Role.CASE_WORKER: _("Acompaña a las personas de sus equipos y anota lo que piden."),
    Role.CASE_LEAD: _("Coordina los equipos, los permisos y los plazos de cada caso."),
    Role.CLINICIAN: _("Atiende la salud de las personas de sus equipos."),
    Role.LEGAL_AID: _("Asesora y representa a la persona; lo que hablan queda entre ellas."),
    Role.PLACEMENT_OFFICER: _("Busca lugar seguro y cuida que nadie más sepa dónde está."),
    Role.SHELTER_STAFF: _("Acompaña a quienes viven en el refugio."),
    Role.INVESTIGATOR: _("Investiga los hechos; de la persona ve solo lo que ella permite."),
    Role.PROSECUTOR: _("Lleva el proceso; de la persona ve solo lo que ella permite."),
    Role.COURT_DESK: _("Recibe las órdenes judiciales y entrega solo lo que nombran."),
    Role.INTEGRITY_OFFICER: _("Atiende los avisos sobre personas de las instituciones."),
    Role.WITNESS_PROTECTION_OFFICER: _("Guarda las fichas de testigos con reserva."),
    Role.PERMIT_DESK: _("Tramita los permisos de protección que la persona pidió."),
    Role.LABOUR_INSPECTOR: _("Atiende los avisos sobre lugares de trabajo."),
    Role.CONSULAR_OFFICER: _("Ayuda con documentos, familia y retorno, si la persona quiere."),
    Role.LIAISON: _("Contesta a otros países por el canal de cooperación."),
    Role.SUPERVISOR: _("Revisa la calidad del trabajo de su institución."),
    Role.COMMITTEE: _("Consulta las cifras del país para decidir mejor."),
    Role.DECISION_MAKER: _("Decide la condición de cada persona con el fundamento escrito."),
    Role.CUSTODIAN: _("Revisa posibles duplicados sin ver el contenido de los expedientes."),
    Role.STATISTICIAN: _("Prepara las tablas y cuida que nadie pueda ser reconocido en ellas."),
    Role.AUDITOR: _("Revisa quién leyó o cambió qué, cuándo y para qué."),
    Role.DATA_PROTECTION: _("Atiende los derechos de las personas sobre sus datos."),
    Role.ORGANISATION_ADMIN: _("Abre y cierra las cuentas de su institución."),
}
