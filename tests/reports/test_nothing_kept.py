"""What somebody with the disk would find after a report, a visit, an answer and a closed door."""

from pathlib import Path

import pytest
from django.db import connection

from amparo.reports import form_token
from amparo.reports.choices import Channel
from amparo.reports.services.answering import answer_report
from amparo.reports.services.mailbox import change_to_words, open_mailbox, write_from_mailbox
from amparo.reports.services.mentions import mention_person
from tests.factories.kernel import DeskFactory, actor
from tests.factories.reports import taken_in

CANARIES = [f"canario{number}inventado" for number in range(6)]
ADDRESS, AGENT = "203.0.113.77", "NavegadorDeMuestra/9"


def stored_bytes():
    """The database file and its journal, or, on a server, every value of every table."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in sorted(name.parent.glob(f"{name.name}*")))
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names come from the engine
            found += [
                bytes(value) if isinstance(value, memoryview) else repr(value).encode()
                for row in cursor.fetchall()
                for value in row
            ]
    return b"\n".join(found)


@pytest.mark.django_db(transaction=True)
def test_no_word_no_code_and_no_visitor_is_on_the_disk(client, caplog, capfd):
    desk = DeskFactory(receives_reports=True)
    report, receipt = taken_in(desk, CANARIES[0], place=CANARIES[1])
    client.post(
        "/avisar/",
        {
            "formulario": form_token.issue(),
            "paso": "revisar",
            "ir": "enviar",
            "narrative": CANARIES[2],
        },
        REMOTE_ADDR=ADDRESS,
        headers={"user-agent": AGENT},
    )
    write_from_mailbox(typed=receipt.code, text=CANARIES[3], channel=Channel.WEB)
    someone = actor(desk=desk)
    answer_report(actor=someone, report_id=report.pk, text=CANARIES[4], expects_answer=False)
    mention_person(actor=someone, report_id=report.pk, role="witness", alias=CANARIES[5])
    words = change_to_words(typed=receipt.code)
    assert len(open_mailbox(typed=words.code, channel=Channel.WEB).lines) == 3

    said = capfd.readouterr()
    everywhere = [stored_bytes(), caplog.text.encode(), said.out.encode(), said.err.encode()]

    assert report.locator.encode() in everywhere[0]
    for secret in (*CANARIES, receipt.secret, words.secret, ADDRESS, AGENT):
        assert [place for place in everywhere if secret.encode() in place] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/avisar/", "/buzon/", "/en/avisar/?para=ayuda", "/fr/buzon/"])
def test_public_pages_set_no_cookie_and_stay_in_no_cache(client, path):
    for page in (client.get(path), client.post(path, {"narrative": "x", "code": "x"})):
        assert "Set-Cookie" not in page.headers
        assert not page.cookies
        assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/avisar/", "/buzon/"])
def test_titles_are_neutral_in_every_language(client, path):
    for prefix in ("", "/en", "/pt", "/fr"):
        page = client.get(f"{prefix}{path}").content.decode()
        title = page.split("<title>")[1].split("</title>")[0].lower()
        assert not any(word in title for word in ("trata", "traf", "amparo", "aviso", "denun"))


@pytest.mark.django_db
def test_the_first_public_page_is_light(client):
    assert len(client.get("/avisar/").content) < 20_000
