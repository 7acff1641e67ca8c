"""What the kernel itself holds of a subject: keys, the way to her audit rows, files, drafts."""

from __future__ import annotations

from django.db.models import Q

from amparo.kernel import clock
from amparo.kernel.access.approval_models import Approval
from amparo.kernel.access.emergency_models import EmergencyOpening
from amparo.kernel.audit.models import Pseudonym
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import path_of
from amparo.kernel.retention.erasing import FIRST, LAST, Erasure, erases, keeps
from amparo.kernel.retention.models import Expiry
from amparo.kernel.ui.models import Draft, OnceToken
from amparo.kernel.vault.models import Wrap

keeps("audit.AuditSubject", why="a pseudonym that leads to nobody once its link is erased")
keeps("workflow.Step", why="codes and days of a machine, under an id that leads to nobody")
keeps("retention.LegalHold", why="the order that once held it; no erasure runs while it is live")


@erases("access.EmergencyOpening", "access.Approval", order=FIRST)
def close_openings(erasure: Erasure) -> None:
    """Their reasons are sealed under keys of their own, which go with hers."""
    openings = EmergencyOpening.objects.filter(person=erasure.subject)
    asked = Approval.objects.filter(about=erasure.subject)
    for rows in (openings, asked):
        erasure.also.update(rows.values_list("public_id", flat=True))
    openings.filter(ends_at__gt=clock.now()).update(ends_at=clock.now())


@erases("vault.Wrap", order=LAST)
def delete_wraps(erasure: Erasure) -> None:
    """All recipients, all classes, all shares: what is left sealed opens for nobody."""
    Wrap.objects.filter(subject__in=erasure.ids).delete()


@erases("files.StoredFile")
def delete_originals(erasure: Erasure) -> None:
    """Sealed originals leave the disk once the rest is committed; their hashes leave now."""
    stored = StoredFile.objects.filter(subject=erasure.subject)
    erasure.unlink += [path_of(each) for each in stored]
    stored.delete()


@erases("retention.Expiry")
def close_proposals(erasure: Erasure) -> None:
    """Why it was once kept longer is sealed under keys of its own, which go with hers."""
    about = Expiry.objects.filter(about__in=erasure.ids)
    about.filter(state="open").delete()
    erasure.also.update(about.values_list("public_id", flat=True))


@erases("audit.Pseudonym", order=LAST)
def forget_pseudonym(erasure: Erasure) -> None:
    """The only link from her to the log: its rows and hashes stay as they are."""
    Pseudonym.objects.filter(subject__in=erasure.ids).delete()


@erases("ui.Draft", "ui.OnceToken", order=LAST)
def forget_drafts(erasure: Erasure) -> None:
    """What somebody was typing on her pages, and the addresses of forms that were sent there."""
    paths = locations = Q(pk__in=[])
    for each in erasure.ids:
        paths |= Q(path__contains=str(each))
        locations |= Q(location__contains=str(each))
    Draft.objects.filter(paths).delete()
    OnceToken.objects.filter(locations).delete()
