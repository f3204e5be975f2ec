style-read = Cannot read the style { $path }
    .hint = check the path, and that you may read it; a style has at most 64 KB
style-syntax = The file is no style: { $path }
    .hint = compare the line with a style that comes with the program (save one from the composer)
style-value = { $value } cannot be used in the style { $path }
    .hint = expected { $expected }
style-unknown = There is no style { $id }
    .hint = there are { $known }

composer-subtitle = { $filter } ({ $n } in all, { $drawn } drawn, { $missing } without a point)
composer-title = Fintech enterprises in { $place }
composer-title-track = Fintech enterprises in { $place }: { $track }
composer-title-density = Density of fintech enterprises in { $place }
composer-title-share = Share of "{ $track }" in the districts of { $place }
composer-title-lq = Location quotient of "{ $track }" in the districts of { $place }
composer-title-share-one = Share of "{ $track }" in { $place }
composer-title-lq-one = Location quotient of "{ $track }" in { $place }
composer-title-tracks-share = Shares of tracks in the districts of { $place }
composer-title-tracks-lq = Location quotients of tracks in the districts of { $place }
composer-title-tracks = Fintech enterprises in { $place } by track
composer-title-periods = Fintech enterprises in { $place } by founding year
composer-title-district = Fintech in { $place } at a glance
composer-numbered = Figure { $number }. { $caption }
composer-caption-data = n = { $n }, { $drawn } drawn; data of { $date }.
composer-finding-count = { $lead ->
    [tied] Equally many are in { $tied } ({ $first_value } each), and fewer elsewhere.
    [none] Most are in { $first } ({ $first_value }, { $first_share } % of those whose district is known).
    [one] Most are in { $first } ({ $first_value }, { $first_share } % of those whose district is known), then { $second } ({ $second_value }).
   *[two] Most are in { $first } ({ $first_value }, { $first_share } % of those whose district is known), then { $second } ({ $second_value }) and { $third } ({ $third_value }).
}
composer-finding-density = { $lead ->
    [tied] The densest are { $tied } (each { $first_value } per km²).
    [none] { $first } is the densest ({ $first_value } per km²).
    [one] { $first } is the densest ({ $first_value } per km²), then { $second } ({ $second_value }).
   *[two] { $first } is the densest ({ $first_value } per km²), then { $second } ({ $second_value }) and { $third } ({ $third_value }).
}
composer-finding-share = { $lead ->
    [tied] Of districts with at least { $least } enterprises, the share is highest in { $tied } (each { $first_value } %).
    [none] Of districts with at least { $least } enterprises, the share is highest in { $first } ({ $first_value } %, 95 % interval { $first_low }–{ $first_high } %, { $first_part } of { $first_base }).
    [one] Of districts with at least { $least } enterprises, the share is highest in { $first } ({ $first_value } %, 95 % interval { $first_low }–{ $first_high } %, { $first_part } of { $first_base }), then { $second } ({ $second_value } %).
   *[two] Of districts with at least { $least } enterprises, the share is highest in { $first } ({ $first_value } %, 95 % interval { $first_low }–{ $first_high } %, { $first_part } of { $first_base }), then { $second } ({ $second_value } %) and { $third } ({ $third_value } %).
}
composer-finding-share-none = No district with at least { $least } enterprises has any of the track: the shares are not to be compared.
composer-tied = { $n } districts
composer-finding-lq = { $first } stands out, with a location quotient of { $lq } (95 % interval { $lq_low }–{ $lq_high }, exact test p { $p }).
composer-finding-none = No district of the chosen enterprises is known.
composer-finding-district = { $district } has { $district_n }, of which { $district_drawn } can be drawn.
composer-finding-district-lq = Its location quotient of "{ $track }" is { $lq } (95 % interval { $lq_low }–{ $lq_high }, exact test p { $p }).
composer-finding-district-share = "{ $track }" has { $district_value } % of its enterprises (95 % interval { $district_low }–{ $district_high } %, { $district_part } of { $district_base }, fractional counting).
composer-finding-district-density = It has { $district_value } per km².
composer-note-count = { $kind ->
    [alike] Colours are enterprises by district: equally many wherever there is colour. Enterprises known to a district only count in its colour and are not drawn.
   *[classes] Colours are enterprises by district, in { $classes } classes ({ $method }). Enterprises known to a district only count in its colour and are not drawn.
}
composer-note-density = { $kind ->
    [alike] Colours are enterprises over land area: equally dense wherever there is colour.
   *[classes] Colours are enterprises over land area, in { $classes } classes ({ $method }).
}
composer-note-share = { $kind ->
    [alike] Colours are the share of the track in the district's enterprises (fractional counting), equal wherever there is colour; with few enterprises a share varies much.
   *[classes] Colours are the share of the track in the district's enterprises (fractional counting), in { $classes } classes ({ $method }); with few enterprises a share varies much.
}
composer-note-periods-share = { $kind ->
    [alike] Colours are the district's share of the period's enterprises, equal wherever there is colour.
   *[classes] Colours are the district's share of the period's enterprises, in { $classes } classes ({ $method }).
}
composer-note-lq = The location quotient is the track's share in the district over its share in the city (fractional counting); 1 is as in the city. Where colours are pale the 95 % interval holds 1 or the exact test has p > 0.05: it could as well be chance.
composer-note-hot = Hot and cold cells are those of a permutation test at a false discovery rate of 5 %; another grid gives others.
composer-note-multiples = All maps share one classification and one scale: equal colours are equal values.
composer-note-densities = All maps share one bandwidth and one colour scale: equal colours are equal densities.
composer-alt-map = Map of { $place } with: { $layers }.
composer-alt-map-chart = Map of { $place } with a bar chart; layers: { $layers }.
composer-alt-map-table = Map of { $place } with a table by district; layers: { $layers }.
composer-alt-multiples = Small maps of { $place } on one colour scale.
composer-alt-district = Map of { $district } with its main numbers and tracks; layers: { $layers }.

chart-more = { $n } more not listed
chart-tracks = Enterprises by track (counted in each of theirs)
chart-years = By founding year
chart-years-unknown = Not shown: { $n } without a known founding year
chart-city-is-one = Line: the city = 1
chart-interval = Line along a bar: 95% interval; an arrow goes on
table-district = District
table-enterprises = Enterprises
table-drawn = Drawn
table-share = Of known district (%)
table-density = Density (/km²)
table-track = { $track } (fractional)
table-lq = LQ
table-lq-interval = 95 % interval
table-p = p
table-small-lq = { $track } (LQ)
table-small-low = { $track } (95 % low)
table-small-high = { $track } (95 % high)
table-small-n = { $track } (n, fractional)
table-more = { $n } more rows

part-map = Map
part-chart = Chart
part-table = Table
part-figures = Main numbers
part-enlargement = Enlarged centre
part-inset = Locator
part-legend = Legend
part-scale-bar = Scale bar
part-north-arrow = North arrow
part-graticule = Graticule
part-title = Title
part-subtitle = Subtitle
part-caption = Caption
part-notes = Notes
part-credit = Source and review number
part-text = Text { $n }

figure-carries-no-view = The file carries no view of Hujin Atlas: { $path }
    .hint = choose a PNG, SVG, PDF, TIFF or WebP figure made by this program, or a .hjview file
since-same = The data are those the figure was made from (as of { $date }).
since-same-undated = The data are those the figure was made from.
since-changed = Since the figure was made: { $entered } entered, { $left } left, { $moved } moved, { $retagged } re-tagged, { $other } changed otherwise.
since-other-catalogue = The figure was made from another catalogue ({ $name }, { $then } rows); this one has { $now }.
since-boundaries = Other boundaries: the figure was made on { $pack }.
since-version = The figure was made by version { $version }.
batch-contact-sheet = { $name }: { $n } figures at a glance
batch-contact-sheet-file = { $name }_overview
batch-pattern-field = there is no field { $field }; there are { $known }
batch-pattern-same = the figures would have equal names; add a field that tells them apart, of { $known }

page-figure = Figure
export-compose = Compose on the figure page…
export-table = Table
export-table-none = none
export-each = Batch
export-each-one = one
export-each-district = each district
export-each-track = each track
export-each-both = each of both
export-pattern = Names
export-contact-sheet = overview page
export-review = Review number
export-review-hint = such as 沪S(2024)015号; without one it says «sketch map»
export-review-why = The number belongs to these boundaries: with others it is not printed. Its form is checked, not its truth.
export-review-form = A review number looks like GS(2024)0650号 or 沪S(2024)015号
export-batch-done = { $n } files ({ $kilobytes } KB) written to { $folder }
figure-opened = Opened { $path }. { $since }
size-a3-portrait = A3 portrait
template-map = Map and legend
template-map-chart = Map and chart
template-map-table = Map and table
template-multiples = Small maps
template-district = District sheet
template-cover = Cover picture
composer-page = Preview of the figure
composer-copy = Copy picture
composer-copied = The picture is on the clipboard.
composer-template = Template
composer-style = Style
composer-style-save = Save as
composer-style-how = Save it as a style of your own, to be changed in a text editor; open this list again to see it
composer-style-saved = The style is at { $path }; change it in a text editor.
composer-language = Words
composer-language-window = as window
composer-panels = Small maps
composer-chart = Chart
composer-chart-districts = Districts (as the map)
composer-chart-tracks = Tracks
composer-chart-years = Founding years
composer-district-first = Choose a district on the map first, or filter for one.
composer-parts = Parts
composer-reset = Reset all
composer-add-text = Add text
composer-new-text = Text
composer-how = Click a part to move it; drag its lower right corner to resize. Arrows move by 1 mm, with Shift by 10; Delete hides; Ctrl+Z undoes.
composer-part-reset = Reset
composer-left = x
composer-top = y
composer-width = w
composer-height = h
composer-align-left = left
composer-align-middle = mid
composer-align-right = right
composer-align-top = top
composer-align-centre = mid
composer-align-bottom = bottom
composer-words = Words
composer-words-how = Braces hold fields whose numbers follow the data; what you change is not written anew.
composer-number = Number
composer-vertical = title downwards
composer-automatic = Automatic
composer-fields = Insert field
composer-remove = Remove
composer-alt = Alt text
export-missing = Missing glyphs
export-missing-refuse = refuse and list them
export-missing-mark = mark each with 〓
composer-missing = { $n } characters are in no font ({ $list }): mark them with 〓 on export, or name a font with --font on the command line.
cli-review-number = Review number of { $id }: { $number }
cli-review-number-none = { $id } has no review number: figures say «sketch map».
export-svg-text = Text
export-svg-as-text = as text (editable)
export-svg-outlines = as outlines (needs no font)
export-pdf-tags = Standard
export-pdf-accessible = PDF/A-2u + PDF/UA-1
export-pdf-plain = PDF/A-2u
export-one-file = one PDF
figure-table-caption = { $title }: data by district
composer-subtitle-one = { $district }: { $district_n }, of which { $district_drawn } drawn. The city ({ $filter }): { $n }, { $drawn } drawn
composer-caption-date = Data of { $date }.
composer-finding-empty = No enterprise meets the filter.
composer-finding-lq-chance = No district stands out by more than chance; { $first } is highest, with a location quotient of { $lq } (95 % interval { $lq_low }–{ $lq_high }, exact test p { $p }).
composer-title-kernel = Kernel density of fintech enterprises in { $place }
composer-title-grid = Fintech enterprises in { $place } by cell
composer-title-risk = { $of } in { $place }: relative density
composer-nothing-enlarged = There is no centre to enlarge: that is for maps of the whole city, alone or with a chart or table, that are not too small.
composer-dropped = There is no room for: { $parts }. Choose a larger page, or fewer parts.
composer-unnamed = Districts for whose names the map has no room: { $names }. Take a larger page, or name them in the caption.
composer-unknown-field = there is no field { $field }; there are { $known }
export-nothing = No enterprise meets the filter; the figure shows none.
table-track-share = { $track } in district (%)
table-share-interval = 95 % interval (%)
batch-empty = { $n } of them show no enterprise.
done-and-remarks = { $text }
cli-pattern = Names of the batch: { $fault }
