"""Imported by the process that workers are forked from: loads there what they need."""

from voltag.batch.warm import load_as_told

load_as_told()
