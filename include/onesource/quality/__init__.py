"""Judges single rows: the contract's types and codes, then the feed's suite of expectations."""
