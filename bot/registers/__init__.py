"""The school's books: what an entry holds, how a school prints it, and that nobody rewrote it."""
