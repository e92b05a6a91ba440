"""Getting messages out: at the platform's pace, in order, however often it fails."""
