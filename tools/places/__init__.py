"""The steps of ``tools/derive_places.py``; nothing here is imported by the product."""
