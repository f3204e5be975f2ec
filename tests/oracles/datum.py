"""Makes datum.csv: WGS 84 positions and what eviltransform makes of them in GCJ-02 and BD-09.

    pip install eviltransform==0.1.1 && python3 tests/oracles/datum.py > tests/oracles/datum.csv

eviltransform takes 6378137 m for the earth's radius beside the eccentricity of the Krasovsky ellipsoid; most
other implementations take Krasovsky's 6378245 m. The two differ by less than 1 cm. The fixture takes the latter.
"""

import random

import eviltransform

eviltransform.earthR = 6378245.0
random.seed(2)
positions = [(121.4737, 31.2304), (121.3, 31.2), (116.3913, 39.9075), (114.0579, 22.5431), (87.6168, 43.8256)]
positions += [(random.uniform(120.8, 122.3), random.uniform(30.6, 31.9)) for _ in range(40)]
positions += [(random.uniform(74.0, 134.0), random.uniform(18.0, 53.0)) for _ in range(40)]
positions += [(139.6917, 35.6895), (-0.1276, 51.5072), (103.82, 0.5)]  # outside China: unchanged
print("lon,lat,gcj_lon,gcj_lat,bd_lon,bd_lat")
for lon, lat in positions:
    lon, lat = round(lon, 6), round(lat, 6)
    gcj = eviltransform.wgs2gcj(lat, lon)
    bd = eviltransform.gcj2bd(*gcj)
    print(f"{lon},{lat},{gcj[1]:.12f},{gcj[0]:.12f},{bd[1]:.12f},{bd[0]:.12f}")
