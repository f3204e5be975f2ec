# history
batch-outside = 外部修改
history-nothing-written = 没有需要写入的改动。
history-changed-later = 后来又有改动，保持不动
history-deleted-later = 后来已被删除
history-restored-later = 后来已恢复，保持不动
history-pending = 另有 { $rows } 家企业在别的程序里改过，以编辑方式打开时会记为一个「外部修改」批次。
history-left-out = 另有 { $rows } 行未列出；可用 --limit 调整。
history-empty = （空）
history-sum = 之前 { $before } + 进入 { $entered } − 退出 { $left } = 之后 { $after }；不变 { $unchanged }。
difference-entered = 进入
difference-left = 退出
difference-moved = 迁移（区或位置）
difference-retagged = 赛道变更
difference-otherwise = 其他变更
snapshot-none = 还没有快照。用「hujin snapshot 目录 名称」给此刻命名。
snapshot-rows = { $rows } 家
backup-done = 已备份：{ $path }
restore-done = 已恢复，{ $rows } 家企业：{ $path }
restore-kept = 原来的文件保存在 { $path }
import-backup-skipped = 导入前的备份没有做成（{ $why }），导入照常进行。
    .hint = 请检查 { $folder } 所在磁盘的空间与权限；需要时用「hujin backup」另行备份。
