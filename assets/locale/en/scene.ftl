# scene: the words on a map
scene-km = km
scene-m = m
scene-north = N
scene-legend = Legend
scene-source = Source: { $source }
scene-boundaries = Boundaries: { $source }
scene-data-date = Data as of { $date }
scene-map-approval = Map approval number: { $number }
scene-made-with = Made with Hujin Atlas { $version }
scene-no-data = No data
scene-scale = Scale 1 : { $denominator }
scene-sample = Sample catalogue, not a census
scene-joined = { $first }; { $second }
