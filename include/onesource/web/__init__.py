"""What every page is made with and guarded by, whoever it is for: languages, looks, bounds, headers."""
