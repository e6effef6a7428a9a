"""The phantom bundle of DSCA: generated phantoms, simulated survival times, training, figures."""
