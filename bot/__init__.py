"""调阅通 · Diaoyue: a school's footage requests, from the first question to the closed entry."""
