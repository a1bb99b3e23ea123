"""One folder per chat platform, each with the same rooms inside: inbound, render, messenger."""
