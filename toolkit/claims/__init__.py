"""Claims: instruments, zones built from them, and the exact partition of the sea into faces."""
