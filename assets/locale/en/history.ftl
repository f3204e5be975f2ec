# history
batch-outside = Outside edit
history-nothing-written = There was nothing to write.
history-changed-later = changed again later; left as it is
history-deleted-later = deleted later
history-restored-later = put back later; left as it is
history-pending = { $rows ->
    [one] 1 more enterprise was changed
   *[other] { $rows } more enterprises were changed
} by another program; opened for writing, that becomes an "outside" batch.
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
history-tab-batches = Batches
history-tab-changes = Changes
history-tab-copies = Snapshots and backups
history-minute = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
    } { $year } { $clock }
history-search = Find
history-rows = { $shown } rows
history-first-rows = the first { $shown } of { $all } rows; a file gets all of them
history-first-found = the first { $shown } of the { $all } rows of this batch; finding looks at all
history-nothing-found = No row fits.
history-no-fields = No field differs visibly.
history-double-click = double click on a row opens its card
history-rather-not = Rather not
history-more = … { $n } more
batches-undo-asks = This puts { $rows ->
    [one] 1 row
   *[other] { $rows } rows
} back. Sure?
batches-undone-by = Undone by batch #{ $batch }
batches-undoes = undid batch #{ $batch }
changes-from = From
changes-to = To
changes-beginning = the beginning
changes-now = now
changes-day = a day…
changes-day-hint = YYYY-MM-DD
changes-no-day = Write a date like 2026-11-27.
changes-snapshot = snapshot "{ $name }"
changes-after-batch = after { $batch }
changes-since-last = Since last snapshot
changes-no-snapshot = There is no snapshot yet; make one under "Snapshots and backups".
changes-compare = Compare
changes-sum = Before { $before } + entered { $entered } − left { $left } = after { $after }
changes-stayed = Of the { $stayed } that stayed: moved { $moved } + retagged { $retagged } + otherwise changed { $otherwise } + unchanged { $unchanged }
changes-all = All changes
changes-none = Nothing has changed.
changes-copy = Copy list
changes-save = Save as file…
changes-sheet = changes
changes-id = Id
changes-class = Change
changes-before = Before
changes-after = After
changes-whole-row = (whole row)
snapshots-title = Snapshots
snapshots-help = A name for this moment. It takes no room; later you see what has changed since.
snapshots-none = There is no snapshot yet.
snapshot-name = Name
snapshot-make = Make snapshot
snapshot-since = Since then
snapshot-taken = This name is taken.
snapshot-no-name = It must not begin with a digit or #: that would be a date or a batch.
snapshot-made = Snapshot "{ $name }" made of { $rows } enterprises.
backups-title = Backups
backups-help = A backup is a copy of the whole file, in a folder beside it that has its name and .backups (such as atlas.gpkg.backups). One is made before each import; the last three of those are kept.
backups-none = There is no backup yet.
backup-now = Back up now
backup-restore = Restore…
backup-restore-asks = Replace the catalogue with the backup of { $minute } ({ $size })? The catalogue of now is first kept in { $folder }, and can be put back at any time.
backup-restore-yes = Replace
backup-restored = Restored; there are { $rows } enterprises now.
backup-wanted = on demand
backup-before-import = before an import
backup-before-restore = before restoring
backup-before-migration = before the file format changed
backup-unstated = other
outside-changed = Another program has changed the file: { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}
outside-look = Look
outside-reload = Read again
outside-later = Later
outside-pending = { $rows ->
    [one] 1 row
   *[other] { $rows } rows
} changed outside, not a batch yet
outside-pending-help = Another program (such as QGIS) has changed the file. "Read again" makes a batch of it, which can be undone.
outside-adopted = Read again; what was changed outside is batch #{ $batch } and can be undone.
outside-reloaded = Read again.
conflict-title = Enterprises both sides have changed
conflict-mine = Mine stands
conflict-theirs = Keep theirs
conflict-add-again = Add it again
conflict-all-mine = Mine stands for all
conflict-all-theirs = Keep all of theirs
conflict-deletion = It was to be deleted.
conflict-base = Before
conflict-head-theirs = Theirs (now)
conflict-head-mine = Mine
conflict-reason = Mine stands

# rescue
rescue-restore = Restore the backup ({ $backup })…
rescue-restore-title = Restore a backup
rescue-salvage = Salvage into a new file…
rescue-open-another = Open another…
rescue-damaged = { $path } is damaged.
rescue-advice = The file is left alone. The newest backup can be put in its place, or the enterprises that are sound saved into a new catalogue.
rescue-advice-backup = No enterprise can be read in it; the newest backup can be put in its place.
rescue-advice-salvage = The file is left alone; no sound backup lies beside it. The enterprises that are sound can be saved into a new catalogue.
rescue-advice-lost = No enterprise can be read in it, and no sound backup lies beside it.
rescue-salvaging = Salvaging…
rescue-restoring = Restoring…
rescue-done = Salvaged into { $path }, which is now open.
rescue-done-apart = Salvaged into { $path }, which is now open.
    .hint = Press Ctrl+H to look at the enterprises kept in batches of their own; undo a batch you do not want.
rescue-sound = As they were written: { $n }.
rescue-loose = From loose pages: { $n }, as batch #{ $batch }; some may have been changed before the damage.
rescue-doubtful = With a hash that does not fit: { $n }, as batch #{ $batch }.
rescue-none-lost = No enterprise is lost.
rescue-lost = Not found again: { $n }.
rescue-unknown = The damaged file does not say any more how many it had, so how many are lost is not known.
