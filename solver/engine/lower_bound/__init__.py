"""What no roster can cost less than: column generation over the routes of single shifts."""
