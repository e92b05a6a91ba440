"""Events: brought in from calendars and feeds, told to residents, pushed to subscribers."""
