"""Every address of the registry, filled with the ids of one scene; new ones must be added here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.test import Client
from django.urls import reverse

from amparo.cases import services
from amparo.cases.models import Case, Goal, Need
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.files.models import StoredFile
from amparo.kernel.organisations.models import Membership
from amparo.persons.models import PossibleDuplicate
from amparo.persons.services import exclude_from_file, note_representative, open_group
from tests.factories.cases import as_actor, case, full_case, signed_in, worker
from tests.factories.persons import NEXT_MONTH, consent, share

RESERVED = {
    "reserved",
    "add_reserved",
    "open_reserved",
    "migration",
    "reserve",
}  # for roles of their own alone
PARTS = ("profile", "notes", "files", "plan", "needs", "events")  # not her name, nor contact
FORM = {
    "register": {"age_group": "adult", "basis": "contact", "may_contact": "no"},
    "search": {"text": "Lucero Sol"},
    "add_event": {"kind": "other"},
    "add_need": {"kind": "legal"},
    "add_goal": {"words": "estudiar"},
    "need": {"state": "met", "version": "1"},
    "goal": {"state": "reached", "version": "1"},
    "add_note": {"kind": "team", "text": "llamó"},
    "name": {"reason": "meeting"},
    "profile": {"age_group": "adult", "version": "1"},
    "contact": {"may_contact": "no", "version": "1"},
    "identity": {"name": "Otra Inventada Luz", "version": "1"},
    "modalities": {"modalities": ["labour"], "version": "1"},
    "step": {"target": "active", "version": "1"},
    "sitting_new": {"cards": "3"},
    "sitting_join": {"kept": "1", "joined": "2", "confirmed": "on"},
    "custody_answer": {"answer": "different"},
    "lift": {"reason": "mistaken", "version": "1"},
    "representatives": {"kind": "father", "name": "Inventado Río", "named": "1"},
    "decide": {
        "best_interest": "lo decidió (inventado)",
        "from_on": "2026-01-01",
        "until_on": NEXT_MONTH,
        "version": "1",
    },
    "migration": {"band": "regular", "version": "1"},
}
READ_ONLY = {
    "list", "show", "events", "plan", "notes", "sharing", "team", "history", "readings",
    "download", "reserved", "sitting", "sitting_cards", "custody",
}  # fmt: skip
WRITE_ONLY = {
    "search", "add_event", "add_need", "add_goal", "add_note", "add_file", "share", "withdraw",
    "join_team", "custody_answer", "add_reserved", "open_reserved", "lift", "decide", "reserve",
}  # fmt: skip


@dataclass
class Scene:
    """One case with everything in it, a share to another desk, a sitting and a custodian's pair."""

    lead: Membership
    reader: Membership
    case: Case
    arguments: dict[str, dict[str, object]]
    forms: dict[str, dict[str, object]]

    def address(self, name: str) -> str:
        return reverse(f"cases:{name}", kwargs=self.arguments.get(name, {}))

    def get(self, client: Client, name: str):
        return client.get(self.address(name))

    def post(self, client: Client, name: str):
        return client.post(self.address(name), self.forms.get(name, {}))


def scene() -> Scene:
    lead, reader = worker(role=Role.CASE_LEAD), worker()
    who = as_actor(lead)
    opened, other = full_case(who, age_group="child", basis="child_protection"), case(who)
    out = exclude_from_file(
        actor=who,
        person_id=opened.person_id,
        reason="declared",
        on=clock.today(),
        user=worker().user,
    )
    mother = note_representative(
        actor=who,
        person_id=opened.person_id,
        kind="mother",
        name="Rocío Inventada",
        contact="",
        named=False,
        on=clock.today(),
    )
    share(who, opened.person, reader.desk, *PARTS)
    allowed = consent(who, opened.person, reader.desk, "profile")
    case(as_actor(reader))  # same invented name in another institution: the custodian's pair
    group = open_group(actor=who, cards=4, place="", on=clock.today())
    for card in (1, 2):
        row = services.CardRow(card=card, age_group="adult", may_contact="no", basis="contact")
        services.register_row(actor=who, group=group, row=row, on=clock.today())
    one = {"public_id": opened.public_id}
    here = dict.fromkeys(
        "show events add_event plan add_need add_goal notes add_note add_file sharing consent team "
        "join_team history readings name profile contact identity modalities join "
        "reserved add_reserved open_reserved kept_out representatives migration reserve".split(),
        one,
    )
    group_id = {"public_id": group.public_id}
    sittings = dict.fromkeys("sitting sitting_rows sitting_cards sitting_join".split(), group_id)
    arguments = (
        here
        | sittings
        | {
            "need": one | {"need": Need.objects.get(case=opened).public_id},
            "goal": one | {"goal": Goal.objects.get(case=opened).public_id},
            "download": one | {"file": StoredFile.objects.get().public_id},
            "share": one | {"consent": allowed.public_id},
            "withdraw": one | {"consent": allowed.public_id},
            "step": one | {"target": "active"},
            "lift": one | {"exclusion": out.public_id},
            "decide": one | {"representative": mother.public_id},
            "custody_answer": {"public_id": PossibleDuplicate.objects.order_by("pk")[0].public_id},
        }
    )
    return Scene(lead, reader, opened, arguments, FORM | _forms(lead, reader, other))


def _forms(lead: Membership, reader: Membership, other: Case) -> dict[str, dict[str, object]]:
    colleague = worker(lead.desk)
    return {
        "join_team": {"colleague": str(colleague.public_id)},
        "kept_out": {"whom": f"u:{colleague.user.public_id}", "reason": "declared"},
        "join": {"code_name": other.person.code_name, "confirmed": "on"},
        "consent": {
            "desk": str(reader.desk.public_id),
            "purpose": "assist",
            "fields_allowed": ["notes"],
            "expires_on": NEXT_MONTH,
            "given_by": "herself",
            "explained": "spoken",
            "language": "es",
        },
        "sitting_rows": {
            "card": "3",
            "t3-age_group": "child",
            "t3-may_contact": "unknown",
            "t3-basis": "child_protection",
        },
    }


def names() -> set[str]:
    from amparo.cases.urls import urlpatterns

    return {str(pattern.name) for pattern in urlpatterns}


def strange(address: str) -> str:
    """The same address with ids that nobody has."""
    unknown = str(UUID(int=7))
    parts = address.split("/")
    return "/".join(unknown if len(part) == len(unknown) else part for part in parts)


def members() -> dict[str, Client]:
    """Nobody of these serves her: each asks for everything and is told that there is nothing."""
    return {role.value: signed_in(worker(role=role)) for role in Role if role != Role.CUSTODIAN}
