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
legend-count = Count
legend-density-land = Enterprises per land area
legend-share = { $track }, share of the district's enterprises
legend-tracks = Technology tracks
legend-density = Density of enterprises
legend-bandwidth = Gaussian kernel, bandwidth { $metres } m ({ $rule }), edge-corrected, n = { $n }
legend-not-drawn = { $drawn } drawn, counted in each of their tracks; { $missing } more known to the district only or still to be placed.
label-unnamed = Too narrow for their names: { $names }
label-district-numbers = { $count } · { $drawn } drawn

layers-unknown-layer = There is no layer "{ $layer }"
    .hint = layers: { $known }
layers-unknown-key = The layer "{ $layer }" has no control "{ $key }"
    .hint = controls: { $known }
layers-bad-value = { $place } does not take "{ $value }"
    .hint = it takes: { $expected }
layers-set-form = "{ $text }" is not of the form layer.key=value
    .hint = for example --set density=on --set choropleth.measure=density
layers-view-syntax = This is no view file, or it is damaged, line { $line }: { $why }
    .hint = view files begin with hujin_view = 1; save the view again with File → Save view
layers-view-newer = The view was saved by a later version (form { $version })
    .hint = update the program, then open it
layers-view-too-long = The file is longer than 1 MB and cannot be a view
    .hint = check that it is the right file
legend-more = { $n } more not listed.
sentence-gap = {" "}
sentence-stop = .
legend-note = { $title }: { $note }
layer-hot-areas = Hot areas (Gi*)
param-lq = Location quotient of a track
param-hexagon = Hexagons
param-square = Squares
param-cells = Cells
param-cell-size = Size of a cell
legend-lq = { $track }, location quotient
legend-lq-pale = 95% interval spans 1, or p > 0.05
legend-lq-note = Fractional counting, against all tracks of the city, whatever track or district is filtered. Where the interval spans 1 the district may lie above or below the city.
legend-undefined = not computable
legend-hot = Hot and cold areas (Gi*, q ≤ 5%)
legend-hot-more = more around than chance: { $n } cells, { $firms } enterprises
legend-hot-fewer = fewer around than chance: { $n } cells, { $firms } enterprises
legend-hot-note = { $shape } of { $metres } m, { $cells } cells, n = { $n }, { $permutations } permutations, seed { $seed }
layer-grid = Grid
layer-clusters = Clusters
param-gistar = hot cells Gi*
param-method = Method
param-dbscan = DBSCAN
param-hdbscan = HDBSCAN
param-eps = Radius
param-min = At least
param-outline = Outline
param-hull = convex hull
param-alpha = α-shape
legend-grid = Enterprises in cells
legend-grid-density = Density in cells
legend-grid-lq = LQ of cells
legend-grid-gistar = Hot cells, Gi*
legend-grid-class = { $label } ({ $n } cells)
legend-grid-uncertain = pale: 95 % interval spans 1
legend-grid-hot = more than chance
legend-grid-cold = fewer than chance
legend-grid-note = { $shape } { $metres } m; { $occupied } of { $cells } cells hold an enterprise; n = { $n } with a position
legend-grid-lq-note = { $shape } { $metres } m; cells of fewer than { $least } left out; n = { $n } with a position
legend-grid-gistar-note = { $shape } { $metres } m; { $cells } cells, queen; { $permutations } permutations, seed { $seed }; n = { $n }
legend-clusters-entry = { $clusters } clusters, { $n } enterprises
legend-clusters-dbscan = DBSCAN, radius { $eps } m, at least { $min }; { $noise } in none. Named after the nearest known place
legend-clusters-hdbscan = HDBSCAN, at least { $min }; { $noise } in none. Named after the nearest known place
cluster-name = around { $place } · { $n }
layer-risk = Relative density of a track
legend-risk = Relative density: { $track } (1 = as all enterprises)
legend-risk-high = more than by chance (cell by cell, p ≤ 0.05)
legend-risk-low = less than by chance (cell by cell, p ≤ 0.05)
legend-risk-note = { $track } of the track among { $n }, bandwidth { $bandwidth } m, { $permutations } random labellings (seed { $seed }), p of the whole = { $p }. Not drawn where fewer than { $least } enterprises weigh in.
legend-risk-even = p of the whole = { $p }: cannot be told from random labels, so no outlines are drawn and shades say little. { $track } of the track among { $n }, bandwidth { $bandwidth } m, { $permutations } random labellings (seed { $seed }). Not drawn where fewer than { $least } enterprises weigh in.
legend-risk-too-few = Fewer than { $least } enterprises of the track have a position: too few to compare.
legend-risk-working = Being worked out…
multiples-legend-bandwidth = One scale for all maps; Gaussian kernel, bandwidth { $metres } m ({ $rule }, of all enterprises together), edge-corrected
multiples-legend-share = Share of the track in the district
multiples-legend-city-share = Share of the period's enterprises
multiples-legend-lq = Location quotient (1 = as in the city)
multiples-legend-difference = Second period less the first
multiples-unit-points = percentage points
multiples-no-change = no change
multiples-lq = location quotient { $value }
legend-rings = Rings show shares of tracks; grey joins those too short to see.
legend-no-room = Rings and dots are coloured by track; there is no room for the { $n } tracks.
legend-none-track = none of the track, or none
unit-drawn-in-city = drawn in the city
