"""Books as files: spreadsheets that print as the school's own form, and plain CSV."""
