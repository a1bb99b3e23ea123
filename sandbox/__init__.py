"""Stand-ins for the chat platforms over real HTTP, demo schools, the phones page and stories.

Nothing in `bot` knows this package exists.
"""
