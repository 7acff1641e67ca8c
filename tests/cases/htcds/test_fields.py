from amparo.cases.htcds.fields import Kind, codes, fields
from amparo.cases.htcds.lists import choices_of
from amparo.cases.htcds.text import fold


def test_the_standard_has_84_fields_of_which_three_are_deprecated():
    deprecated = [key for key, field in fields().items() if field.deprecated]

    assert len(fields()) == 84
    assert deprecated == [
        "vic_AgreementToManagePersonalData",
        "vic_Vulnerabilities",
        "vic_DetailsOfVulnerabilities",
    ]


def test_every_list_a_field_names_has_codes():
    named = {field.code_list for field in fields().values() if field.kind is Kind.CODE}

    assert named == set(codes())


def test_no_spelling_of_a_code_means_another_code_of_its_list():
    for name, entries in codes().items():
        by_spelling = choices_of(name).by_spelling
        for entry in entries:
            labels = (entry.label_es, entry.label_en, entry.label_pt, entry.label_fr)
            found = {by_spelling[fold(each)] for each in (entry.code, *entry.aliases, *labels)}
            assert found == {entry.code}


def test_what_identifies_or_is_typed_freely_is_sealed():
    sealed = {key for key, field in fields().items() if field.sealed}
    free = {key for key, field in fields().items() if field.kind is Kind.TEXT}

    assert free - sealed == {"hte_State"}
    assert {"prs_Birthdate", "hte_Latitude", "org_ShippingLongitude"} <= sealed
    assert not sealed & {"prs_Gender", "prs_Citizenship", "hte_Country", "vic_TypeOfExploitation"}
