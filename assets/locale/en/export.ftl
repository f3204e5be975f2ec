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
    .hint = Reword the names or titles that contain them, then export again.
export-too-many-pixels = The image is too large: { $width } × { $height } pixels, the limit is { $limit } million
    .hint = Lower the resolution (--dpi) or the page size; for unlimited enlargement export SVG or PDF.
export-resolution = The resolution of { $dpi } dpi is not within { $least }–{ $most }
    .hint = Use 150 for screens, 300 for print, 600 for fine print.
export-unknown-size = Unknown page size: { $text }
    .hint = Accepted: a3, a4, a5 (landscape), a3-portrait, a4-portrait, a5-portrait, slide (16:9), 80mm or 160mm (a width; the height is 3/4 of it), or 160x100mm.
export-size-out-of-range = The page size is out of range: { $text }
    .hint = Each side must be within { $least }–{ $most } mm.
export-unknown-format = Unknown figure format: { $text }
    .hint = Accepted: png, svg, pdf.
export-svg = The drawing could not be rendered
    .hint = This is a defect of the program; please report it together with the view file.
export-png = The PNG could not be encoded
    .hint = Export SVG or PDF instead, and please report this.
export-pdf = The file could not be made as PDF/A
    .hint = Export SVG or PNG instead, and please report this.
export-csv = The table could not be written
    .hint = Please report this.
export-sheet-full = A sheet holds { $most } rows, and these are { $rows }. Filter first, or save CSV.
export-xlsx = The workbook could not be made.
export-table-format = Unknown format of { $path }: end the name in .csv, .xlsx or .geojson.
