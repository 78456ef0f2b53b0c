"""What several rules read from a problem. Reading only: no roster is judged here."""
