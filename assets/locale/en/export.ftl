# export
export-folder-missing = Not exported, the folder does not exist: { $path }
    .hint = Create the folder first, or choose another one.
export-folder-is-file = Not exported, a file stands where a folder is expected: { $path }
    .hint = Choose another folder, or move that file away.
export-target-is-folder = Not exported, the target is a folder: { $path }
    .hint = Add a file name to the path, such as figure.png.
export-not-writable = No permission to write, or another program holds the file: { $path }
    .hint = Close the program that has it open (Word, WPS, an image viewer), or choose a folder you may write to.
export-disk-full = The disk is full, nothing was written: { $path }
    .hint = Free some space or choose another disk. A file that was there before is unchanged.
export-write = The file could not be written: { $path }
    .hint = Check the disk and the network, or choose another folder. A file that was there before is unchanged.
export-missing-glyphs = { $count ->
    [one] One character is missing from the fonts, nothing was exported: { $glyphs }
   *[other] { $count } characters are missing from the fonts, nothing was exported: { $glyphs }
    }
    .hint = Three ways out: reword what contains them; give a font file that has them with --font; or put the mark "〓" in their place with --missing-glyphs mark.
export-glyph-of-enterprise = { $character } { $code } — { $enterprise }, { $field } '{ $value }'
export-enterprise = enterprise #{ $id }
export-enterprise-named = enterprise #{ $id } ({ $name })
export-glyph-of-text = { $character } { $code } — text '{ $text }'
export-glyphs-and = { $first }; { $rest }
export-glyphs-more = { $count } more places
export-glyphs-none = none
export-font-unreadable = The font file cannot be read: { $path }
    .hint = Check the path and the permissions.
export-not-a-font = Not a usable font file: { $path }
    .hint = A TrueType or OpenType font (.ttf, .otf, .ttc) of at most { $megabytes } MB is needed.
export-too-many-pixels = The image is too large: { $width } × { $height } pixels, the limit is { $limit } million
    .hint = Lower the resolution (--dpi) or the page size; for unlimited enlargement export SVG or PDF.
export-too-large-for-webp = Too large for WebP: { $width } × { $height } pixels, the limits are { $side } pixels a side and { $limit } million in all
    .hint = Export TIFF or PNG, or lower the resolution (--dpi).
export-cancelled = The export was cancelled, nothing was written
    .hint = A file that was there before is unchanged.
export-stream = The bytes of the figure could not be written
    .hint = Check the disk and its room.
export-tiff = The TIFF could not be encoded
    .hint = Export PNG, SVG or PDF instead, and please report this.
export-webp = The WebP could not be encoded
    .hint = Export PNG, SVG or PDF instead, and please report this.
export-one-page = These are { $pages } pages, and this format holds one
    .hint = Export PDF, or one file a page.
carried-not-a-figure = The file is no figure: it is none of PNG, SVG, PDF, TIFF and WebP
    .hint = Open a figure that was exported here, or a view file (.hjview).
carried-too-large = The SVG is too large to be read: { $megabytes } MB, the limit is { $limit } MB
    .hint = Open the view file (.hjview), or the same figure in PNG or PDF.
carried-damaged = The file is damaged: it begins like { $format } and breaks its rules
    .hint = Fetch or export the file again.
export-resolution = The resolution of { $dpi } dpi is not within { $least }–{ $most }
    .hint = Use 150 for screens, 300 for print, 600 for fine print.
export-unknown-size = Unknown page size: { $text }
    .hint = Accepted: a0 to a5 (landscape), a0-portrait to a5-portrait, slide (16:9), 80mm or 160mm (a width; the height is 3/4 of it), or 160x100mm.
export-size-out-of-range = The page size is out of range: { $text }
    .hint = Each side must be within { $least }–{ $most } mm.
export-unknown-format = Unknown figure format: { $text }
    .hint = Accepted: png, svg, pdf, docx, tiff, webp.
export-svg = The drawing could not be rendered
    .hint = This is a defect of the program; please report it together with the view file.
export-png = The PNG could not be encoded
    .hint = Export SVG or PDF instead, and please report this.
export-pdf = The file could not be made as PDF/A
    .hint = Export SVG or PNG instead, and please report this.
export-csv = The table could not be written
    .hint = Please report this.
export-sheet-full = A sheet of Excel holds { $most } rows with its head, and these are { $rows }, so nothing was written. Save CSV, or filter first; the catalogue itself is a GeoPackage, which QGIS and others open as it is.
export-xlsx = The workbook could not be made.
export-table-format = The format of { $path } is not known.
    .hint = End the name in { $endings }.
export-replaced = {" "}(replaced the file that was there)
export-replaced-some = { $n ->
    [one] {" "}(1 of them replaced a file that was there)
   *[other] {" "}({ $n } of them replaced files that were there)
}
