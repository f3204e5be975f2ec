# cli
cli-bad-value = { $flag } 不接受“{ $value }”
    .hint = 可用的值：{ $expected }
cli-output = 无法写到标准输出
    .hint = 请检查管道另一端或磁盘空间，也可用 -o 写入文件
cli-json = 结果无法写成 JSON
    .hint = 这是程序的缺陷，请附上命令报告
cli-new-done = 已新建目录，{ $rows } 家企业：{ $path }
cli-nothing-written = 未写入任何改动
cli-list-count = { $all } 家中 { $count } 家（{ $kind }，非普查）
cli-check-clean = 未发现问题：{ $path }
cli-pack-clean = { $id }：{ $n } 个区，未发现问题
cli-pack-added = 已添加底图 { $id }（{ $n } 个区），位于 { $path }
cli-findings-more = ……同类还有 {$n} 条（--json 列出全部）
cli-recipe = {$path} 不是导入做法文件：{$why}
    .hint = 请用 hujin import --save-recipe 或导入窗口里的「记住这种表格」生成。
cli-tracks = 赛道表第 { $line } 行有误：{ $fault }（{ $path }）
    .hint = 各列为 id,name_zh,name_en,definition_zh,definition_en,serves_most，前两列必填；文件为 UTF-8。
