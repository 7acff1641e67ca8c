"""The closed list of what a role may do; which role may is data (`reference/access.toml`)."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """thing:verb, alphabetical, one line each."""

    ACCOUNT_MANAGE = "account:manage"
    AUDIT_READ = "audit:read"
    CASE_EXPORT = "case:export"
    CASE_IMPORT = "case:import"
    CASE_READ = "case:read"
    CASE_WRITE = "case:write"
    CONSENT_WRITE = "consent:write"
    CUT_READ = "cut:read"
    IDENTIFICATION_DECIDE = "identification:decide"
    IDENTIFICATION_SCREEN = "identification:screen"
    OBSERVATORY_BUILD = "observatory:build"
    PERSON_OPEN = "person:open"
    REGISTRY_RECONCILE = "registry:reconcile"
    REPORT_ANSWER = "report:answer"
    REPORT_READ = "report:read"
    REPORT_TRIAGE = "report:triage"
    SHARE_WRITE = "share:write"


class Purpose(StrEnum):
    """Why somebody reads. Migration enforcement is not here and must never be."""

    ASSIST = "assist"
    PROTECT = "protect"
    REFER = "refer"
    INVESTIGATE = "investigate"
    STATISTICS = "statistics"
    OVERSIGHT = "oversight"
    ADMINISTRATION = "administration"


class Role(StrEnum):
    """Functions a membership can have. Labels: `reference/access.toml`."""

    ORGANISATION_ADMIN = "organisation_admin"
    AUDITOR = "auditor"
    CASE_LEAD = "case_lead"
    CASE_WORKER = "case_worker"
    CUSTODIAN = "custodian"
    DATA_PROTECTION = "data_protection"
    DECISION_MAKER = "decision_maker"
    INTAKE_OPERATOR = "intake_operator"
    INTAKE_SUPERVISOR = "intake_supervisor"
    STATISTICIAN = "statistician"
