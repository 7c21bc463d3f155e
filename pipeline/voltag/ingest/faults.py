"""What is said of a page whose text layer is of no use."""

from voltag.types import TextFault

_SAYS = {
    TextFault.MISSING: ("text_missing", "shows text that the PDF does not hold, as in a scan"),
    TextFault.GARBLED: ("text_garbled", "has a text layer that is not what the page shows"),
    TextFault.FONTS_MISSING: (
        "fonts_missing",
        "uses fonts that are neither in the PDF nor on this computer",
    ),
    TextFault.OCR_UNSURE: ("ocr_unsure", "could not be recognised with any certainty"),
    TextFault.DISAGREES: (
        "text_disagrees",
        "has an invisible text layer that is not its picture's",
    ),
    TextFault.HIDDEN: (
        "text_hidden",
        "has more text that is invisible or off the page than text that is seen; it was left out",
    ),
    TextFault.FORM_ONLY: ("text_form_only", "has no text but what was filled into its form fields"),
    TextFault.DOUBLED: ("text_doubled", "has letters that stand twice"),
}
_ADVICE = {
    TextFault.FONTS_MISSING: "install fonts for Chinese (Noto CJK) and read it again",
    TextFault.OCR_UNSURE: "look at it by eye",
    TextFault.FORM_ONLY: "print the PDF to a new PDF and classify that",
    TextFault.HIDDEN: "look at it by eye if that is not as it should be",
}


def about_fault(number: int, fault: TextFault, advice: str) -> tuple[str, str]:
    """Return what is said of page ``number``: the word for programs, and a sentence for people.

    ``advice`` is what to do about a fault that OCR may mend.
    """
    word, says = _SAYS[fault]
    return word, f"Page {number} {says}; {_ADVICE.get(fault, advice)}."
