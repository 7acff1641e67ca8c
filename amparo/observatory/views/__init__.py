"""Pages of the observatory: public ones read printed figures only, staff ones make free cuts."""
