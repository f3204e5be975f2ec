"""Makes projection.csv: positions and their EPSG:4549 coordinates by PROJ.

    pip install pyproj==3.7.2 && python3 tests/oracles/projection.py > tests/oracles/projection.csv
"""

import random

from pyproj import Transformer

random.seed(4549)
to_plane = Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True)
positions = [(120.0, 0.0), (120.0, 31.0), (121.4737, 31.2304), (121.9270, 30.9), (120.85, 31.88)]
positions += [(random.uniform(120.8, 122.3), random.uniform(30.6, 31.9)) for _ in range(60)]
positions += [(random.uniform(100.0, 140.0), random.uniform(-60.0, 80.0)) for _ in range(60)]
print("lon,lat,x,y")
for lon, lat in positions:
    lon, lat = round(lon, 6), round(lat, 6)
    x, y = to_plane.transform(lon, lat)
    print(f"{lon},{lat},{x:.9f},{y:.9f}")
