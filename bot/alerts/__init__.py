"""Alarms of devices, and what becomes of them: signal → fault → outage → ticket.

A *signal* is one thing a monitoring system said. A *fault* is one device with one trouble, from its
first signal until it works again; the faults of a camera are its history. An *outage* is the faults
of one cause: one message in each group, one ticket (a request of the pack's fault kind), one clock.
"""
