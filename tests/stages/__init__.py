"""Where conversations are played: on the rehearsal platform, on Telegram, on Matrix."""
