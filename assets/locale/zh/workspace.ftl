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

analysis-too-few = 可上图的企业只有 { $n } 家，至少需要 { $least } 家
    .hint = 请放宽筛选条件，或为更多企业补充位置。
analysis-grid = 无法建立格网
    .hint = 请用大一些的 --cell。
analysis-density = 无法计算核密度
    .hint = 带宽须在格网边长的十分之一以上、城市范围以内。
analysis-cells = （共 { $n } 格；--cells OUT.geojson 可另存）
analysis-limits-kde = 只含位置精确到楼宇、门牌或园区的 { $n } 家；目录是样本，密度是目录的密度，不是全部企业的密度。边界校正假定市界外无企业资料。带宽不同，图形不同。
analysis-cluster = { $id }. { $name }一带：{ $n } 家（其中 { $shared } 家与他家同址），凸包 { $area } km²
analysis-limits-dbscan = 只含位置精确到楼宇、门牌或园区的 { $n } 家。聚类没有显著性检验：半径与最少企业数不同，类也不同；同一楼宇登记的企业算作相邻。
