"""What ships beside the code: service files, a proxy's configuration, a container, a wheel."""
