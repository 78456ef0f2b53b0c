"""What an installation is told and tells: settings, logs, metrics."""
