"""The service: submit a problem, follow its solving, fetch and change the roster; every night by itself."""
