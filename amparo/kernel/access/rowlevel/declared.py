"""The rules, table by table; and the tables that have none, each with its reason.

Whatever asks, asks upward: a rule looks only into tables whose own rules never lead back. Where a
share or an exclusion would have to ask the person it speaks of, a function of the owner answers
for it (`functions`), and asks no rule.
"""

from __future__ import annotations

from amparo.kernel.access.rowlevel.rules import (
    MINE,
    MY_DESK,
    MY_INSTITUTION,
    MY_TEAM,
    SOMEBODY,
    Rule,
    any_of,
    held,
    listed,
    may,
    of_case,
    of_person,
    of_report,
    task,
    told,
)

DAY = told("day", "date")
SHARED_WITH_MY_DESK = f"""{{t}}.id = ANY (ARRAY(
    SELECT s.person_id FROM persons_share s
    LEFT JOIN persons_consent c ON c.id = s.consent_id
    LEFT JOIN persons_legalorder o ON o.id = s.order_id
    WHERE {may("case:read")} AND s.desk_id = {told("desk", "bigint")}
    AND s.ended_on IS NULL AND s.started_on <= {DAY}
    AND (c.withdrawn_at IS NULL AND c.given_on <= {DAY} AND c.expires_on >= {DAY}
         AND c.purpose = {told("purpose")} AND c.person_id = s.person_id AND c.desk_id = s.desk_id
      OR o.state = 'delivered' AND o.expires_on >= {DAY} AND o.purpose = {told("purpose")}
         AND o.person_id = s.person_id AND o.receiver_id = s.desk_id)))"""
PAIRED_FOR_THE_CUSTODIAN = f"""{{t}}.id = ANY (ARRAY(
    SELECT unnest(ARRAY[d.first_id, d.second_id]) FROM persons_possibleduplicate d
    WHERE {may("registry:reconcile")} AND d.answer = 'open'))"""
PERSON = any_of(
    MY_TEAM,
    SHARED_WITH_MY_DESK,
    PAIRED_FOR_THE_CUSTODIAN,
    task("observatory", "registry"),
    held("public_id"),
)
SHARE = any_of(MY_DESK, "amparo_serves({t}.person_id)", task("sweeper"))
OF_PERSON, OF_SUBJECT, OF_REPORT = of_person(), of_person("subject", "public_id"), of_report()
MY_KEYS = f"""{{t}}.recipient_id = ANY (ARRAY(
    SELECT k.id FROM vault_recipient k
    WHERE k.kind LIKE 'desk%' AND k.owner = {told("desk_key", "uuid")}
    OR k.kind LIKE 'team%' AND k.owner = ANY {listed("team_keys", "uuid")}))"""

RULES = {
    "access.Team": Rule(
        any_of(
            f"{{t}}.id = ANY {listed('teams', 'bigint')}",
            MY_INSTITUTION,
            "EXISTS (SELECT FROM persons_person p WHERE p.team_id = {t}.id)",
        )
    ),
    "access.TeamMember": Rule(
        any_of(
            MINE,
            MY_TEAM,
            f"{may('account:manage')} AND EXISTS (SELECT FROM access_team m WHERE m.id = {{t}}.team_id"
            f" AND m.organisation_id = {told('organisation', 'bigint')})",
        )
    ),
    "vault.Wrap": Rule(
        any_of(
            MY_KEYS,
            "EXISTS (SELECT FROM persons_person p WHERE p.public_id = {t}.subject"
            f" AND p.team_id = ANY {listed('teams', 'bigint')})",
            of_report("subject"),
            held("subject"),
            task("sweeper"),
        )
    ),
    "audit.AuditRow": Rule(
        any_of(
            f"{{t}}.actor = {told('actor')}",
            may("audit:read"),
            task("audit"),
        )
    ),
    "audit.AuditSubject": Rule("EXISTS (SELECT FROM audit_auditrow a WHERE a.id = {t}.row_id)"),
    "audit.Pseudonym": Rule(SOMEBODY),
    "audit.Seal": Rule(may("audit:read")),
    "audit.TreeNode": Rule(may("audit:read")),
    "audit.Checkpoint": Rule(may("audit:read")),
    "workflow.Step": Rule(
        any_of(
            of_case("subject", "public_id"),
            OF_SUBJECT,
            of_report("subject"),
        )
    ),
    "files.StoredFile": Rule(OF_SUBJECT),
    "persons.Person": Rule(PERSON),
    "persons.GroupIntake": Rule(MY_TEAM),
    "persons.Consent": Rule(SHARE),
    "persons.Share": Rule(SHARE),
    "persons.BlindToken": Rule(OF_PERSON),
    "persons.PossibleDuplicate": Rule(any_of(may("registry:reconcile"), task("registry"))),
    "reports.Report": Rule(
        any_of(
            f"{may('report:read')} AND {MY_DESK}"
            " AND {t}.id <> ALL ((SELECT amparo_reports_closed_to_me())::uuid[])",
            f"{task('intake', 'forwarding')} AND {any_of(held('id'), held('locator'))}",
        )
    ),
    "reports.Message": Rule(OF_REPORT),
    "reports.MentionedPerson": Rule(OF_REPORT),
    "reports.ReportToken": Rule(OF_REPORT),
    "reports.Exclusion": Rule(OF_REPORT),
    "identification.Screening": Rule(OF_PERSON),
    "identification.ScreeningWaiver": Rule(OF_PERSON),
    "identification.LegalTest": Rule(OF_PERSON),
    "identification.Conversation": Rule(OF_PERSON),
    "identification.StatusDecision": Rule(OF_PERSON),
    "cases.Case": Rule(OF_PERSON),
    "cases.Event": Rule(OF_SUBJECT),
    "cases.Need": Rule(OF_SUBJECT),
    "cases.Goal": Rule(OF_SUBJECT),
    "cases.Note": Rule(OF_SUBJECT),
    "cases.ImportedRow": Rule(
        any_of(OF_SUBJECT, f"{may('case:import')} AND {MY_INSTITUTION}"),
    ),
}

# Functions of the owner, that answer where a rule would have to ask in a circle. Each says no more
# than the rule needs: yes or no about whoever acts, or the rows that are closed to her.
FUNCTIONS = {
    "amparo_serves(person bigint) RETURNS boolean": f"""
        SELECT EXISTS (SELECT FROM persons_person p WHERE p.id = person
                       AND p.team_id = ANY {listed("teams", "bigint")})""",
    "amparo_reports_closed_to_me() RETURNS uuid[]": f"""
        SELECT coalesce(array_agg(e.report_id), '{{}}') FROM reports_exclusion e
        LEFT JOIN organisations_membership m ON m.id = e.membership_id
        WHERE m.user_id = {told("user", "bigint")}
        OR e.organisation_id = {told("organisation", "bigint")}""",
}

# No person and no report can be found through these.
STAFF = "who works where: every page needs it, and it holds no person's data"
LIBRARY = "of a library, used before anybody acts: "
EXEMPT = {
    "identity.User": STAFF,
    "organisations.Organisation": STAFF,
    "organisations.Desk": STAFF,
    "organisations.Membership": STAFF,
    "vault.Recipient": "public halves of key pairs, and private halves that are themselves sealed",
    "reports.DailyCount": "totals of a day, of nobody",
    "ui.Draft": "sealed for one account before anybody's place is known",
    "ui.OnceToken": "random tokens of forms, used before anybody acts",
    "account.EmailAddress": LIBRARY + "accounts, and nobody has an address",
    "account.EmailConfirmation": LIBRARY + "accounts, and nobody has an address",
    "auth.Group": LIBRARY + "not used",
    "auth.Group_permissions": LIBRARY + "not used",
    "auth.Permission": LIBRARY + "not used",
    "contenttypes.ContentType": LIBRARY + "names of tables",
    "django_q.OrmQ": LIBRARY + "work in the queue, with ids and no words",
    "django_q.Schedule": LIBRARY + "names of daily work",
    "django_q.Success": LIBRARY + "work that ended, with ids and no words",
    "django_q.Task": LIBRARY + "work that ended, with ids and no words",
    "django_q.Failure": LIBRARY + "work that ended, with ids and no words",
    "mfa.Authenticator": LIBRARY + "second factors of accounts",
    "sessions.Session": LIBRARY + "sign-in",
}
EXEMPT_TABLES = {"django_migrations": "which migrations ran; read by the application, not written"}
