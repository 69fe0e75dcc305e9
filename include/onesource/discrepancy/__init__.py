"""Findings: facts that stay open until the data, a ruling or a change of rule closes them."""
