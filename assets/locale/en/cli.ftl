# cli
cli-bad-value = { $flag } does not take “{ $value }”
    .hint = it takes: { $expected }
cli-output = Standard output cannot be written
    .hint = look at the other end of the pipe or the free space, or write to a file with -o
cli-json = The result cannot be put into JSON
    .hint = this is a fault of the program; please report it with the command
cli-new-done = Made a catalogue of { $rows } enterprises: { $path }
cli-nothing-written = Nothing was written
cli-list-count = { $count } of { $all } enterprises ({ $kind }, not a census)
cli-check-clean = No fault found: { $path }
cli-pack-clean = { $id }: { $n } districts, no fault found
cli-pack-added = Added the pack { $id } ({ $n } districts) in { $path }
cli-findings-more = … and {$n} more of this kind (--json lists them all)
cli-recipe = {$path} is no import recipe: {$why}
    .hint = Make one with hujin import --save-recipe, or by “Remember this kind of file” in the import window.
cli-tracks = Line { $line } of the table of tracks is at fault: { $fault } ({ $path })
    .hint = The columns are id,name_zh,name_en,definition_zh,definition_en,serves_most; the first two are needed; the file is UTF-8.
