# history
batch-outside = Outside edit
history-nothing-written = There was nothing to write.
history-changed-later = changed again later; left as it is
history-deleted-later = deleted later
history-restored-later = put back later; left as it is
history-pending = { $rows } more enterprises were changed by another program; opened for writing, that becomes an “outside” batch.
history-left-out = { $rows } more rows are not listed; see --limit.
history-empty = (empty)
history-sum = Before { $before } + entered { $entered } − left { $left } = after { $after }; unchanged { $unchanged }.
difference-entered = Entered
difference-left = Left
difference-moved = Moved (district or position)
difference-retagged = Retagged
difference-otherwise = Otherwise changed
snapshot-none = There is no snapshot yet. Name this moment with `hujin snapshot CATALOGUE NAME`.
snapshot-rows = { $rows } enterprises
backup-done = Backed up: { $path }
restore-done = Restored, { $rows } enterprises: { $path }
restore-kept = The file it replaces is kept as { $path }
import-backup-skipped = The backup before the import could not be made ({ $why }); the import went on.
    .hint = Check room and rights of the disk of { $folder }; make a backup with `hujin backup` if you need one.
