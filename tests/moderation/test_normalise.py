"""What was typed and what a detector reads are one text with a way back."""

from hypothesis import given
from hypothesis import strategies as st

from moderation.normalise import normalise, skeleton
from moderation.types import Kind


def test_plain_ascii_stays_as_it_is():
    text = normalise("Halo Rina, jam 7.30")
    assert (text.plain, text.low) == ("Halo Rina, jam 7.30", "halo rina, jam 7.30")
    assert [word.low for word in text.words] == ["halo", "rina", "jam", "7", "30"]


def test_look_alikes_of_other_scripts_read_as_latin():
    assert normalise("gmаil Sаrаh ʀᴀᴋᴀ 𝓡𝓪𝓴𝓪").plain == "gmail Sarah raka Raka"


def test_digits_of_other_scripts_and_keycaps_read_as_digits():
    assert normalise("０８７ 0️⃣8️⃣5️⃣ ٠٨ ①②").plain == "087 085 08 12"


def test_what_cannot_be_seen_is_dropped_and_hidden_with_what_is_around_it():
    typed = "wa 08\u200b13\u200d, ya"
    text = normalise(typed)
    assert text.plain == "wa 0813, ya"
    span = text.span(3, 7, Kind.PHONE, 1.0, "test")
    assert typed[span.start : span.end] == "08\u200b13\u200d"


def test_one_code_point_that_reads_as_two_letters_is_hidden_whole():
    text = normalise("o\ufb01s")
    assert text.plain == "ofis"
    assert text.typed_range(0, 2) == (0, 2)


def test_handles_that_look_alike_have_one_skeleton():
    assert skeleton("Bu1an Ma1am") == skeleton("BuIan MaIam") == skeleton("bulаn\u200b malam")
    assert skeleton("bulan") != skeleton("bintang")


@given(st.text())
def test_every_text_has_a_way_back(typed):
    text = normalise(typed)
    assert len(text.plain) == len(text.low) == len(text.origin) - 1
    assert all(text.plain[word.start : word.end].lower() == word.low for word in text.words)
    assert list(text.origin) == sorted(text.origin)
    assert text.typed_range(0, len(text.plain))[1] == len(typed) or not text.plain


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_reading_twice_changes_nothing(typed):
    once = normalise(typed).plain
    assert normalise(once).plain == once
