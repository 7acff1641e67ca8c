"""A field as a page shows it: label, hint, error and control, in that order and joined by ids."""

import re

from django import forms
from django.template import Context, Template

from amparo.kernel.ui.forms import PartialDateField, StaffForm


class AskForm(StaffForm):
    words = forms.CharField(
        label="¿Qué pasó?",
        help_text="Con sus palabras.",
        error_messages={"required": "Escriba una frase."},
        widget=forms.Textarea(attrs={"class": "input--code", "placeholder": "desaparece"}),
    )
    how = forms.ChoiceField(
        label="¿Cómo lo sabe?",
        choices=[("seen", "Lo vi"), ("told", "Me lo contaron")],
        widget=forms.RadioSelect,
        required=False,
    )
    explained = forms.BooleanField(label="Se lo expliqué", help_text="En su idioma.")
    since = PartialDateField(label="Desde", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].choice_hints = {"seen": "Estaba allí."}


def shown(form: forms.Form, name: str, options: str = "") -> str:
    template = Template("{% field bound " + options + " %}")
    return re.sub(r"\s+", " ", template.render(Context({"bound": form[name]})))


def test_label_hint_error_and_control_come_in_that_order():
    html = shown(AskForm({}), "words")
    places = [html.index(part) for part in ("¿Qué pasó?", "Con sus", "Escriba una", "<textarea")]
    assert places == sorted(places)


def test_a_control_is_described_by_its_hint_and_its_error():
    html = shown(AskForm({}), "words")
    assert 'aria-describedby="id_words_hint id_words_bad"' in html
    assert 'id="id_words_hint"' in html
    assert 'id="id_words_bad"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="field field--bad"' in html


def test_a_field_without_fault_says_nothing_of_faults():
    html = shown(AskForm(), "words")
    assert "field--bad" not in html
    assert "aria-invalid" not in html
    assert 'aria-describedby="id_words_hint"' in html


def test_a_control_keeps_its_own_class_and_loses_its_placeholder():
    html = shown(AskForm(), "words")
    assert 'class="input input--code"' in html
    assert "placeholder" not in html


def test_answers_are_cards_and_none_is_chosen_for_the_person():
    html = shown(AskForm(), "how")
    assert html.count('<label class="choice">') == 2
    assert "<fieldset" in html
    assert "checked" not in html
    assert "<strong>Lo vi</strong> Estaba allí." in html


def test_short_answers_stand_side_by_side():
    html = shown(AskForm(), "how", 'layout="seg"')
    assert '<fieldset class="ask">' in html
    assert '<div class="seg">' in html


def test_what_may_be_left_out_says_so_unless_the_page_already_did():
    assert "(opcional)" in shown(AskForm(), "how")
    assert "(opcional)" not in shown(AskForm(), "how", "optional=False")
    assert "(opcional)" not in shown(AskForm(), "words")


def test_a_check_box_stands_inside_its_label_and_keeps_its_hint():
    html = shown(AskForm({}), "explained")
    assert '<label class="check"><input type="checkbox"' in html
    assert 'aria-describedby="id_explained_hint id_explained_bad"' in html


def test_a_hidden_field_shows_nothing():
    html = shown(AskForm(), "version").strip()
    assert html == '<input type="hidden" name="version" value="3" id="id_version">'


def test_another_label_and_hint_replace_those_of_the_form():
    html = shown(AskForm(), "words", 'label="Relato" hint=""')
    assert "Relato" in html
    assert "¿Qué pasó?" not in html
    assert "hint" not in html


def test_the_summary_of_errors_takes_the_focus_and_every_link_leads_somewhere():
    form = AskForm({"how": "otra"})
    form.add_error(None, "Otra persona guardó cambios.")
    fields = "".join(shown(form, name) for name in form.fields)
    html = Template("{% error_summary form %}").render(Context({"form": form}))

    assert 'tabindex="-1"' in html
    assert 'role="alert"' in html
    assert "<li>Otra persona guardó cambios.</li>" in html
    anchors = re.findall(r'href="#([^"]+)"', html)
    assert anchors == ["id_words", "id_how_0", "id_explained", "id_version"]
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in fields] == []


def test_a_form_without_errors_has_no_summary():
    assert Template("{% error_summary form %}").render(Context({"form": AskForm()})).strip() == ""


def test_what_was_typed_is_shown_as_text_and_never_as_markup():
    form = AskForm({"words": "<script>alert(1)</script>"})
    assert "<script>" not in shown(form, "words")


def test_a_partial_date_is_read_by_its_field():
    form = AskForm({"words": "algo", "explained": "on", "version": "3", "since": "antes de 2021"})
    assert form.is_valid()
    assert form.cleaned_data["since"] == "../2021"


def test_a_partial_date_that_cannot_be_read_is_refused_and_kept():
    form = AskForm({"words": "algo", "explained": "on", "version": "3", "since": "ayer"})
    assert "since" in form.errors
    assert 'value="ayer"' in shown(form, "since")
