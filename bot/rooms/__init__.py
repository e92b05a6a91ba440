"""Groups, channels and rooms that organisers register: how, and what is announced there."""
