"""Where sentences end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.text.sentences import sentence_ends

# Each row is one text with a bar at every end that is no end of the text.
ENGLISH = [
    "Volunteers came. | They stayed.",
    "Did they come? | They did! | “They stayed.” | And left.",
    "He said “stop.” | Then he left (in 2019.) | It rained.",
    "One sentence without an end",
    "It ended… | Then it began.",
    # letters with accents open no sentence when they are small, and all the more when they are not
    "Le comité, etc. était là. | Élus et bénévoles aussi.",
    "Il a dit : «\u00a0Venez.\u00a0» | Puis il est parti. | «\u00a0Oui\u00a0!\u00a0» | Et voilà.",
    "Vu art. 12 de la loi, al. 3, le chap. 4, cf. MM. Diop et Sy. | C’est de l’art. | Bien.",
    # abbreviations and initials
    "See Dr. Smith and Mr. Jones.",
    "Law No. 25 and Art 3, e.g. Article 4, i.e. The Law, govern it.",
    "See Fig. 3 and fig. 4, Para. 5, Vol. II and p. 12.",
    "The U.S. Government and the U.K. Parliament met J. K. Rowling.",
    "Smith et al. Found nothing.",
    "The Gov’t. Office and the Int'l. Fund agreed.",
    "Water, food, etc. | Then it rained.",
    "It rose by 5 km. | Then it fell.",
    # numbers
    "It rose by 3.5 per cent to 2,000.50 dollars.",
    "It was so in 2019. | In 2020 it was not.",
    "Version 1.2.3 came. | 300 people used it.",
    # list numbers
    "1. Plan. | 2. Do. | 3. Check.",
    "1.2.3. Volunteers help.",
    "a. First item; b. Second item.",
    "iv. The fourth item. | V. The fifth.",
    # what follows does not open a sentence
    "It stands at www.un.org. and elsewhere.",
    "the village (approx. 300 people) helped.",
    "Yahoo! is a company.",
]
CHINESE = [
    "志愿者来了。|他们留下了。",
    "来了吗？|来了！|好；|再来。",
    "他说：“来了。”|他们留下了。",
    "（见附件。）|志愿者来了。",
    "一半……|另一半。",
    "增长3.5%，达到2,000.50元。",
    "来了!|好?|走了。",
    "真的？！|真的。",
]
MIXED = [
    "志愿者来了。| They stayed. | 他们走了。",
    "UNV的工作。|See No. 5。|完。",
    "The report 《报告》 says so. | “志愿” means will.",
    "Volunteers（志愿者）came. | They left.",
]


@pytest.mark.parametrize("row", [*ENGLISH, *CHINESE, *MIXED])
def test_sentences_end_where_a_reader_ends_them(row: str) -> None:
    parts = row.split("|")
    text = "".join(parts)
    ends = sentence_ends(text)
    cut = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    # The white space between two sentences belongs to either.
    assert [sentence.strip() for sentence in cut] == [part.strip() for part in parts]


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_no_sentence_without_text(text: str) -> None:
    assert sentence_ends(text) == []


pieces = st.sampled_from(
    [*"aB3 .。!？；“”’)）…\n", "No. ", "J. ", "1. ", "志愿", " The", "e.g.", "……", "\u3000"]
)


@given(st.lists(pieces, max_size=40).map("".join))
def test_every_character_is_in_one_sentence(text: str) -> None:
    ends = sentence_ends(text)
    assert ends == sorted(set(ends))
    if text.strip():
        assert ends[-1] == len(text)
    assert all(text[a:b].strip() for a, b in zip([0, *ends], ends, strict=False))


@pytest.mark.parametrize("repeated", ["No. ", "e.g. The ", "a", "...", "J. ", "。“", "?!"])
def test_long_odd_text_takes_no_longer_than_its_length(repeated: str) -> None:
    started = time.process_time()
    sentence_ends(repeated * (200_000 // len(repeated)))
    assert time.process_time() - started < 3
