"""What an operator can set about announcements."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Broadcast(BaseModel):
    """When people may be written to, how often, and how long that can be thought over."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    earliest: int = Field(8, ge=0, le=23)
    latest: int = Field(20, ge=1, le=24)
    rest_days: bool = True
    undo_seconds: int = Field(120, ge=0, le=3600)
    invitations_a_week: int = Field(2, ge=0, le=2)

    @model_validator(mode="after")
    def _some_time(self) -> Broadcast:
        if self.earliest >= self.latest:
            raise ValueError("earliest muss vor latest liegen, in vollen Stunden")
        return self
