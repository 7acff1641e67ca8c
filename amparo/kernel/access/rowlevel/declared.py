"""The rules, table by table; and the tables that have none, each with its reason.

Whatever asks, asks upward: a rule looks only into tables whose own rules never lead back. Where a
share or an exclusion would have to ask the person it speaks of, a function of the owner answers
for it (`functions`), and asks no rule.
"""

from __future__ import annotations

from amparo.kernel.access.rowlevel.rules import (
    HERSELF,
    MINE,
    MY_DESK,
    MY_TEAM,
    SOMEBODY,
    Rule,
    all_of,
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

DAY, DESK, ME = told("day", "date"), told("desk", "bigint"), told("membership", "bigint")
NOW = told("now", "timestamptz")
# Deny wins: whatever opens a file, it stays closed to whom it excludes, or while it is sealed.
ERASING = ("eraser", "restorer", "retention")
# Whoever handles an order reads which file it is about; her words stay with her team's keys.
ORDERED = all_of(
    may("order:handle"),
    f"{{t}}.id IN (SELECT o.person_id FROM persons_legalorder o WHERE o.desk_id = {DESK})",
)
PERSON = any_of(
    all_of(
        any_of(MY_TEAM, ORDERED, "{t}.id = ANY ((SELECT amparo_persons_let_in())::bigint[])"),
        "{t}.id <> ALL ((SELECT amparo_persons_closed_to_me())::bigint[])",
    ),
    f"{{t}}.public_id = {HERSELF}",
    task("emergency", "explainer", "keys", "observatory", "own_door", "registry", *ERASING),
)
SHARE = any_of(
    f"{{t}}.desk_id = {DESK}",
    "amparo_serves({t}.person_id)",
    task("eraser", "explainer", "restorer", "sweeper"),
)
OF_PERSON, OF_SUBJECT, OF_REPORT = of_person(), of_person("subject", "public_id"), of_report()
OF_MY_INSTITUTION = f"{{t}}.organisation_id = {told('organisation', 'bigint')}"
# An administrator opens, closes and hands over what is hers or of an institution under hers.
CHILDREN = f"""(ARRAY(
    SELECT o.id FROM organisations_organisation o
    WHERE o.parent_id = {told("organisation", "bigint")}))"""
UNDER_MY_INSTITUTION = f"{{t}}.organisation_id = ANY {CHILDREN}"
MY_KEYS = f"""{{t}}.recipient_id = ANY (ARRAY(
    SELECT k.id FROM vault_recipient k
    WHERE k.kind LIKE 'desk%' AND k.owner = {told("desk_key", "uuid")}
    OR k.kind LIKE 'team%' AND k.owner = ANY {listed("team_keys", "uuid")}
    OR k.kind = 'own_door' AND k.owner = {HERSELF}))"""
READ_THE_LOG = any_of(may("audit:read"), task("restorer"))

RULES = {
    "access.Team": Rule(
        any_of(
            f"{{t}}.id = ANY {listed('teams', 'bigint')}",
            OF_MY_INSTITUTION,
            all_of(may("account:manage"), UNDER_MY_INSTITUTION),
            "EXISTS (SELECT FROM persons_person p WHERE p.team_id = {t}.id)",
            task("key_rings", *ERASING),
        )
    ),
    "access.TeamMember": Rule(
        any_of(
            MINE,
            MY_TEAM,
            all_of(
                may("account:manage"),
                "EXISTS (SELECT FROM access_team m WHERE m.id = {t}.team_id"
                f" AND (m.organisation_id = {told('organisation', 'bigint')}"
                f" OR m.organisation_id = ANY {CHILDREN}))",
            ),
            task("emergency", "explainer", "key_rings", "own_door", *ERASING),
        )
    ),
    "access.EmergencyOpening": Rule(
        any_of(
            MINE,
            MY_TEAM,
            f"{{t}}.reviewer_id = {ME}",
            may("emergency:review"),
            task("emergency", "explainer", "keys", *ERASING),
        )
    ),
    "access.Approval": Rule(
        any_of(f"{{t}}.asked_by_id = {ME}", may("approval:give"), task("keys", *ERASING))
    ),
    "vault.Wrap": Rule(
        any_of(
            all_of(
                any_of(
                    MY_KEYS,
                    "EXISTS (SELECT FROM persons_person p WHERE p.public_id = {t}.subject"
                    f" AND p.team_id = ANY {listed('teams', 'bigint')})",
                    of_report("subject"),
                    "{t}.subject = ANY ((SELECT amparo_subjects_opened_to_me())::uuid[])",
                ),
                "{t}.subject <> ALL ((SELECT amparo_subjects_closed_to_me())::uuid[])",
            ),
            f"{{t}}.subject = {HERSELF}",
            held("subject"),
            task("emergency", "key_rings", "keys", "sweeper", *ERASING),
        )
    ),
    "audit.AuditRow": Rule(
        any_of(
            f"{{t}}.actor = {told('actor')}",
            READ_THE_LOG,
            "amparo_is_about_mine({t}.id)",
        )
    ),
    "audit.AuditSubject": Rule(
        any_of("amparo_wrote({t}.row_id)", READ_THE_LOG, "amparo_is_about_mine({t}.row_id)")
    ),
    "audit.Pseudonym": Rule(SOMEBODY),
    "audit.Seal": Rule(READ_THE_LOG),
    "audit.TreeNode": Rule(READ_THE_LOG),
    "audit.Checkpoint": Rule(READ_THE_LOG),
    "workflow.Step": Rule(
        any_of(
            of_case("subject", "public_id"),
            OF_SUBJECT,
            of_report("subject"),
            "EXISTS (SELECT FROM persons_legalorder o WHERE o.public_id = {t}.subject)",
        )
    ),
    "files.StoredFile": Rule(OF_SUBJECT),
    "retention.LegalHold": Rule(any_of(OF_MY_INSTITUTION, task("keys", *ERASING))),
    "retention.Expiry": Rule(any_of(OF_MY_INSTITUTION, task("keys", *ERASING))),
    "persons.Person": Rule(PERSON),
    "persons.GroupIntake": Rule(any_of(MY_TEAM, task(*ERASING))),
    "persons.Consent": Rule(SHARE),
    "persons.Share": Rule(SHARE),
    "persons.LegalOrder": Rule(any_of(SHARE, f"{{t}}.receiver_id = {DESK}", task("keys"))),
    "persons.ContactRequest": Rule(any_of(SHARE, task("emergency", "keys"))),
    "persons.MandatoryNotice": Rule(OF_PERSON),
    "persons.Exclusion": Rule(any_of(OF_PERSON, "amparo_serves({t}.person_id)")),
    "persons.Protection": Rule(any_of(OF_PERSON, "amparo_serves({t}.person_id)")),
    "persons.HiddenPart": Rule(any_of(OF_PERSON, OF_MY_INSTITUTION)),
    "persons.Representative": Rule(OF_PERSON),
    "persons.BlindToken": Rule(OF_PERSON),
    "persons.PossibleDuplicate": Rule(
        any_of(may("registry:reconcile"), task("registry", *ERASING))
    ),
    "reports.Report": Rule(
        any_of(
            all_of(
                may("report:read"),
                MY_DESK,
                "{t}.id <> ALL ((SELECT amparo_reports_closed_to_me())::uuid[])",
            ),
            all_of(task("intake", "forwarding"), any_of(held("id"), held("locator"))),
            task("keys", *ERASING),
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
    "cases.ClinicalNote": Rule(OF_SUBJECT),
    "cases.PrivilegedNote": Rule(OF_SUBJECT),
    "cases.ImportedRow": Rule(any_of(OF_SUBJECT, all_of(may("case:import"), OF_MY_INSTITUTION))),
    "ownfile.OwnDoor": Rule(OF_PERSON),
    "ownfile.Visit": Rule("EXISTS (SELECT FROM ownfile_owndoor w WHERE w.id = {t}.door_id)"),
    "ownfile.OwnWord": Rule(OF_PERSON),
    "oversight.RightsRequest": Rule(OF_MY_INSTITUTION),
    "oversight.Breach": Rule(any_of(OF_MY_INSTITUTION, task("keys"))),
    "oversight.BreachPerson": Rule(OF_MY_INSTITUTION),
    "oversight.DayReview": Rule(may("audit:read")),
    "accounts.Opening": Rule(
        any_of(
            all_of(may("account:manage"), any_of(OF_MY_INSTITUTION, UNDER_MY_INSTITUTION)),
            f"{{t}}.membership_id = {ME}",
            task("keys"),
        )
    ),
}

# Functions of the owner, which no rule holds back: they answer where a rule would ask in a circle,
# and keep each rule short, or planning it would cost more than reading. Each says no more than is
# needed: yes or no about whoever acts, or the keys of what is open or closed to her.
LET_IN = f"""
    SELECT s.person_id FROM persons_share s
    LEFT JOIN persons_consent c ON c.id = s.consent_id
    LEFT JOIN persons_legalorder o ON o.id = s.order_id
    WHERE {may("case:read")} AND s.desk_id = {DESK}
    AND s.ended_on IS NULL AND s.started_on <= {DAY}
    AND (c.withdrawn_at IS NULL AND c.given_on <= {DAY} AND c.expires_on >= {DAY}
         AND c.purpose = {told("purpose")} AND c.person_id = s.person_id AND c.desk_id = s.desk_id
      OR o.state = 'delivered' AND o.expires_on >= {DAY} AND o.purpose = {told("purpose")}
         AND o.person_id = s.person_id AND o.receiver_id = s.desk_id)
    UNION ALL
    SELECT p.id FROM persons_person p WHERE p.public_id = ANY (amparo_subjects_opened_to_me())
    UNION ALL
    SELECT unnest(ARRAY[d.first_id, d.second_id]) FROM persons_possibleduplicate d
    WHERE {may("registry:reconcile")} AND d.answer = 'open'"""
OPENED = f"""
    SELECT e.person FROM access_emergencyopening e
    WHERE {may("case:read")} AND e.membership_id = {ME}
    AND e.opened_at <= {NOW} AND e.ends_at > {NOW}"""
CLOSED = f"""
    SELECT x.person_id FROM persons_exclusion x
    WHERE x.lifted_on IS NULL AND (x.user_id = {told("user", "bigint")}
        OR x.organisation_id = ANY {listed("institutions", "bigint")})
    UNION ALL
    SELECT w.person_id FROM persons_protection w JOIN persons_person p ON p.id = w.person_id
    WHERE w.until_on IS NULL
    AND ({may("person:seal")} AND p.team_id = ANY {listed("teams", "bigint")}) IS NOT TRUE"""
CLOSED_REPORTS = f"""
    SELECT e.report_id FROM reports_exclusion e
    LEFT JOIN organisations_membership m ON m.id = e.membership_id
    WHERE m.user_id = {told("user", "bigint")}
    OR e.organisation_id = ANY {listed("institutions", "bigint")}"""
SERVED = f"(p.team_id = ANY {listed('teams', 'bigint')} OR p.public_id = {HERSELF})"
FUNCTIONS = {
    "amparo_serves(person bigint) RETURNS boolean": f"""
        EXISTS (SELECT FROM persons_person p WHERE p.id = person AND {SERVED})""",
    "amparo_subjects_opened_to_me() RETURNS uuid[]": f"ARRAY({OPENED})",
    "amparo_persons_let_in() RETURNS bigint[]": f"ARRAY({LET_IN})",
    "amparo_persons_closed_to_me() RETURNS bigint[]": f"ARRAY({CLOSED})",
    "amparo_subjects_closed_to_me() RETURNS uuid[]": f"""
        ARRAY(SELECT p.public_id FROM persons_person p WHERE p.id IN ({CLOSED}))""",
    "amparo_reports_closed_to_me() RETURNS uuid[]": f"ARRAY({CLOSED_REPORTS})",
    "amparo_wrote(written bigint) RETURNS boolean": f"""
        EXISTS (SELECT FROM audit_auditrow a WHERE a.id = written AND a.actor = {told("actor")})""",
    "amparo_is_about_mine(written bigint) RETURNS boolean": f"""
        EXISTS (SELECT FROM audit_auditsubject s
                JOIN audit_pseudonym q ON q.pseudonym = s.pseudonym
                JOIN persons_person p ON p.public_id = q.subject
                WHERE s.row_id = written AND {SERVED})""",
}

# No person and no report can be found through these.
STAFF = "who works where: every page needs it, and it holds no person's data"
SIGN_IN = "needed to sign in, before anybody acts"
LIBRARY = "of a library, used before anybody acts: "
EXEMPT = {
    "identity.User": STAFF,
    "organisations.Organisation": STAFF,
    "organisations.Desk": STAFF,
    "organisations.Membership": STAFF,
    "organisations.NodeMark": "what kind of node this is; of nobody",
    "vault.Recipient": "public halves of key pairs, and private halves that are themselves sealed",
    "vault.HeldDesk": "which desks hold keys of their own",
    "vault.HeldKey": "names of keys that people of a desk hold; no key",
    "vault.MemberHold": "keys sealed to one member's passphrase",
    "vault.Trustee": "who keeps part of a key for recovery: staff alone",
    "vault.RecoveryShare": "parts of keys, sealed to one member's passphrase",
    "vault.Recovery": "who asked for a recovery: staff alone",
    "vault.RecoverySupport": "parts of keys, sealed to one member's passphrase",
    "retention.Tombstone": "keyed digests of who was erased, that lead to nobody",
    "persons.MigrationBand": "a band under a keyed digest, apart from her row on purpose",
    "accounts.BulkClosing": STAFF,
    "accounts.BulkRow": STAFF,
    "identity.CodeCard": SIGN_IN,
    "identity.CardCode": SIGN_IN,
    "identity.SignInTally": SIGN_IN,
    "identity.OpenSession": SIGN_IN,
    "oversight.LegalPaper": "texts of law and of consent, of nobody",
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
