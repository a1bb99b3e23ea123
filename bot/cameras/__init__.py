"""Where the cameras are, whose they are, and how long their recorders remember."""
