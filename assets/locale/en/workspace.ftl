# workspace
figure-title = Fintech enterprises in { $place }
figure-title-track = Fintech enterprises in { $place }: { $track }
figure-subtitle = { $filter } ({ $counts })
figure-counts = { $count } in all, { $drawn } drawn, { $missing } without a point
figure-without-district = Of these, { $n } have no district yet and are in no district's number.
figure-data = Enterprises: sample catalogue of { $total }, not a census; data as of { $date }, some rows unverified.
figure-boundaries = Base map: { $source }, { $date }.
figure-projection = Projection: CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549).
figure-review-number = Map review number: { $number }
figure-sketch = Sketch map, for internal use.
figure-gap = {" "}
figure-stop = {". "}
workspace-cannot-read = Cannot read { $path }
    .hint = check the path, and that you may read it
workspace-too-large = The file has { $megabytes } MB, more than can be read: { $path }
    .hint = split it and import the parts one after the other

analysis-too-few = Only { $n } enterprises have a position good enough; it takes { $least }
    .hint = Widen the filter, or place more enterprises.
analysis-grid = The grid cannot be made
    .hint = Use a larger --cell.
analysis-density = The density cannot be worked out
    .hint = The bandwidth must be at least a tenth of a cell and no wider than the city.
analysis-cells = ({ $n } cells; --cells OUT.geojson writes them)
analysis-limits-kde = Rests on the { $n } enterprises placed to a building, street number or park; the catalogue is a sample, and this is its density, not that of all enterprises. The edge correction takes the area beyond the city as not observed. Another bandwidth gives another picture.
analysis-cluster = { $id }. around { $name }: { $n } enterprises ({ $shared } share an address with another), convex hull { $area } km²
analysis-limits-dbscan = Rests on the { $n } enterprises placed to a building, street number or park. Clusters carry no test: another radius or least number gives others; enterprises registered in one building count as neighbours.
