style-read = 无法读取样式文件 { $path }
    .hint = 请检查路径与读取权限；样式文件不超过 64 KB
style-syntax = 样式文件有误：{ $path }
    .hint = 请在图版页“样式 ▸ 另存”一份随附样式，对照检查该行
style-value = 样式文件 { $path } 中的 { $value } 不可用
    .hint = 可用：{ $expected }
style-unknown = 没有名为 { $id } 的样式
    .hint = 可用：{ $known }

composer-subtitle = { $filter }（{ $n } 家，上图 { $drawn } 家，未画点 { $missing } 家）
composer-title = { $place }金融科技企业分布图
composer-title-track = { $place }金融科技企业分布图：{ $track }
composer-title-density = { $place }金融科技企业密度
composer-title-share = { $place }各区“{ $track }”企业比重
composer-title-lq = { $place }各区“{ $track }”区位商
composer-title-share-one = { $place }“{ $track }”企业比重
composer-title-lq-one = { $place }“{ $track }”区位商
composer-title-tracks-share = { $place }各区企业比重：分赛道
composer-title-tracks-lq = { $place }各区区位商：分赛道
composer-title-tracks = { $place }金融科技企业分布：分赛道
composer-title-periods = { $place }金融科技企业分布：分时段
composer-title-district = { $place }金融科技产业概貌
composer-numbered = 图 { $number }　{ $caption }
composer-caption-data = 共 { $n } 家，上图 { $drawn } 家；数据日期 { $date }。
composer-finding-count = { $lead ->
    [tied] { $tied }并列最多（各 { $first_value } 家）。
    [none] { $first }最多（{ $first_value } 家，占已知所在区者的 { $first_share }%）。
    [one] { $first }最多（{ $first_value } 家，占已知所在区者的 { $first_share }%），其次为{ $second }（{ $second_value } 家）。
   *[two] { $first }最多（{ $first_value } 家，占已知所在区者的 { $first_share }%），其次为{ $second }（{ $second_value } 家）、{ $third }（{ $third_value } 家）。
}
composer-finding-density = { $lead ->
    [tied] { $tied }并列最密（每平方公里各 { $first_value } 家）。
    [none] { $first }最密（每平方公里 { $first_value } 家）。
    [one] { $first }最密（每平方公里 { $first_value } 家），其次为{ $second }（{ $second_value }）。
   *[two] { $first }最密（每平方公里 { $first_value } 家），其次为{ $second }（{ $second_value }）、{ $third }（{ $third_value }）。
}
composer-finding-share = { $lead ->
    [tied] 企业不少于 { $least } 家的区中，{ $tied }的比重并列最高（各 { $first_value }%）。
    [none] 企业不少于 { $least } 家的区中，{ $first }的比重最高（{ $first_value }%，95% 区间 { $first_low }%–{ $first_high }%，{ $first_base } 家中的 { $first_part } 家）。
    [one] 企业不少于 { $least } 家的区中，{ $first }的比重最高（{ $first_value }%，95% 区间 { $first_low }%–{ $first_high }%，{ $first_base } 家中的 { $first_part } 家），其次为{ $second }（{ $second_value }%）。
   *[two] 企业不少于 { $least } 家的区中，{ $first }的比重最高（{ $first_value }%，95% 区间 { $first_low }%–{ $first_high }%，{ $first_base } 家中的 { $first_part } 家），其次为{ $second }（{ $second_value }%）、{ $third }（{ $third_value }%）。
}
composer-finding-share-none = 没有一个企业不少于 { $least } 家的区有该赛道的企业，比重不宜比较。
composer-tied = { $n } 个区
composer-finding-lq = { $first }显著高于全市，区位商 { $lq }（95% 区间 { $lq_low }–{ $lq_high }，精确检验 p { $p }）。
composer-finding-none = 所选企业的所在区均不详。
composer-finding-district = { $district }共 { $district_n } 家，其中 { $district_drawn } 家可上图。
composer-finding-district-lq = “{ $track }”区位商 { $lq }（95% 区间 { $lq_low }–{ $lq_high }，精确检验 p { $p }）。
composer-finding-district-share = “{ $track }”占 { $district_value }%（95% 区间 { $district_low }%–{ $district_high }%，{ $district_base } 家中的 { $district_part } 家，分数计数）。
composer-finding-district-density = 每平方公里 { $district_value } 家。
composer-note-count = { $kind ->
    [alike] 颜色为各区企业数，有色的区数目都相同；仅知所在区的企业计入颜色，不画点。
   *[classes] 颜色为各区企业数，按{ $method }分 { $classes } 级；仅知所在区的企业计入颜色，不画点。
}
composer-note-density = { $kind ->
    [alike] 颜色为企业数除以陆域面积，有色的区数值都相同。
   *[classes] 颜色为企业数除以陆域面积，按{ $method }分 { $classes } 级。
}
composer-note-share = { $kind ->
    [alike] 颜色为该赛道占本区企业的比重（分数计数），有色的区比重都相同；企业少的区比重波动大。
   *[classes] 颜色为该赛道占本区企业的比重（分数计数），按{ $method }分 { $classes } 级；企业少的区比重波动大。
}
composer-note-periods-share = { $kind ->
    [alike] 颜色为各区占该时段企业的比重，有色的区比重都相同。
   *[classes] 颜色为各区占该时段企业的比重，按{ $method }分 { $classes } 级。
}
composer-note-lq = 区位商为该赛道在本区的占比除以在全市的占比（分数计数），1 为与全市相同。浅色区的 95% 区间含 1 或精确检验 p > 0.05，其高低可能只是偶然。
composer-note-hot = 热点与冷点为置换检验后按错误发现率校正（q ≤ 5%）的格；格网不同，结果可能不同。
composer-note-multiples = 各图同一分级、同一比例，同色即同值。
composer-note-densities = 各图同一带宽、同一色标，同色即同密度。
composer-alt-map = { $place }地图，图层：{ $layers }。
composer-alt-map-chart = { $place }地图与条形图，图层：{ $layers }。
composer-alt-map-table = { $place }地图与分区数据表，图层：{ $layers }。
composer-alt-multiples = { $place }的一组同色标小地图。
composer-alt-district = { $district }的地图、主要数字与赛道构成，图层：{ $layers }。

chart-more = 另有 { $n } 项未列
chart-tracks = 各赛道企业数（多赛道者各计一次）
chart-years = 按成立年份
chart-years-unknown = 另有 { $n } 家成立年份不详，不在图中
chart-city-is-one = 竖线：全市 = 1
chart-interval = 横线：95% 区间，箭头表示更远
table-district = 区
table-enterprises = 企业（家）
table-drawn = 上图（家）
table-share = 占已知所在区者（%）
table-density = 密度（家/km²）
table-track = { $track }（分数计数）
table-lq = 区位商
table-lq-interval = 95% 区间
table-p = p
table-small-lq = { $track }（区位商）
table-small-low = { $track }（95% 下限）
table-small-high = { $track }（95% 上限）
table-small-n = { $track }（家，分数计数）
table-more = 另有 { $n } 行未列

part-map = 地图
part-chart = 图表
part-table = 表格
part-figures = 主要数字
part-enlargement = 中心区放大图
part-inset = 位置示意
part-legend = 图例
part-scale-bar = 比例尺
part-north-arrow = 指北针
part-graticule = 经纬网
part-title = 标题
part-subtitle = 副标题
part-caption = 图题
part-notes = 注
part-credit = 资料来源与审图号
part-text = 文字 { $n }

figure-carries-no-view = 这个文件不带沪金图谱的视图：{ $path }
    .hint = 请选本程序导出的 PNG、SVG、PDF、TIFF、WebP 图件，或 .hjview 视图文件
since-same = 数据与出图时相同（数据截至 { $date }）。
since-same-undated = 数据与出图时相同。
since-changed = 出图之后数据有变：新增 { $entered } 家，移除 { $left } 家，迁址 { $moved } 家，改赛道 { $retagged } 家，其他改动 { $other } 家。
since-other-catalogue = 这张图用的是另一份目录（{ $name }，{ $then } 家），现在的目录有 { $now } 家。
since-boundaries = 底图不同：出图时用的是 { $pack }。
since-version = 出图的程序版本是 { $version }。
batch-contact-sheet = { $name }：{ $n } 张图件总览
batch-contact-sheet-file = { $name }_总览
batch-pattern-field = 没有 { $field } 这个字段；可用 { $known }
batch-pattern-same = 各图会同名；请加入区分它们的字段，可用 { $known }

page-figure = 图版
export-compose = 在图版页排版…
export-table = 数据表
export-table-none = 不要
export-each = 批量
export-each-one = 单张
export-each-district = 每区
export-each-track = 每赛道
export-each-both = 每区每赛道
export-pattern = 文件名
export-contact-sheet = 另存总览
export-review = 审图号
export-review-hint = 如 沪S(2024)015号；没有则印“示意图”
export-review-why = 审图号属于这一份边界：换了底图就不再印出。本程序只核对格式，不核对真伪。
export-review-form = 审图号的格式应如 GS(2024)0650号 或 沪S(2024)015号
export-batch-done = 已导出 { $n } 个文件（{ $kilobytes } KB）：{ $folder }
figure-opened = 已打开 { $path }。{ $since }
size-a3-portrait = A3 纵向
template-map = 地图与图例
template-map-chart = 地图与图表
template-map-table = 地图与表格
template-multiples = 多幅小图
template-district = 区概貌
template-cover = 封面图
composer-page = 图版预览
composer-copy = 复制图片
composer-copied = 图片已复制到剪贴板。
composer-template = 版式
composer-style = 样式
composer-style-save = 另存
composer-style-how = 存为自己的样式文件，改好后再点开列表即可选用
composer-style-saved = 样式已存到 { $path }，可用文本编辑器修改。
composer-language = 文字
composer-language-window = 同界面
composer-panels = 小图数
composer-chart = 图表
composer-chart-districts = 各区（同地图）
composer-chart-tracks = 各赛道
composer-chart-years = 成立年份
composer-district-first = 请先在地图上点选一个区，或只筛选一个区。
composer-parts = 部件
composer-reset = 全部复位
composer-add-text = 添加文字
composer-new-text = 文字
composer-how = 点选部件可拖动，拖右下角改大小；方向键移动 1 mm，Shift 10 mm，Delete 隐藏，Ctrl+Z 撤销。
composer-part-reset = 复位
composer-left = 左
composer-top = 上
composer-width = 宽
composer-height = 高
composer-align-left = 左
composer-align-middle = 中
composer-align-right = 右
composer-align-top = 顶
composer-align-centre = 腰
composer-align-bottom = 底
composer-words = 文字
composer-words-how = 花括号内为字段，数字随数据更新；改动后不再自动改写。
composer-number = 图号
composer-vertical = 竖排标题
composer-automatic = 恢复自动
composer-fields = 插入字段
composer-remove = 删除
composer-alt = 替代文字
export-missing = 缺字
export-missing-refuse = 不导出并列出
export-missing-mark = 以〓代替
composer-missing = 有 { $n } 个字字库中没有（{ $list }）：导出时请选“以〓代替”，或在命令行用 --font 指定字体。
cli-review-number = 底图 { $id } 的审图号：{ $number }
cli-review-number-none = 底图 { $id } 没有审图号：图上印“示意图”。
export-svg-text = 文字
export-svg-as-text = 文字（可编辑）
export-svg-outlines = 轮廓（不依赖字体）
export-pdf-tags = 标准
export-pdf-accessible = PDF/A-2u + PDF/UA-1
export-pdf-plain = PDF/A-2u
export-one-file = 合为一个 PDF
figure-table-caption = { $title }：各区数据
composer-subtitle-one = { $district }：{ $district_n } 家，上图 { $district_drawn } 家。全市（{ $filter }）：{ $n } 家，上图 { $drawn } 家
composer-caption-date = 数据日期 { $date }。
composer-finding-empty = 没有符合条件的企业。
composer-finding-lq-chance = 没有一个区显著高于全市；{ $first }最高，区位商 { $lq }（95% 区间 { $lq_low }–{ $lq_high }，精确检验 p { $p }）。
composer-title-kernel = { $place }金融科技企业核密度
composer-title-grid = { $place }金融科技企业网格分布
composer-title-risk = { $place }{ $of }相对密度
composer-nothing-enlarged = 没有可放大的中心区：放大图用于全市的地图、地图加图表、地图加表格，且地图不能太小。
composer-dropped = 版面放不下，未画：{ $parts }。请换大一些的幅面，或减少部件。
composer-unnamed = 图上没有地方写的区名：{ $names }。请换大一些的幅面，或在图题中写明。
composer-unknown-field = 没有 { $field } 这个字段；可用 { $known }
export-nothing = 没有符合条件的企业，图上没有企业。
table-track-share = { $track }占本区（%）
table-share-interval = 95% 区间（%）
batch-empty = 其中 { $n } 张没有符合条件的企业。
done-and-remarks = { $text }
cli-pattern = 批量文件名：{ $fault }
