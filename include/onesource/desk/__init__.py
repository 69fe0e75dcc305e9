"""The bureau's desk: pages that show what stands in the base database and what needs a person now."""
