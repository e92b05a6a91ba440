"""What an operator can set about what comes after a survey."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from dialogs.suppression import LEAST_K, K


class Results(BaseModel):
    """Of how few people nothing is told; days after a close on which organisers are reminded.

    They are to say what follows; on the second of the days the result goes out without it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    k: int = Field(K, le=100)
    remind_days: int = Field(14, ge=1, le=28)
    tell_days: int = Field(21, ge=21, le=29)

    @field_validator("k")
    @classmethod
    def _enough(cls, k: int) -> int:
        if k < LEAST_K:
            raise ValueError(
                f"mindestens {LEAST_K}: Unter so wenigen ließe sich erkennen, wer was sagt"
            )
        return k

    @model_validator(mode="after")
    def _in_order(self) -> Results:
        if self.remind_days >= self.tell_days:
            raise ValueError("remind_days muss vor tell_days liegen, in Tagen nach dem Ende")
        return self
