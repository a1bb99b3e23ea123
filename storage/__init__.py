"""What is kept, and how: tables, transactions, one module per aggregate.

Every function that touches the database takes a `Work`: one transaction, open now. None of them
commits; the `Store` does, when the job it was given returns.
"""
