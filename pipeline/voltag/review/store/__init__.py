"""The reviewers' database: what was found, and everything that people decided about it."""

from voltag.review.store.database import StoreError
from voltag.review.store.store import Store

__all__ = ["Store", "StoreError"]
