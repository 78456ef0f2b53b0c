"""What the service keeps: problems, rosters and their versions, who may what, and who saw what."""
