"""Golden records and disagreements, mastered together, audited, and published in one transaction."""
