"""Who is who in a school: persons, the posts they hold, the accounts they answer from."""
