"""From words to what they mean, in German and English, with typing errors."""
