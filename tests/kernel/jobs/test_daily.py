from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django_q.models import Schedule

from amparo.kernel import clock
from amparo.kernel.jobs.daily import plan
from amparo.kernel.ui.models import OnceToken
from amparo.kernel.ui.tasks import sweep_pages

pytestmark = pytest.mark.django_db


def test_every_daily_job_has_one_schedule_however_often_it_is_planned():
    plan()
    plan()
    names = sorted(Schedule.objects.values_list("name", flat=True))
    assert len(names) == len(set(names))
    assert {
        "amparo.kernel.audit.tasks.seal_everything",
        "amparo.kernel.ui.tasks.sweep_pages",
        "amparo.persons.tasks.delete_wraps_of_expired_shares",
    } <= set(names)


def test_old_form_tokens_go_and_fresh_ones_stay():
    old, fresh = uuid4(), uuid4()
    OnceToken.objects.create(token=old, made_on=clock.today() - timedelta(days=3))
    OnceToken.objects.create(token=fresh, made_on=clock.today())
    sweep_pages()
    assert list(OnceToken.objects.values_list("token", flat=True)) == [fresh]
