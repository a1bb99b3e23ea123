"""What people say and tap becomes an action, and the action's outcome a reply."""
