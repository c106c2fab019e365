"""Rehearsals that people watch: what is drawn of a world, and what a viewer is told of a run, tick by tick."""
