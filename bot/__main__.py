"""`python -m bot` and the command `revierstimme`."""

from bot.cli.main import main

if __name__ == "__main__":
    main()
