# spatial
spatial-mask-extent = The extent of the grid or the size of its cells is not valid
    .hint = The side of a cell must be positive, the extent finite and not empty.
spatial-mask-too-many-cells = The grid would have more than { $limit } cells
    .hint = Choose larger cells.
spatial-density-bandwidth = The bandwidth is not valid
    .hint = It must be at least a tenth of a cell and no more than the extent of the grid.
spatial-density-no-city = No cell of the grid lies in the city
    .hint = Check the boundary data, or choose smaller cells.
spatial-cancelled = The calculation was cancelled
spatial-bandwidth-fixed = fixed bandwidth
spatial-bandwidth-cv = likelihood cross-validation (one address left out at a time)
spatial-bandwidth-sj = Sheather & Jones's rule
spatial-bandwidth-scott = Scott's rule
