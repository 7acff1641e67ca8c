"""Closed lists about a person and what she allows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.permissions import Purpose


class AgeGroup(models.TextChoices):
    ADULT = "adult", _("Persona adulta")
    CHILD = "child", _("Niña, niño o adolescente")
    IN_DOUBT = "in_doubt", _("Edad en duda: se protege como niña, niño o adolescente")


class Basis(models.TextChoices):
    """Why this record may be held at all."""

    CONTACT = "contact", _("Contacto con la persona, con su acuerdo")
    CHILD_PROTECTION = "child_protection", _("Ruta de protección de la niñez")
    VITAL_INTEREST = "vital_interest", _("Interés vital, por escrito")
    LEGACY = "legacy", _("Legado: registro anterior importado")


class MayContact(models.TextChoices):
    """Whether she may safely be contacted. Nothing is preselected; not knowing means no."""

    YES = "yes", _("Sí, como se indica")
    ONLY_THROUGH = "only_through", _("Solo por la persona o el modo que se indica")
    NO = "no", _("No: sería peligroso")
    UNKNOWN = "unknown", _("No se sabe todavía: no se contacta")


class Source(models.TextChoices):
    OWN = "own", _("Propia")
    LEGACY = "legacy", pgettext_lazy("source", "Legado")


class GivenBy(models.TextChoices):
    HERSELF = "herself", _("La persona")
    CHILD_AUTHORITY = "child_authority", _("Autoridad de niñez, con interés superior registrado")
    SUPPORT_DECISION = "support_decision", _("La persona, con apoyo para decidir")


class Explained(models.TextChoices):
    SPOKEN = "spoken", _("De palabra, en su idioma")
    INTERPRETER = "interpreter", _("De palabra, con intérprete")
    READ = "read", _("Lo leyó y lo comentamos")
    SIGNED_LANGUAGE = "signed_language", _("En lengua de señas")


class ConsentPurpose(models.TextChoices):
    """What a consent may be for: the purposes of the access model that concern a person."""

    ASSIST = Purpose.ASSIST.value, _("Asistirla")
    PROTECT = Purpose.PROTECT.value, _("Protegerla")
    REFER = Purpose.REFER.value, _("Derivarla a un servicio")
    LEGAL_REPRESENTATION = Purpose.LEGAL_REPRESENTATION.value, _("Asesorarla y representarla")
    PLACE_IN_SHELTER = Purpose.PLACE_IN_SHELTER.value, _("Ubicarla en un lugar seguro")
    INVESTIGATE = Purpose.INVESTIGATE.value, _("Investigar, si ella quiere")
    PROSECUTE = Purpose.PROSECUTE.value, _("Llevar el proceso penal, si ella quiere")
    TRACE_FAMILY = Purpose.TRACE_FAMILY.value, _("Buscar a su familia")
    REPATRIATE = Purpose.REPATRIATE.value, _("Acompañar su retorno, si ella quiere")
    PROTECTION_PERMIT = Purpose.PROTECTION_PERMIT.value, _("Pedir un permiso de protección")


class ExclusionReason(models.TextChoices):
    """Why somebody must never see a file. Coded, so that no name and no accusation rests here."""

    NAMED_IN_FACTS = "named_in_facts", _("Está entre quienes la persona señala en los hechos")
    FAMILY = "family", _("Es familiar, o cercano a quien ella señala")
    INQUIRY = "inquiry", _("Hay una denuncia o una investigación sobre esa institución o persona")
    ASKED = "asked", _("La persona lo pidió")
    DECLARED = "declared", _("Declaró un conflicto de interés")


class LiftReason(models.TextChoices):
    """Why an exclusion ends; two people of her team say so."""

    MISTAKEN = "mistaken", _("Se marcó por error")
    SHE_CHANGED = "she_changed", _("La persona ya no lo pide")
    AUTHORITY = "authority", _("Lo decidió la autoridad, por escrito")


class RepresentativeKind(models.TextChoices):
    MOTHER = "mother", pgettext_lazy("representative", "Madre")
    FATHER = "father", pgettext_lazy("representative", "Padre")
    RELATIVE = "relative", _("Otro familiar")
    TUTOR = "tutor", _("Persona tutora designada")
    INSTITUTION = "institution", _("Institución designada")


class ShareField(models.TextChoices):
    """The parts of a file that a consent can name, one by one."""

    NAME = "name", _("Nombre")
    BIRTH = "birth", _("Fecha de nacimiento")
    DOCUMENT = "document", _("Documento de identidad")
    CONTACT = "contact", _("Contacto seguro")
    PROFILE = "profile", _("Datos para la atención: edad, sexo, género, idioma, discapacidad")
    IDENTIFICATION = "identification", _("Condición y decisiones de identificación")
    EVENTS = "events", _("Lo que le pasó")
    NEEDS = "needs", _("Necesidades")
    PLAN = "plan", _("Plan y metas")
    NOTES = "notes", _("Notas de acompañamiento")
    FILES = "files", _("Archivos")
    CLINICAL = "clinical", _("Notas clínicas")


CLASS_OF_FIELD: dict[str, DataClass] = {
    ShareField.NAME: DataClass.IDENTITY,
    ShareField.BIRTH: DataClass.IDENTITY,
    ShareField.DOCUMENT: DataClass.IDENTITY,
    ShareField.CONTACT: DataClass.LOCATION,
    ShareField.PROFILE: DataClass.STATISTIC,
    ShareField.IDENTIFICATION: DataClass.STATISTIC,
    ShareField.EVENTS: DataClass.FACTS,
    ShareField.NEEDS: DataClass.SERVICES,
    ShareField.PLAN: DataClass.SERVICES,
    ShareField.NOTES: DataClass.SERVICES,
    ShareField.FILES: DataClass.SERVICES,
    ShareField.CLINICAL: DataClass.CLINICAL,
}

# Classes that have a sealed part, so a key of their own for every person.
SEALED_CLASSES = (
    DataClass.IDENTITY,
    DataClass.LOCATION,
    DataClass.SERVICES,
    DataClass.FACTS,
    DataClass.MIGRATION,
)


class WitnessedBy(models.TextChoices):
    """Who was there when she allowed it, by function: never a name."""

    NOBODY = "nobody", _("Nadie más")
    INTERPRETER = "interpreter", _("La persona intérprete")
    COLLEAGUE = "colleague", _("Otra persona del equipo")
    TRUSTED = "trusted", _("Una persona de su confianza")
    REPRESENTATIVE = "representative", _("Quien la representa")


class OrderKind(models.TextChoices):
    """Why parts of a file may be delivered without her consent; nothing else does."""

    COURT = "court", _("Orden judicial")
    CHILD_PROTECTION = "child_protection", _("Informe obligatorio de protección de niñez")
    IMMINENT_DANGER = "imminent_danger", _("Peligro inminente, por escrito")


class OrderPurpose(models.TextChoices):
    """Under which purpose the desk that receives may read what is delivered."""

    INVESTIGATE = Purpose.INVESTIGATE.value, pgettext_lazy("order", "Investigar")
    PROSECUTE = Purpose.PROSECUTE.value, pgettext_lazy("order", "Llevar el proceso penal")
    PROTECT = Purpose.PROTECT.value, _("Protegerla")


class NoticePolicy(models.TextChoices):
    """When she is told that something of hers was delivered; never by a contact made for it."""

    BEFORE = "before", _("Antes de entregar")
    NEXT_MEETING = "next_meeting", _("En el próximo encuentro")
    AFTER_SECRECY = "after_secrecy", _("Cuando termine el secreto que fija la orden")


class HearingAbout(models.TextChoices):
    """Why justice asks to reach her."""

    HEARING = "hearing", _("Una audiencia")
    STATEMENT = "statement", _("Una declaración")
    NOTICE = "notice", _("Una notificación")
    MEASURES = "measures", _("Medidas de protección")


class ContactAnswer(models.TextChoices):
    """What she says to a request for contact. Not wishing it is an answer like the others."""

    OPEN = "open", _("Sin respuesta todavía")
    ACCEPTS = "accepts", _("Acepta")
    NOT_NOW = "not_now", _("Ahora no")
    DECLINES = "declines", _("No desea")
    UNREACHABLE = "unreachable", _("No hay modo seguro de preguntarle")


class AskedThrough(models.TextChoices):
    """How she was asked; a channel asks the contact gate first."""

    MEETING = "in_person", _("En un encuentro que ya estaba previsto")
    PHONE = "phone", _("Por teléfono")
    SMS = "sms", _("Por mensaje de texto")
    EMAIL = "email", _("Por correo")
