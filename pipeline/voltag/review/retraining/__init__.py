"""From people's decisions to another model: prepared in the background, adopted by a person."""
