"""Who asks: keys of systems, tokens of people, sign-in at an OIDC issuer."""
