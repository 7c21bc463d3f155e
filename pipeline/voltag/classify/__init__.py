"""Labelling passages: features, the model, training, evaluation and model folders."""
