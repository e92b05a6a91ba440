"""The published ideas, kept ready to be searched for those that are alike."""

from __future__ import annotations

from dialogs.ideas.likeness import Known, Likeness
from dialogs.ideas.meaning import meaning
from storage.store import Store


class Shelf:
    """Looks at what has changed since the last search, and only at that."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, str]] = {}
        self._likeness = Likeness()

    def of(self, store: Store) -> Likeness:
        """All ideas that are published now."""
        shown = {one.number: (one.released, one.region) for one in store.ideas.shown()}
        for number in self._known.keys() - shown.keys():
            self._likeness.drop(number)
        fresh = [number for number, at in shown.items() if self._known.get(number) != at]
        for number, words in store.ideas.words(fresh).items():
            self._likeness.add(Known(number, meaning(words), shown[number][1]))
        self._known = shown
        return self._likeness
