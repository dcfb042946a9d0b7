"""The engines: each fills in J+, J- and gradapprox for the entries that are asked for."""
