"""Forms and the conversation that fills them: pure, the same on every platform."""
