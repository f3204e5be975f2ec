# catalogue
filter-sentence-track = track: { $value }
filter-sentence-primary = primary track: { $value }
filter-sentence-district = district: { $value }
filter-sentence-founded = founded: { $value }
filter-sentence-serves = serves: { $value }
filter-sentence-office-district = office in: { $value }
filter-sentence-registered-district = registered in: { $value }
filter-sentence-capital = registered capital: { $value } × CNY 10,000
filter-sentence-employees = employees: { $value }
filter-sentence-segment = segment: { $value }
filter-sentence-status = listing: { $value }
filter-sentence-as-of = data of: { $value }
filter-sentence-accuracy = position: { $value }
filter-not-stated = not stated
filter-sentence-evidence = evidence: { $value }
filter-sentence-text = text: { $value }
filter-quoted = “{ $text }”
filter-or = {" or "}
filter-and = {" and "}
filter-gap = {"; "}
filter-none = all enterprises
evidence-document = public document
evidence-name = name checked only
evidence-unverified = unverified
accuracy-building = building
accuracy-street = street number
accuracy-park = park
accuracy-district = district only
accuracy-none = not placed yet
finance-area-technology = technology finance
finance-area-green = green finance
finance-area-inclusive = inclusive finance
finance-area-pension = pension finance
finance-area-digital = digital finance
brush-lasso = inside the lasso
brush-rectangle = inside the rectangle
brush-circle = within { $km } km of { $lon }°E, { $lat }°N
brush-rows = { $n } { $n ->
    [one] enterprise
   *[other] enterprises
} picked one by one
confidence-high = High
confidence-medium = Medium
confidence-low = Low
confidence-unstated = Not stated
