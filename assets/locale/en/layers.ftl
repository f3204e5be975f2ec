# layers
layer-choropleth = Districts by value
layer-density = Kernel density
layer-water = Water
layer-borders = District borders
layer-transport = Roads and metro
layer-enterprises = Enterprises and clusters
layer-labels = District names and counts
layer-places = Landmarks and parks

param-measure = Measure
param-track = Track
param-classes-by = Class breaks
param-classes = Classes
param-palette = Palette
param-bandwidth = Bandwidth
param-cluster = Cluster radius
param-names = Names
param-numbers = Counts
param-count = Enterprises
param-density = Enterprises per km²
param-share = Share of a track
param-quantile = Quantiles
param-equal = Equal intervals
param-natural = Natural breaks
param-teal = Yellow–green–blue
param-blues = Blues
param-oranges = Oranges
param-viridis = Viridis
param-greys = Greys
param-cv = likelihood cross-validation
param-sj = Sheather–Jones
param-scott = Scott's rule
param-fixed = fixed
param-unknown = Other

unit-enterprises = enterprises
unit-per-km2 = per km²
unit-percent = %
unit-drawn-enterprises = drawn

legend-none = none
legend-not-chosen = not chosen, or none
legend-count = Enterprises
legend-density-land = Enterprises per land area
legend-share = { $track }, share of the district's enterprises
legend-tracks = Technology tracks
legend-density = Density of enterprises
legend-bandwidth = Gaussian kernel, bandwidth { $metres } m ({ $rule }), edge-corrected, n = { $n }
legend-not-drawn = { $drawn } drawn; { $missing } more known to the district only or still to be placed
label-district-numbers = { $count } · { $drawn } drawn

layers-unknown-layer = There is no layer “{ $layer }”
    .hint = layers: { $known }
layers-unknown-key = The layer “{ $layer }” has no control “{ $key }”
    .hint = controls: { $known }
layers-bad-value = { $place } does not take “{ $value }”
    .hint = it takes: { $expected }
layers-set-form = “{ $text }” is not of the form layer.key=value
    .hint = for example --set density=on --set choropleth.measure=density
layers-view-syntax = This is no view file, or it is damaged
    .hint = view files begin with hujin_view = 1; save the view again with File → Save view
layers-view-newer = The view was saved by a later version (form { $version })
    .hint = update the program, then open it
layers-view-too-long = The file is longer than 1 MB and cannot be a view
    .hint = check that it is the right file
legend-more = { $n } more not listed.
sentence-gap = {" "}
layer-hot-areas = Hot areas (Gi*)
param-lq = Location quotient of a track
param-hexagon = Hexagons
param-square = Squares
param-cells = Cells
param-cell-size = Size of a cell
legend-lq = { $track }, location quotient
legend-lq-pale = 95% interval spans 1
legend-lq-note = Fractional counting, against all tracks of the city, whatever track or district is filtered. Where the interval spans 1 the district may lie above or below the city.
legend-undefined = not computable
legend-hot = Hot and cold areas (Gi*, q ≤ 5%)
legend-hot-more = more around than chance: { $n } cells, { $firms } enterprises
legend-hot-fewer = fewer around than chance: { $n } cells, { $firms } enterprises
legend-hot-note = { $shape } of { $metres } m, { $cells } cells, n = { $n }, { $permutations } permutations, seed { $seed }
