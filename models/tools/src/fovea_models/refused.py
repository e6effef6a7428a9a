"""Why something from outside cannot become part of a bundle."""


class Refused(ValueError):
    """What was given cannot be taken or verified; the message says what and why, for people."""


def first_line(error: BaseException) -> str:
    """What an error says, in a line: its kind and the first line of its message."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
