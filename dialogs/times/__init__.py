"""When something happens, as people write it: `Sa 14.3. 18-20 Uhr`, `14. März ab 18 Uhr`."""

from .spoken import ALL_DAY, Spoken, read

__all__ = ["ALL_DAY", "Spoken", "read"]
