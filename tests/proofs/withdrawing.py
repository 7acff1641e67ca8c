"""A process that gives and withdraws consents without end, and prints each share once its
withdrawal is committed: work for a worker that somebody kills."""

from __future__ import annotations

import sys

import django

django.setup()

from amparo.kernel import clock  # noqa: E402  the framework first
from amparo.kernel.access.permissions import Role  # noqa: E402
from amparo.persons.public import withdraw_consent  # noqa: E402
from tests.factories.kernel import DeskFactory, actor  # noqa: E402
from tests.factories.persons import person, share  # noqa: E402


def main() -> None:
    lead, desk = actor(Role.CASE_LEAD), DeskFactory()
    known = person(lead, on=clock.today())
    while True:
        shared = share(lead, known, desk, "name")
        withdraw_consent(actor=lead, consent_id=shared.consent_id)
        sys.stdout.write(f"{shared.public_id} {shared.consent.public_id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
