"""Failed sign-ins are slowed by account, never by address, and never for long.

Five attempts are free; then each failure doubles a wait that starts at 15 seconds and ends at five
minutes. While it runs, nothing is checked and known and unknown accounts get the same answer. The
wait is bounded and two ways in do not pass through it (a passkey, or passphrase and card code
together): whoever keeps failing on purpose cannot shut the night shift out.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from math import ceil

from django.db import transaction

from amparo.kernel import clock
from amparo.kernel.identity.models import SignInTally
from amparo.kernel.jobs.daily import daily
from amparo.kernel.vault.recipients import derived_key

FREE, FIRST_SECONDS, LONGEST_SECONDS = 5, 15, 300
FORGOTTEN_AFTER = timedelta(days=1)
MANY = 20  # failures in a day from which an administrator is told


def seconds_to_wait(name: str) -> int:
    """Whole seconds until this account may be tried again; 0 when it may now."""
    tally = SignInTally.objects.filter(digest=digest_of(name)).first()
    if tally is None:
        return 0
    return max(0, ceil((tally.wait_until - clock.now()).total_seconds()))


def failed(name: str) -> None:
    """Count one failure and set the wait that it costs."""
    now = clock.now()
    with transaction.atomic():
        tally, _new = SignInTally.objects.select_for_update().get_or_create(
            digest=digest_of(name), defaults={"failed_at": now, "wait_until": now}
        )
        if now - tally.failed_at > FORGOTTEN_AFTER:
            tally.failures = 0
        tally.failures += 1
        tally.failed_at, tally.wait_until = now, now + _wait_after(tally.failures)
        tally.save()


def succeeded(name: str) -> None:
    SignInTally.objects.filter(digest=digest_of(name)).delete()


def attacked(names: Iterable[str]) -> set[str]:
    """Those of the accounts on which somebody failed many times during the last day."""
    digests = {digest_of(name): name for name in names}
    rows = SignInTally.objects.filter(
        digest__in=digests, failures__gte=MANY, failed_at__gte=clock.now() - FORGOTTEN_AFTER
    )
    return {digests[digest] for digest in rows.values_list("digest", flat=True)}


def digest_of(name: str) -> str:
    """What stands for an account's name: worthless without the key outside the database."""
    written = name.strip().lower().encode("utf-8", "replace")
    return hmac.new(derived_key("sign-in"), written, sha256).hexdigest()


@daily
def forget_old_failures() -> None:
    """A day without failures erases the row."""
    SignInTally.objects.filter(failed_at__lt=clock.now() - FORGOTTEN_AFTER).delete()


def _wait_after(failures: int) -> timedelta:
    if failures < FREE:
        return timedelta(0)
    doubled = FIRST_SECONDS * 2 ** min(failures - FREE, 10)
    return timedelta(seconds=min(doubled, LONGEST_SECONDS))
