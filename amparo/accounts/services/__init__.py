"""What an administrator does with the accounts of her institutions; the only writers."""

from amparo.accounts.services.bulk import choose_accounts, confirm_closing, name_successors, work_on
from amparo.accounts.services.changing import (
    extend_account,
    reset_account,
    resume_account,
    suspend_account,
)
from amparo.accounts.services.closing import close_account
from amparo.accounts.services.importing import import_accounts
from amparo.accounts.services.opening import AccountFields, Opened, open_account, sign_for_account

__all__ = [
    "AccountFields",
    "Opened",
    "choose_accounts",
    "close_account",
    "confirm_closing",
    "extend_account",
    "import_accounts",
    "name_successors",
    "open_account",
    "reset_account",
    "resume_account",
    "sign_for_account",
    "suspend_account",
    "work_on",
]
