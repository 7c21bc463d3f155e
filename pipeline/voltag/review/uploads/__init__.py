"""PDFs that programs upload: kept by their hash, classified one run after another."""

from voltag.review.uploads.desk import UploadDesk, UploadError
from voltag.review.uploads.records import Upload, UploadState

__all__ = ["Upload", "UploadDesk", "UploadError", "UploadState"]
