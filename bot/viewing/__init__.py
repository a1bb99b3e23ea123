"""What the duty room does once the last signature stands. Pure."""
