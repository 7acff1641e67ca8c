"""From which desk a record is written."""

from __future__ import annotations

import pytest

from amparo.identification.services.placing import place_of
from amparo.kernel.access.actor import PUBLIC, system_actor
from amparo.kernel.access.errors import Denied
from tests.factories.identification import lead

pytestmark = pytest.mark.django_db


def test_a_record_is_written_from_the_actors_own_desk():
    who = lead()

    place = place_of(who)

    assert (place.pk, place.desk_id) == (who.membership_id, who.desk_id)


@pytest.mark.parametrize("nobody", [PUBLIC, system_actor("observatory")])
def test_nobody_writes_without_a_desk(nobody):
    with pytest.raises(Denied):
        place_of(nobody)
