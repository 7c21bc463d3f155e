"""Many paths in, many results out: workers with limits, and the files of a result folder."""
