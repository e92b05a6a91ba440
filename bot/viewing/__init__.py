"""Looking at results in the chat: what else than its numbers may be told of a survey."""
