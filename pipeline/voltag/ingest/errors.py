"""What can be wrong with a PDF or one of its pages."""


class PdfError(Exception):
    """A PDF, or one of its pages, could not be read; ``word`` is short and stable."""

    def __init__(self, word: str, message: str) -> None:
        """Keep the word for programs and the sentence for people."""
        super().__init__(message)
        self.word = word


class OutOfTimeError(PdfError):
    """Reading a page took longer than it may."""
