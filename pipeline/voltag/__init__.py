"""Find volunteering in voluntary national reviews and UN cooperation frameworks."""

__version__ = "0.1.0"
