from __future__ import annotations

import pytest

from amparo.kernel.access.actor import PUBLIC, grants_of, system_actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.permissions import Permission, Purpose, Role


def test_every_role_has_a_label_in_four_languages_and_a_purpose():
    for role, grant in matrix().items():
        assert set(grant.label) == {"es", "en", "pt", "fr"}, role
        assert grant.purposes, role


def test_no_purpose_serves_migration_enforcement():
    assert not [purpose for purpose in Purpose if "migra" in purpose or "enforce" in purpose]


@pytest.mark.parametrize(
    "role",
    [
        Role.AUDITOR,
        Role.DATA_PROTECTION,
        Role.STATISTICIAN,
        Role.ORGANISATION_ADMIN,
        Role.CUSTODIAN,
    ],
)
def test_control_and_statistics_read_no_word_of_a_person(role):
    personal = {
        DataClass.IDENTITY,
        DataClass.LOCATION,
        DataClass.FACTS,
        DataClass.SERVICES,
        DataClass.CLINICAL,
        DataClass.PRIVILEGED,
        DataClass.REPORT,
        DataClass.MIGRATION,
    }
    assert grants_of(role)["readable"] & personal == set()


def test_the_public_and_unknown_tasks_may_do_nothing():
    assert not [permission for permission in Permission if PUBLIC.has(permission)]
    with pytest.raises(KeyError):
        system_actor("everything")


def test_no_system_task_reads_an_identity():
    tasks = ("intake", "observatory", "sweeper")
    assert not [task for task in tasks if system_actor(task).may_read(DataClass.IDENTITY)]
