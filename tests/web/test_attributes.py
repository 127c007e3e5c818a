"""The attributes of inputs read as WTForms would write them."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import html_params

from planner.web.attributes import as_wtforms_writes, attributes

NAMES = st.one_of(
    st.sampled_from(["class_", "for_", "data_find", "aria_describedby", "aria-invalid", "value", "checked"]),
    st.text("abcdefgh_-", min_size=1, max_size=8),
)
VALUES = st.one_of(st.booleans(), st.integers(), st.none(), st.text(max_size=20), st.text('"<&\'x', max_size=5).map(Markup))


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_they_are_what_wtforms_writes(given_attributes: dict[str, object]) -> None:
    assert attributes(**given_attributes) == as_wtforms_writes(**given_attributes)


def test_every_kind_of_field_is_written_with_them(app: object) -> None:
    assert as_wtforms_writes is html_params is not attributes

    class Two(Form):
        word = StringField(render_kw={"data_x": '">'})
        choice = SelectField(choices=[SelectChoice("a", "A & B"), SelectChoice('"', "C")])

    form = Two(data={"word": "<b>", "choice": '"'})
    assert form.word() == '<input data-x="&#34;&gt;" id="word" name="word" type="text" value="&lt;b&gt;">'
    assert form.choice() == (
        '<select id="choice" name="choice"><option value="a">A &amp; B</option>'
        '<option selected value="&#34;">C</option></select>'
    )
