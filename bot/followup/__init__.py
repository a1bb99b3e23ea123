"""What is to be done about a request beside signing it: tasks, in the order of the pack. Pure."""
