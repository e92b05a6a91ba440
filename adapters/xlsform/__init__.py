"""Surveys as XLSForm workbooks (ODK, KoboToolbox), read and written.

Importing `reading` or `writing` loads pyxform and openpyxl, which takes half a second; whoever
does not need them should not.
"""

LARGEST = 3_000_000
"""Most bytes of a workbook."""
MAGIC = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls"}
"""How a workbook of either format begins."""


def is_workbook(raw: bytes) -> bool:
    """Whether these bytes claim to be a workbook."""
    return raw[:4] in MAGIC
