"""What an operator can set about what comes after a survey."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Results(BaseModel):
    """Days after a close: organisers are reminded to say what follows, then it goes without."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    remind_days: int = Field(14, ge=1, le=28)
    tell_days: int = Field(21, ge=21, le=29)

    @model_validator(mode="after")
    def _in_order(self) -> Results:
        if self.remind_days >= self.tell_days:
            raise ValueError("remind_days muss vor tell_days liegen, in Tagen nach dem Ende")
        return self
