"""Pages of identification: ten lines of glue each."""
