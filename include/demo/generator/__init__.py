"""Makes the demo city: who and what there is, what each department holds day by day, and what is wrong in it.

`command.make` writes a city. The truth comes first (`people`, `organizations`, `places`,
`certificates`); `registers` turns it into departments' rows; `faults` spoils some of them;
`judge` says, by an implementation of its own, which findings must stand at each day's end.
Knows nothing of the product that is to find them. The same parameters give the same bytes.
"""
