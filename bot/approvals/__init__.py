"""Who must sign what, in which order, and what a signature does. Pure."""
