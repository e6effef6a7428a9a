"""The phantom bundle "does the slide hold tumour nests?": training, figures, assembly."""
