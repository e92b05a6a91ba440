"""Surveys as files that people send and get: read and written in a process of its own."""

from .apart import LARGEST, Read, WorkerLost, read, workbook

__all__ = ["LARGEST", "Read", "WorkerLost", "read", "workbook"]
