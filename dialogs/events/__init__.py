"""Events as people hear of them: what they are, how they are told, and who is to hear of which."""

from .event import TOPICS, Event, Topic

__all__ = ["TOPICS", "Event", "Topic"]
