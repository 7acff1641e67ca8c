"""The legal pack: the papers without which an institution should not open a first file."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.classes import classed


class PaperKind(models.TextChoices):
    LAW = "law", _("Ley aplicable")
    PROTOCOL = "protocol", _("Protocolo de actuación")
    CONSENT_ADULT = "consent_adult", _("Texto de consentimiento: personas adultas")
    CONSENT_ADOLESCENT = "consent_adolescent", _("Texto de consentimiento: adolescentes")
    CONSENT_EASY = "consent_easy", _("Texto de consentimiento: lectura fácil")
    CONSENT_AUDIO = "consent_audio", _("Texto de consentimiento: audio")
    RIGHTS_LETTER = "rights_letter", _("Carta de derechos")
    MANDATORY_REPORT = "mandatory_report", _("Regla de denuncia obligatoria")
    RETENTION = "retention", _("Tabla de plazos de conservación")
    JOINT_CONTROL = "joint_control", _("Acuerdo entre responsables de los datos")
    IMPACT = "impact", _("Evaluación de impacto")
    BREACH_PLAN = "breach_plan", _("Plan ante una brecha")


CONSENT_TEXTS = (PaperKind.CONSENT_ADULT, PaperKind.CONSENT_ADOLESCENT, PaperKind.CONSENT_EASY)


@classed(
    technical=(
        "id public_id kind title edition language owner valid_from reviewed_with_survivors "
        "file_name content sha256 loaded_on"
    ),
    link="organisation",
    staff="loaded_by",
)
class LegalPaper(models.Model):
    """One paper in one language, as it was loaded; a new edition is a new row. Nobody's data."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=PaperKind)
    title = models.CharField(max_length=160)
    edition = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    owner = models.CharField(max_length=120)
    valid_from = models.DateField()
    reviewed_with_survivors = models.BooleanField()
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    loaded_on = models.DateField()
    loaded_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "language", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="legal_paper_edition_is_loaded_once",
                fields=["organisation", "kind", "language", "edition"],
            ),
            models.CheckConstraint(
                name="legal_paper_says_its_edition_and_owner",
                condition=~Q(edition="") & ~Q(owner=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
