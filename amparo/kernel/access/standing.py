"""What emergencies change in what an account may do now. Both answers come from its own row and the
clock, so they hold at the instant they are asked, whether or not any job ran.
"""

from __future__ import annotations

from django.db.models import Min, Q

from amparo.kernel import clock
from amparo.kernel.access.emergency_models import REVIEW_WITHIN, EmergencyOpening
from amparo.kernel.access.permissions import Permission
from amparo.kernel.organisations.models import Membership

# What stops while she owes a late review. Reading, writing and receiving people for care goes on,
# and so does reviewing itself: that is how it ends.
STOPPED = frozenset(
    {
        Permission.ACCOUNT_MANAGE,
        Permission.APPROVAL_GIVE,
        Permission.CASE_EXPORT,
        Permission.CASE_IMPORT,
        Permission.ORDER_DELIVER,
        Permission.REGISTRY_RECONCILE,
    }
)


def in_emergency(membership: Membership) -> bool:
    until = membership.emergency_until
    return until is not None and until > clock.now()


def owes_review(membership: Membership) -> bool:
    """A review that is hers to make was not made in 72 hours."""
    due = membership.review_due_at
    return due is not None and due < clock.now()


def powers_of(membership: Membership, granted: frozenset[Permission]) -> frozenset[Permission]:
    return granted - STOPPED if owes_review(membership) else granted


def note_opening(opening: EmergencyOpening) -> None:
    """Write down on its opener's place, and on every place of its reviewer, what it changes."""
    Membership.objects.filter(pk=opening.membership_id).filter(
        Q(emergency_until=None) | Q(emergency_until__lt=opening.ends_at)
    ).update(emergency_until=opening.ends_at)
    if opening.reviewer is not None:
        note_reviews(opening.reviewer.user_id)


def note_reviews(user_id: int) -> None:
    """The earliest review that this account still has to make, on all its places: changing place
    does not give the powers back."""
    owed = EmergencyOpening.objects.unreviewed().filter(reviewer__user_id=user_id)
    first = owed.aggregate(first=Min("opened_at"))["first"]
    due = first + REVIEW_WITHIN if first else None
    Membership.objects.filter(user_id=user_id).update(review_due_at=due)


def reviewers_owing() -> set[int]:
    """Accounts with a review to make, for the daily round that notes new places too."""
    owed = EmergencyOpening.objects.unreviewed().exclude(reviewer=None)
    return set(owed.values_list("reviewer__user_id", flat=True))
