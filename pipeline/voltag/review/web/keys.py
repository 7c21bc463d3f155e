"""The keys of the review page, declared once: the page, its help and the guide all use these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the review page."""

    key: str
    """As ``KeyboardEvent.key`` has it."""
    action: str
    """The name by which the page's script knows what it does."""
    help: str
    shown: str = ""
    """What is printed on the key, where that differs."""

    @property
    def label(self) -> str:
        """What is printed on the key."""
        return self.shown or self.key


KEYS: dict[str, tuple[Key, ...]] = {
    "Decide": (
        Key("a", "accept", "Save the labels as they stand and go on"),
        Key("x", "reject", "Not volunteering, and go on"),
        Key("u", "unsure", "Unsure: later, and go on"),
        Key("z", "undo", "Take the last decision back"),
    ),
    "Labels": (
        Key("1", "ownership", "Ownership; then 1 to 5 for its code, such as 1 3 for a3"),
        Key("2", "integration", "Integration; then 1 to 7 for its code"),
        Key("3", "measurement", "Measurement; then 1 to 4 for its code"),
        Key("r", "reference", "Next value of reference: none, bare, contribution"),
        Key("p", "polarity", "Next value of polarity"),
        Key("i", "implicit", "Volunteering is not named: yes or no"),
        Key("b", "b4", "Next kind of disaster partnership (b4)"),
        Key("e", "restore", "Back to the labels of the machine"),
        Key("c", "comment", "Write a comment; Escape leaves it"),
        Key("m", "misleading", "Pick the words that misled the machine"),
        Key("d", "group", "Decide near-identical passages together: yes or no"),
    ),
    "Move": (
        Key("j", "next", "Next passage of the queue"),
        Key("k", "previous", "Previous passage of the queue"),
        Key("J", "following", "Next paragraph of the document, flagged or not", "Shift J"),
        Key("K", "preceding", "Previous paragraph of the document, flagged or not", "Shift K"),
        Key("n", "add", "Add the selected words as a passage that was missed"),
        Key("/", "search", "Search all passages"),
    ),
    "Look": (
        Key("w", "clauses", "What the codebook says of these labels"),
        Key("s", "scores", "Hide or show what the machine says"),
        Key("t", "terms", "Mark the terms in the text, or not"),
        Key("]", "page_on", "Next page of the PDF"),
        Key("[", "page_back", "Previous page of the PDF"),
        Key("+", "zoom_in", "Larger"),
        Key("-", "zoom_out", "Smaller"),
        Key("0", "zoom_fit", "As wide as its place"),
        Key("?", "help", "These keys"),
    ),
}
"""Keys by what they are for."""


def actions() -> dict[str, str]:
    """The name of what each key does, by ``KeyboardEvent.key``."""
    return {key.key: key.action for group in KEYS.values() for key in group}
