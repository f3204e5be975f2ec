# layers
layer-choropleth = 各区着色
layer-density = 核密度热力
layer-water = 水域
layer-borders = 区界
layer-transport = 道路与轨道交通
layer-enterprises = 企业与聚集点
layer-labels = 区名与家数
layer-places = 地标与园区

param-measure = 指标
param-track = 赛道
param-classes-by = 分级方法
param-classes = 级数
param-palette = 配色
param-bandwidth = 带宽
param-cluster = 聚合半径
param-names = 企业名称
param-numbers = 家数
param-count = 企业数
param-density = 每平方公里企业数
param-share = 赛道占比
param-quantile = 分位数
param-equal = 等距
param-natural = 自然断点
param-teal = 青绿
param-blues = 蓝
param-oranges = 橙
param-viridis = 翠紫
param-greys = 灰
param-cv = 似然交叉验证
param-sj = Sheather–Jones 法
param-scott = Scott 规则
param-fixed = 固定带宽
param-unknown = 其他

unit-enterprises = 家
unit-per-km2 = 家/km²
unit-percent = %
unit-drawn-enterprises = 上图家数

legend-none = 无企业
legend-not-chosen = 未选的区，或无企业
legend-count = 企业数
legend-density-land = 企业密度（按陆域面积）
legend-share = “{ $track }”占本区企业比重
legend-tracks = 技术赛道
legend-density = 企业核密度
legend-bandwidth = 高斯核，带宽 { $metres } m（{ $rule }），边界校正，n = { $n }
legend-not-drawn = 上图 { $drawn } 家，多赛道者各计一次；另 { $missing } 家仅知所在区或待核，未画点。
label-unnamed = 图上无处注名：{ $names }
label-district-numbers = { $count } 家 · 上图 { $drawn }

layers-unknown-layer = 没有名为“{ $layer }”的图层
    .hint = 可用的图层：{ $known }
layers-unknown-key = 图层“{ $layer }”没有参数“{ $key }”
    .hint = 可用的参数：{ $known }
layers-bad-value = { $place } 不接受“{ $value }”
    .hint = 可用的值：{ $expected }
layers-set-form = “{ $text }”不是 图层.参数=值 的形式
    .hint = 例如 --set density=on --set choropleth.measure=density
layers-view-syntax = 这不是视图文件，或已损坏，第 { $line } 行：{ $why }
    .hint = 视图文件以 hujin_view = 1 开头；请在窗口中用“文件 → 保存视图”重新生成
layers-view-newer = 视图文件由更新的版本（格式 { $version }）保存
    .hint = 请升级本程序后再打开
layers-view-too-long = 视图文件超过 1 MB，不可能是视图
    .hint = 请确认选对了文件
legend-more = 另有 { $n } 项未列。
sentence-gap = {""}
sentence-stop = 。
legend-note = { $title }：{ $note }
layer-hot-areas = 热点（Gi*）
param-lq = 赛道区位商
param-hexagon = 六边形
param-square = 方格
param-cells = 格网
param-cell-size = 格网大小
legend-lq = “{ $track }”区位商
legend-lq-pale = 95% 区间含 1 或 p > 0.05
legend-lq-note = 分数计数，与全市各赛道相比，不随赛道与区的筛选变化；95% 区间含 1 的区不能判定高于或低于全市。
legend-undefined = 无法计算
legend-hot = 热点与冷点（Gi*，q ≤ 5%）
legend-hot-more = 周边企业多于随机：{ $n } 格 { $firms } 家
legend-hot-fewer = 周边企业少于随机：{ $n } 格 { $firms } 家
legend-hot-note = { $shape } { $metres } m，共 { $cells } 格，n = { $n }，置换 { $permutations } 次，种子 { $seed }
layer-grid = 网格
layer-clusters = 集聚区
param-gistar = 热点 Gi*
param-method = 方法
param-dbscan = DBSCAN
param-hdbscan = HDBSCAN
param-eps = 邻域半径
param-min = 最少家数
param-outline = 轮廓
param-hull = 凸包
param-alpha = α 形
legend-grid = 网格企业数
legend-grid-density = 网格企业密度
legend-grid-lq = 网格区位商
legend-grid-gistar = 网格热点 Gi*
legend-grid-class = { $label }（{ $n } 格）
legend-grid-uncertain = 浅色：95 % 区间跨 1
legend-grid-hot = 多于随机
legend-grid-cold = 少于随机
legend-grid-note = { $shape } { $metres } m；{ $cells } 格中 { $occupied } 格有企业；n = { $n } 家上图
legend-grid-lq-note = { $shape } { $metres } m；不足 { $least } 家的格不算；n = { $n } 家上图
legend-grid-gistar-note = { $shape } { $metres } m；{ $cells } 格，含对角相邻；{ $permutations } 次随机，种子 { $seed }；n = { $n }
legend-clusters-entry = { $clusters } 个集聚区，{ $n } 家
legend-clusters-dbscan = DBSCAN，半径 { $eps } m，至少 { $min } 家；{ $noise } 家不在其中。以最近的已知地点命名
legend-clusters-hdbscan = HDBSCAN，至少 { $min } 家；{ $noise } 家不在其中。以最近的已知地点命名
cluster-name = { $place }一带 · { $n } 家
layer-risk = 赛道相对密度
legend-risk = 相对密度：{ $track }（1 = 与全体企业相同）
legend-risk-high = 多于随机（逐格 p ≤ 0.05）
legend-risk-low = 少于随机（逐格 p ≤ 0.05）
legend-risk-note = 该赛道 { $track } / 全部 { $n } 家，带宽 { $bandwidth } m，{ $permutations } 次随机标签（种子 { $seed }），整体 p = { $p }。核内企业不足 { $least } 家处不画。
legend-risk-even = 整体 p = { $p }：与随机标签分不开，故不画轮廓，深浅不宜解读。该赛道 { $track } / 全部 { $n } 家，带宽 { $bandwidth } m，{ $permutations } 次随机标签（种子 { $seed }）。核内企业不足 { $least } 家处不画。
legend-risk-too-few = 上图的该赛道企业不足 { $least } 家，无法比较。
legend-risk-working = 正在计算…
multiples-legend-bandwidth = 各图同一色标；高斯核，带宽 { $metres } m（{ $rule }，按全体企业），边界校正
multiples-legend-share = 赛道占本区企业
multiples-legend-city-share = 占本时段全市企业
multiples-legend-lq = 区位商（1 = 与全市相同）
multiples-legend-difference = 后一时段减前一时段
multiples-unit-points = 个百分点
multiples-no-change = 没有变化
multiples-lq = 区位商 { $value }
legend-rings = 环为各赛道占比，灰色为过短而合并的赛道
legend-no-room = 环与圆点按赛道着色；{ $n } 个赛道因版面未列。
legend-none-track = 无该赛道企业，或无企业
unit-drawn-in-city = 全市上图家数
