# workspace
figure-title = { $place }金融科技企业分布图
figure-title-track = { $place }金融科技企业分布图：{ $track }
figure-subtitle = { $filter }（{ $counts }）
figure-counts = { $count } 家，上图 { $drawn } 家，未画点 { $missing } 家
figure-without-district = 其中 { $n } 家所在区待核，不计入各区数字。
figure-data = 企业数据：示例目录 { $total } 家，非普查；数据截至 { $date }，部分条目未核实。
figure-boundaries = 底图：{ $source }，{ $date }。
figure-projection = 投影：CGCS2000 / 3 度带高斯-克吕格 中央经线 120°E（EPSG:4549）。
figure-review-number = 审图号：{ $number }
figure-sketch = 示意图，供内部使用。
figure-gap = {" "}
figure-stop = 。
workspace-cannot-read = 无法读取 { $path }
    .hint = 请检查路径是否正确、是否有读取权限
workspace-too-large = 文件有 { $megabytes } MB，超出可读取的上限：{ $path }
    .hint = 请拆分成较小的文件后分批导入
