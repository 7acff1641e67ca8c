"""The one projection of our maps: equal areas, so that a shade never weighs more than it should."""

import math

# Lambert azimuthal equal-area on the sphere of equal area (Snyder, Map Projections, 1987, §24),
# centred where the Americas are widest apart, so that far north and far south suffer alike.
LAT_0, LON_0, RADIUS_M = 10.0, -85.0, 6371007.2


def project(lat: float, lon: float) -> tuple[float, float]:
    """Project degrees to metres east and *south* of the centre (screens count downwards)."""
    east, north, centre = math.radians(lon - LON_0), math.radians(lat), math.radians(LAT_0)
    flat = math.cos(north) * math.cos(east)
    cosine = math.sin(centre) * math.sin(north) + math.cos(centre) * flat
    scale = RADIUS_M * math.sqrt(2 / (1 + cosine))
    x = math.cos(north) * math.sin(east)
    y = math.cos(centre) * math.sin(north) - math.sin(centre) * flat
    return scale * x, -scale * y
