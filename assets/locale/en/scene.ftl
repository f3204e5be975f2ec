# scene: the words on a map
scene-km = km
scene-m = m
scene-north = N
