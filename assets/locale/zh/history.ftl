# history
batch-outside = 外部修改
history-nothing-written = 没有需要写入的改动。
