# profile
profile-title = Fintech in { $district }
profile-subtitle = Data of { $date } · { $count } enterprises, { $drawn } on the map · { $origin }
profile-city = Whole city
profile-listed = Listed
profile-list-separator = {"; "}
profile-yes = yes
profile-no = no
profile-unit-enterprises = enterprises
profile-unit-density = per km²

profile-unknown-district = The boundaries have no district { $district }
    .hint = Use a six-digit code such as 310104 for Xuhui; hujin maps list shows the boundaries at hand.
profile-whitepaper-syntax = The white-paper data cannot be read
    .hint = Follow the form of maps/shanghai/narrative.toml.
profile-whitepaper-duplicate = "{ $entry }" occurs twice in the white-paper data
    .hint = Give each entry an id of its own.
profile-whitepaper-uncited = Entry "{ $entry }" of the white-paper data cites "{ $cite }", which does not exist
    .hint = Add the source, or cite one that is there.
profile-whitepaper-place = The entry "{ $entry }" of the white paper names the place "{ $place }", which the pack does not have
    .hint = Add it to the table of places, or leave it out of the entry.
profile-whitepaper-district = Entry "{ $entry }" of the white-paper data names district { $district }, which the boundaries do not have
    .hint = Check the administrative code.
    .hint = Use an id of data/tracks.csv.

profile-overview = Overview
profile-enterprise-count = Enterprises
profile-share-of-city = { $percent }% of the { $placed } enterprises whose district is known
profile-drawn = On the map
profile-drawn-note = place known to the building, the street number or the park
profile-district-only = District only
profile-district-only-note = counted in the district, not drawn as a point
profile-density = Density
profile-density-city = whole city { $density } per km²
profile-area-official = on the official land area of { $area } km²
profile-area-drawn = on the area of the drawn boundary, { $area } km²
profile-evidence-document = Documented
profile-evidence-name = Name checked only
profile-evidence-unverified = Unverified
profile-filtered = A filter is on: the numbers count the { $selected } of { $all } enterprises that pass it, and "the whole city" means these.
profile-none = The catalogue holds no enterprise in this district. That does not mean that there is none.
profile-none-filtered = No enterprise of this district passes the filter. Widen or clear it to see more.
profile-unverified = { $count } of the { $total } enterprises here are unverified; check them before quoting.

profile-whitepaper = What the white paper says
profile-no-paper = The boundaries of { $city } bring no white paper or the like along, so there is nothing to cite and no claim to test; all that follows is computed from the catalogue.
profile-no-paper-claims = There is no white paper, and so no claim to set beside the numbers.
profile-no-narrative = Press reports of the { $title } describe { $described } districts only; { $district } is not among them. All that follows is computed from the catalogue.
pages-no-narrative = Press reports of the { $title } describe { $described } districts only; { $district } is not among them.
profile-context = Other public sources (not the white paper)
profile-source = { $outlet }: { $title }
profile-source-section = { $outlet }: { $title }, section "{ $section }"

profile-claims = Claims and numbers
profile-claims-intro = Each claim comes from the presentation of the white paper; beside it stand the numbers of the catalogue. Its numbers speak of the enterprises in it, and "the city" of those whose district is known. The q of the claims is over all claims of the white paper with a test, that of "Gaps and candidates" over all pairs of tracks in the city: two families, each with false discoveries of its own.
profile-no-claims = The reports make no claim about this district to set beside the numbers.
profile-count-of = { $track }: enterprises
profile-count-of-city = whole city { $count }
profile-share-of = { $track }: share
profile-share-city = whole city { $percent }%
profile-share-city-interval = 95% interval { $low }–{ $high }%; whole city { $percent }%
profile-lq-of = { $track }: location quotient
profile-lq-undefined = too few enterprises to compute
profile-lq-interval = 95% interval { $low }–{ $high }
profile-lq-interval-with-one = 95% interval { $low }–{ $high }, which includes 1: the difference from the city may be chance
profile-lq-no-interval = no interval
profile-claim-track = { $district } has { $count } enterprises in "{ $track }" ({ $fractional } by fractional counting): { $percent }% of its enterprises against { $city }% in the city. Location quotient { $lq } ({ $interval }).
profile-claim-track-without-lq = { $district } has { $count } enterprises in "{ $track }" ({ $fractional } by fractional counting): { $percent }% of its enterprises against { $city }% in the city. There are too few to compute a location quotient.
profile-claim-count = { $district } has { $count } enterprises, { $percent }% of those whose district is known: place { $place } of { $of } districts.
profile-claim-density = { $district } has { $density } enterprises per km² against { $city } in the city: place { $place } of { $of } districts.
profile-claim-area = The claim is about a part of the district. The boundaries at hand do not contain it, so its density cannot be computed; the numbers are those of the district and the city.
profile-claim-leaders = The claim is about the standing of single companies, which counting cannot test. Number, share and listed companies of the tracks are given to help judge it.
profile-claim-listed = Listed enterprises of these tracks here: { $count } ({ $names }).
profile-claim-listed-none = The catalogue has no listed enterprise of these tracks here.

profile-strengths = The three largest tracks
profile-strength-note = whole city { $city }%; location quotient { $lq }, { $interval }
profile-strengths-note = By share of the district's enterprises. A location quotient above 1 means that the track weighs more here than in the city; with few enterprises the interval is wide, and the value alone proves nothing.
profile-no-tracks = No enterprise of this district has a track.

profile-tracks = Tracks
profile-tracks-chart = Share of each track in the district's enterprises
profile-tracks-table = Enterprises and location quotient by track
profile-column-track = Track
profile-column-count = Enterprises
profile-column-fractional = Fractional count
profile-column-share = Share here (%)
profile-column-share-interval = Share, 95% interval (%)
profile-column-city = Share in city (%)
profile-column-lq = LQ
profile-column-interval = 95% interval
profile-tracks-absent = Tracks without an enterprise here in the catalogue: { $names }.
profile-tracks-note = An enterprise may belong to several tracks, so the numbers of enterprises add up to more than the district has; shares use fractional counting.

profile-leaders = Enterprises to look at first
profile-leaders-why = Listed enterprises first, then those with a document behind them, each in the order of the catalogue: { $shown } of { $of }. They are chosen because they can be checked; this is not a ranking by size or influence.
profile-no-leaders = The catalogue has no listed or documented enterprise in this district.

profile-timeline = Founding years
profile-timeline-chart = Enterprises founded, by five years
profile-years-unknown = The founding year of { $count } of the { $total } enterprises is unknown; the chart shows the others only.
profile-no-years = The catalogue has no founding year for this district.

profile-enterprises = All enterprises
profile-enterprises-cut = The district has { $count } enterprises; the first { $shown } are listed. hujin list writes all of them.

profile-method = Data quality and method
profile-not-a-census = The sample catalogue is gathered from public sources, not a census. Few enterprises of a district or track in it do not mean few in the city.
profile-own-catalogue = Enterprises come from the catalogue { $origin }. Few enterprises of a district or track in it do not mean few in the city.
profile-method-date = The data of the catalogue are of { $date }; addresses, listings and licences may have changed since.
profile-method-unplaced = The district of { $count } of the { $total } selected enterprises is still to be found; they are in no district and take no part in shares and location quotients.
profile-method-counting = Counting rule: { $rule }. { $meaning }
profile-method-lq = The location quotient is the share of a track in the district's enterprises over its share in the city's; 1 means as in the city. It compares within fintech, not against all industry.
profile-method-tracks-own = The tracks are those of the catalogue.
profile-method-tracks = The tracks are this atlas's own taxonomy; the white paper's list of tracks has not been published.
profile-method-area = An enterprise belongs to the district of its office, or of its register where the office is unknown. Base map: { $source }.
profile-accuracy-table = Accuracy of places
profile-column-accuracy = Accuracy
profile-column-drawn = Drawn
profile-accuracy-building = building
profile-accuracy-street = street number (about 100 m)
profile-accuracy-park = park (about 500 m)
profile-accuracy-district = district only
profile-accuracy-none = unknown

profile-sources-catalogue = Enterprises: catalogue of Hujin Atlas, data of { $date } ({ $origin })
profile-sources-boundaries = Base map: { $source }
profile-sources-whitepaper = White paper: { $title }, as reported by { $source }, { $date }

profile-html-drawn = on the map
profile-html-not-drawn = not drawn
profile-html-sources = Sources
profile-html-column-name = Enterprise
profile-html-column-segment = Business
profile-html-column-tracks = Tracks
profile-html-column-place = Map
profile-html-column-evidence = Evidence
profile-html-made-with = Made with Hujin Atlas
profile-reading-share = share
profile-reading-count = number
profile-reading-density = density
profile-reading-leaders = leading companies
profile-reading-area = density of a part

# Verdicts on the claims of the white paper
verdict-supported = supported
verdict-contradicted = contradicted
verdict-alike = no notable difference
verdict-insufficient = insufficient data
verdict-untestable = not testable by counting
claim-share = { $district } has { $count } in { $track }, counting { $observed } when enterprises of several tracks are divided; as in the city it would be { $expected }: location quotient { $lq } (95% interval { $low }–{ $high }), q { $q }, n = { $n } in the city.
claim-count = { $district } has { $count }; were the { $n } enterprises whose district is known spread evenly over the districts, it would have { $expected }: { $lq } times that (95% interval { $low }–{ $high }), q { $q }.
claim-density = { $district } has { $count }; were the { $n } enterprises whose district is known spread by land area, it would have { $expected }: { $lq } times that (95% interval { $low }–{ $high }), q { $q }.
claim-area = Of the { $n } enterprises drawn in { $district }, { $count } are within { $radius } m of { $place }; spread evenly over the district's land it would be { $expected }: { $lq } times that (95% interval { $low }–{ $high }), q { $q }.
claim-leaders = { $district } has { $count } in these tracks; leadership is not a number and cannot be tested by counting.
claim-unknown-track = The catalogue's taxonomy has no track { $tracks }, so this claim cannot be tested.
claim-not-computable = The catalogue has no enterprises to test it with.
claim-supported = The catalogue supports the claim.
claim-contradicted = The catalogue contradicts the claim.
claim-alike = The data suffice and show no difference worth naming: the whole interval lies within { $low }–{ $high }, so they do not bear the claim out.
claim-insufficient = The catalogue cannot decide: only a true ratio of { $detectable } or more would have shown with 80% probability.
claim-other-family = Recommendations and Compare correct over all districts and tracks, where q { $q }; families of different size may decide differently.
claim-seen-otherwise = Claim { $id } ({ $district }, { $track }) is "{ $verdict }" on the city page (q { $q }), where only the claims are one family; here all districts and tracks are, and q { $cells }. The families differ in size, so the two do not contradict each other.
claim-many-tests = The interval leaves out 1, but all claims are tested at once, and then q > 0.05.
claim-insufficient-none = The catalogue cannot decide.
profile-why-listed = Named because it is listed
profile-why-document = a document stands behind it ({ $source })
