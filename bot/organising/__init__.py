"""What organisers may see and do: facts and commands of their dialogs, each with its right."""
