"""What the routes answer: every field with its meaning, unit and an example, as the OpenAPI document tells it."""
