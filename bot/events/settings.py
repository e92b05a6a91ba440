"""What an operator can set about feeds."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Feeds(BaseModel):
    """`allow_private`: also addresses of this machine and its network, for rehearsals."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allow_private: bool = False
