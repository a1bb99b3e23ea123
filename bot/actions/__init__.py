"""What people can make happen: one verb per module.

Each action loads, asks the core, keeps, owes notices and writes the journal, all inside the
transaction it is given; it never commits and never speaks.
"""
