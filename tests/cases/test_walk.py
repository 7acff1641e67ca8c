"""From an empty list to a second institution that sees exactly what was allowed."""

from __future__ import annotations

import pytest

from amparo.cases.models import Case
from amparo.persons.models import Consent
from tests.factories.cases import signed_in, worker
from tests.factories.kernel import DeskFactory
from tests.factories.persons import NAME, NEXT_MONTH

pytestmark = pytest.mark.django_db

REGISTER = {
    "age_group": "adult",
    "basis": "contact",
    "may_contact": "only_through",
    "contact_channels": ["in_person"],
    "contact_hours": "9 a 12",
    "name": NAME,
    "language": "pt",
}


def test_a_person_is_registered_shared_seen_and_closed_again():
    mine, theirs = worker(), worker(DeskFactory())
    here, there = signed_in(mine), signed_in(theirs)
    assert "Todavía no acompaña a nadie" in here.get("/casos/").content.decode()

    opened = here.post("/casos/nueva/", REGISTER)
    case = Case.objects.select_related("person").get()
    page = f"/casos/{case.public_id}/"
    assert opened.status_code == 302 and opened["Location"] == page
    assert case.person.code_name in here.get("/casos/").content.decode()
    assert NAME not in here.get(page).content.decode()
    assert there.get(page).status_code == 404

    allowed = {
        "desk": str(theirs.desk.public_id),
        "purpose": "assist",
        "fields_allowed": ["profile", "notes"],
        "expires_on": NEXT_MONTH,
        "given_by": "herself",
        "explained": "interpreter",
        "language": "pt",
        "share_now": "on",
    }
    given = here.post(f"{page}permisos/nuevo/", allowed)
    assert given.status_code == 302, given.content.decode()
    here.post(f"{page}notas/nueva/", {"kind": "decision", "text": "quiere estudiar"})

    seen = there.get(page).content.decode()
    assert "Portugués" in seen and "9 a 12" not in seen
    assert "quiere estudiar" in there.get(f"{page}notas/").content.decode()
    assert there.get(f"{page}nombre/").status_code == 404

    consent = Consent.objects.get()
    here.post(f"{page}permisos/{consent.public_id}/retirar/")
    assert there.get(page).status_code == 404
