"""Bad, strange and hostile input: every file costs itself at most."""
