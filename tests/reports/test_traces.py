from uuid import uuid4

import pytest

from amparo.reports.traces import marks_of, tokens_of


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Llame al +506 8888-1111 o al 8888 1111", {"t:88881111"}),
        ("tel. (506) 8888.1111.", {"t:88881111"}),
        ("Placa ABC-123, o abc 123", {"p:abc123"}),
        ("la placa ABC 123 y la ABC123", {"p:abc123"}),
        (
            "https://www.Ejemplo.invalid/Anuncio/7/ y ejemplo.invalid/anuncio/7",
            {"u:ejemplo.invalid/anuncio/7"},
        ),
        ("Escriba a Jefe@Ejemplo.invalid.", {"m:jefe@ejemplo.invalid"}),
        ("su cuenta es @jefe_de_muestra", {"a:jefe_de_muestra"}),
        ("El 14/03/2031 y el 2031-03-14 a las 10:30", set()),
        ("Somos 12 personas en la calle 5, casa 1234", set()),
        ("", set()),
    ],
)
def test_what_two_reports_would_share_is_found_and_nothing_else(text, marks):
    assert marks_of(text) == marks


def test_tokens_differ_between_institutions_and_cannot_be_read():
    text, one, other = "8888 1111", uuid4(), uuid4()

    assert tokens_of(text, organisation=one) == tokens_of("8888-1111", organisation=one)
    assert tokens_of(text, organisation=one).isdisjoint(tokens_of(text, organisation=other))


def test_a_list_pasted_in_gives_no_more_than_fifty_tokens():
    text = " ".join(f"8{number:07d}" for number in range(500))

    assert len(tokens_of(text, organisation=uuid4())) == 50


@pytest.mark.parametrize(
    "text", ["a" * 250_000, "1" * 250_000, "a." * 125_000, "@" * 250_000, "8 " * 125_000]
)
def test_hostile_lengths_end(text):
    assert len(marks_of(text)) < 60_000
