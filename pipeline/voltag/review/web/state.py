"""What all requests share: the database, the pages, who was let in."""

import hmac
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path

from voltag.review.store import Store
from voltag.review.web.explaining import Explainer
from voltag.review.web.pages.pictures import Pages
from voltag.review.web.security import Keys


class OneTimeLink:
    """The token of the link that is printed at the start: it lets one browser in, once."""

    def __init__(self) -> None:
        """Make a token that cannot be guessed."""
        self.token = secrets.token_urlsafe(24)
        self._used = False
        self._lock = threading.Lock()

    def take(self, token: str) -> bool:
        """Whether ``token`` is the link's and the link was not used before."""
        with self._lock:
            if self._used or not hmac.compare_digest(token.encode(), self.token.encode()):
                return False
            self._used = True
            return True


@dataclass(frozen=True, slots=True)
class Desk:
    """What all requests share."""

    store: Store
    pages: Pages
    keys: Keys
    link: OneTimeLink
    explainer: Explainer
    folder: Path
    """The result folder under review."""
    shared: bool
    """Whether the pages are reached from other machines."""
