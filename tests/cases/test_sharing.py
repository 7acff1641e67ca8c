"""A desk sees exactly the parts that were allowed, on page and in API, and not a day more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from amparo.cases import services
from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.persons.choices import ShareField
from amparo.persons.models import Consent, Share
from tests.factories.cases import WORDS, as_actor, case, full_case, signed_in, worker
from tests.factories.kernel import SINCE
from tests.factories.persons import NAME, NEXT_MONTH, consent, share

pytestmark = pytest.mark.django_db

KNOWN_AS, BIRTH, DOCUMENT = "Luzbela", "antes de 1931", "ID-INVENTADA-77"
CONTACT_NOTE = "palabra girasol"
SAID = {
    "name": (NAME, KNOWN_AS),
    "birth": (BIRTH,),
    "document": (DOCUMENT,),
    "contact": (CONTACT_NOTE,),
    "profile": ("Mujer trans",),
    "identification": ("Mendicidad",),
    **WORDS,
}
TABS = ("", "hechos/", "plan/", "notas/", "permisos/")


@pytest.fixture
def lead():
    return worker(role=Role.CASE_LEAD)


@pytest.fixture
def reader():
    return worker(role=Role.CASE_LEAD)


@pytest.fixture
def opened(lead) -> Case:
    given = {
        "known_as": KNOWN_AS,
        "birth": "../1931",
        "document": DOCUMENT,
        "gender": "trans_woman",
    }
    contact = {"may_contact": "only_through", "contact_note": CONTACT_NOTE}
    found = full_case(as_actor(lead), **given, **contact)
    services.set_modalities(
        actor=as_actor(lead), case_id=found.pk, version=1, modalities=["forced_begging"]
    )
    return found


def everything_shown(client, opened: Case) -> str:
    """Every page, the name if it opens, the list and the API, in one text."""
    page = f"/casos/{opened.public_id}/"
    answers = [client.get(f"{page}{tab}") for tab in TABS]
    answers += [client.post(f"{page}nombre/", {"reason": "meeting"}), client.get("/casos/")]
    answers.append(client.get(f"/api/v1/cases/{opened.public_id}"))
    answers.append(client.get("/api/v1/cases"))
    shown = "\n".join(a.content.decode() for a in answers if a.status_code == 200)
    return re.sub(r"<option.*?</option>", "", shown)  # what a filter offers tells nothing


@pytest.mark.parametrize("part", list(ShareField))
def test_one_part_allowed_is_one_part_seen(lead, reader, opened, part):
    share(as_actor(lead), opened.person, reader.desk, part)
    seen = everything_shown(signed_in(reader), opened)

    for other, words in SAID.items():
        for word in words:
            assert (word in seen) is (other == part), (other, word)


def test_the_team_sees_every_part(lead, opened):
    seen = everything_shown(signed_in(lead), opened)
    assert [word for words in SAID.values() for word in words if word not in seen] == []


def test_a_permission_for_her_profile_gives_only_what_its_words_name(lead, reader):
    given = {"ethnicity": "garifuna", "nationalities": ["HT"]}
    opened = case(as_actor(lead), **given)
    share(as_actor(lead), opened.person, reader.desk, "profile")
    seen, mine = (everything_shown(signed_in(who), opened) for who in (reader, lead))
    for word in ("Garífuna", "Haití", "garifuna", '"HT"'):
        assert word not in seen
    assert "Garífuna" in mine and "Haití" in mine


def test_what_is_not_included_is_said_so(lead, reader, opened):
    share(as_actor(lead), opened.person, reader.desk, "profile")
    client = signed_in(reader)
    page = f"/casos/{opened.public_id}/"
    for tab in ("hechos/", "plan/", "notas/"):
        assert "No incluido en el permiso" in client.get(f"{page}{tab}").content.decode()
    told = client.get(f"/api/v1/cases/{opened.public_id}").json()
    assert told["parts"] == ["profile"]
    absent = ("events", "needs", "goals", "notes", "contact", "known_as", "state")
    assert [told[name] for name in absent] == [None] * len(absent)


def nothing_is_seen(client, opened: Case) -> None:
    page = f"/casos/{opened.public_id}/"
    for tab in TABS:
        assert client.get(f"{page}{tab}").status_code == 404
    assert client.get(f"/api/v1/cases/{opened.public_id}").status_code == 404
    assert client.get("/api/v1/cases").json() == {"items": [], "after": ""}
    assert opened.person.code_name not in client.get("/casos/").content.decode()
    found = client.post("/casos/buscar/", {"text": opened.person.code_name})
    assert "No hay ninguna ficha suya así" in found.content.decode()


def test_before_it_is_opened_a_consent_shows_nothing(lead, reader, opened):
    allowed = consent(as_actor(lead), opened.person, reader.desk, *ShareField)
    nothing_is_seen(signed_in(reader), opened)

    signed_in(lead).post(f"/casos/{opened.public_id}/permisos/{allowed.public_id}/abrir/")
    assert signed_in(reader).get(f"/casos/{opened.public_id}/").status_code == 200


def test_withdrawing_is_one_post_and_closes_every_view_at_once(lead, reader, opened):
    started = share(as_actor(lead), opened.person, reader.desk, *ShareField)
    client = signed_in(reader)
    assert NAME in everything_shown(client, opened)

    page = f"/casos/{opened.public_id}/permisos/{started.consent.public_id}/retirar/"
    assert signed_in(lead).post(page).status_code == 302
    nothing_is_seen(client, opened)


def test_a_share_ends_with_the_day_it_was_given_for(lead, reader, opened):
    share(as_actor(lead), opened.person, reader.desk, *ShareField, days=3)
    client = signed_in(reader)
    assert client.get(f"/casos/{opened.public_id}/").status_code == 200

    clock.shift(timedelta(days=4))
    try:
        nothing_is_seen(signed_in(reader), opened)
    finally:
        clock.shift(timedelta(0))


def test_another_purpose_sees_nothing(lead, reader, opened):
    share(as_actor(lead), opened.person, reader.desk, *ShareField, purpose="refer")
    nothing_is_seen(signed_in(reader, purpose="assist"), opened)
    assert signed_in(reader, "refer").get(f"/casos/{opened.public_id}/").status_code == 200


def test_a_desk_does_not_learn_whom_else_she_allowed(lead, reader, opened):
    other = worker()
    share(as_actor(lead), opened.person, reader.desk, "profile")
    share(as_actor(lead), opened.person, other.desk, "notes")
    seen = signed_in(reader).get(f"/casos/{opened.public_id}/permisos/").content.decode()
    assert other.desk.organisation.name not in seen


def test_the_names_of_others_are_not_searched_through_a_share(lead, reader, opened):
    share(as_actor(lead), opened.person, reader.desk, *ShareField)
    found = signed_in(reader).post("/casos/buscar/", {"text": NAME}).content.decode()
    assert opened.person.code_name not in found


def test_the_permission_page_records_and_opens_in_one_step(lead, reader, opened):
    page = f"/casos/{opened.public_id}/permisos/nuevo/"
    empty = signed_in(lead).get(page).content.decode()
    assert (clock.today() + timedelta(days=90)).isoformat() in empty

    answers = {
        "desk": str(reader.desk.public_id),
        "purpose": "protect",
        "fields_allowed": ["profile", "plan"],
        "expires_on": (clock.today() + timedelta(days=30)).isoformat(),
        "given_by": "support_decision",
        "explained": "interpreter",
        "language": "quc",
    }
    assert signed_in(lead).post(page, answers).status_code == 302
    kept = Consent.objects.get()
    assert (kept.fields, kept.language) == (["plan", "profile"], "quc")
    assert not Share.objects.exists()
    signed_in(lead).post(page, answers | {"share_now": "on"})
    assert Share.objects.get().consent.purpose == "protect"


def test_a_permission_that_cannot_be_opened_is_not_half_kept(lead, reader, opened):
    type(opened.person).objects.filter(pk=opened.person_id).update(source="legacy")
    answers = {
        "desk": str(reader.desk.public_id),
        "purpose": "assist",
        "fields_allowed": ["profile"],
        "expires_on": NEXT_MONTH,
        "given_by": "herself",
        "explained": "read",
        "language": "es",
        "share_now": "on",
    }
    answer = signed_in(lead).post(f"/casos/{opened.public_id}/permisos/nuevo/", answers)
    assert answer.status_code == 422 and "legado" in answer.content.decode()
    assert not Consent.objects.exists()


def test_an_ended_permission_is_refused_on_the_page(lead, reader, opened):
    allowed = consent(as_actor(lead), opened.person, reader.desk, "notes")
    Consent.objects.update(withdrawn_at=clock.now())
    page = f"/casos/{opened.public_id}/permisos/{allowed.public_id}/abrir/"
    answer = signed_in(lead).post(page)
    assert answer.status_code == 422 and "terminó o fue retirado" in answer.content.decode()


def test_a_permission_of_another_file_is_not_touched_from_this_one(lead, reader, opened):
    other = case(as_actor(lead))
    allowed = consent(as_actor(lead), other.person, reader.desk, "notes")
    page = f"/casos/{opened.public_id}/permisos/{allowed.public_id}/retirar/"
    assert signed_in(lead).post(page).status_code == 404
    assert Consent.objects.get().withdrawn_at is None


def test_the_teams_column_claims_only_what_somebody_on_it_reads():
    lead = worker(role=Role.CASE_LEAD)
    opened = case(as_actor(lead))
    address, client = f"/casos/{opened.public_id}/permisos/", signed_in(lead)

    def seen() -> dict[str, bool]:
        return {part: said[0] for part, said in client.get(address).context["matrix"].rows}

    assert (seen()["Notas clínicas"], seen()["Necesidades"]) == (False, True)
    clinician = worker(lead.desk, role=Role.CLINICIAN)
    add_member(team=opened.person.team, membership=clinician, on=SINCE)
    assert seen()["Notas clínicas"]
