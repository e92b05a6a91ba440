"""One person with several chats: what links them, and what that means for each chat."""
