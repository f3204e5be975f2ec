# history
batch-outside = Outside edit
history-nothing-written = There was nothing to write.
