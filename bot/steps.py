"""How far people get in surveys: counted as questions are opened, without a word about whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialogs.flow import Ask, Flow
from dialogs.session import Frame, Session
from storage.steps import Place
from storage.store import Store


def count_steps(
    store: Store, before: Session, after: Session, flows: Mapping[tuple[str, int], Flow]
) -> None:
    """Count the questions that a turn has opened for the first time."""
    for place in opened(before, after, flows):
        store.steps.reached(*place)


def opened(
    before: Session, after: Session, flows: Mapping[tuple[str, int], Flow]
) -> Iterator[Place]:
    """Questions that everybody is asked; how many were asked others would tell what they said."""
    known = {(frame.flow, frame.version): frame for frame in before.frames}
    for frame in after.frames:
        flow = flows.get((frame.flow, frame.version))
        if flow is None or not flow.survey or not flow.waits_at(frame.step):
            continue
        step, was = flow.step(frame.step), known.get((frame.flow, frame.version))
        if not isinstance(step, Ask) or not step.counted or step.when:
            continue
        if not _seen(frame, was):
            yield flow.survey, flow.version, step.id


def _seen(frame: Frame, was: Frame | None) -> bool:
    """Whether the open question had been open before."""
    if frame.step in frame.before or frame.editing:
        return True
    return was is not None and (was.step == frame.step or frame.step in was.answers)
