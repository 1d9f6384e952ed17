"""The catalog: which datasets there are, which bytes they have, and how their files are read."""
