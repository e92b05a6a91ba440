"""Ideas of residents: what they are about, and which are alike."""
