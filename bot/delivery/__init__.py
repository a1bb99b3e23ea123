"""From a promise in the outbox to a message on somebody's phone."""
