# profile
profile-title = { $district }金融科技产业画像
profile-subtitle = 数据日期 { $date } · 企业 { $count } 家，上图 { $drawn } 家 · { $origin }
profile-city = 全市
profile-listed = 上市
profile-list-separator = 、
profile-yes = 是
profile-no = 否
profile-unit-enterprises = 家
profile-unit-density = 家/平方公里

profile-unknown-district = 边界数据中没有代码为 { $district } 的区
    .hint = 请使用六位行政区划代码，例如徐汇区为 310104；hujin maps list 可列出现有边界数据。
profile-whitepaper-syntax = 白皮书数据格式有误
    .hint = 请对照 maps/shanghai/narrative.toml 的写法修改。
profile-whitepaper-duplicate = 白皮书数据中“{ $entry }”重复出现
    .hint = 请为每个条目使用不同的编号。
profile-whitepaper-uncited = 白皮书数据条目“{ $entry }”的出处“{ $cite }”不存在
    .hint = 请补充出处，或改为已有出处的编号。
profile-whitepaper-place = 白皮书数据条目“{ $entry }”所指的地点“{ $place }”不在底图的地点表中
    .hint = 请在地点表（places）中补上该地点，或去掉该条的 place。
profile-whitepaper-district = 白皮书数据条目“{ $entry }”所指的区 { $district } 不在边界数据中
    .hint = 请核对行政区划代码。
    .hint = 请使用 data/tracks.csv 中的赛道编号。

profile-overview = 概况
profile-enterprise-count = 企业数
profile-share-of-city = 占全市已知所在区的 { $placed } 家企业的 { $percent }%
profile-drawn = 上图企业
profile-drawn-note = 位置精确到楼宇、门牌或园区
profile-district-only = 仅知所在区
profile-district-only-note = 计入各区统计，不作为点上图
profile-density = 企业密度
profile-density-city = 全市 { $density } 家/平方公里
profile-area-official = 按官方公布的陆域面积 { $area } 平方公里计算
profile-area-drawn = 按边界图形面积 { $area } 平方公里计算
profile-evidence-document = 公开文件
profile-evidence-name = 仅核名称
profile-evidence-unverified = 未核实
profile-filtered = 已应用筛选：下列数字只统计目录 { $all } 家企业中符合条件的 { $selected } 家，“全市”亦指这一范围。
profile-none = 目录中没有所在区为本区的企业。这不表示本区没有金融科技企业。
profile-none-filtered = 本区没有符合当前筛选条件的企业。可放宽或清除筛选后再看。
profile-unverified = 本区 { $total } 家企业中有 { $count } 家未经核实，引用前请先核对。

profile-whitepaper = 白皮书怎么说
profile-no-paper = { $city }的底图没有附白皮书或类似文件，因此没有可引用的描述与论断；以下各项只据目录计算。
profile-no-paper-claims = 没有附白皮书，因此没有可与数据对照的论断。
profile-no-narrative = 关于《{ $title }》的公开报道只描述了 { $described } 个区，未述及{ $district }。以下内容均由目录数据计算得出。
pages-no-narrative = 关于《{ $title }》的公开报道只描述了 { $described } 个区，未述及{ $district }。
profile-context = 其他公开资料（非白皮书内容）
profile-source = { $outlet }：《{ $title }》
profile-source-section = { $outlet }：《{ $title }》，“{ $section }”一节

profile-claims = 论断与数据
profile-claims-intro = 每项先列白皮书解读中的论断，再列目录数据给出的对照数字。数字只说明目录内企业的分布；“全市”指目录中所在区已知的企业。论断的 q 以白皮书全部可检验的论断为一族校正，“缺口与候选”的 q 以全市全部赛道对为一族：两族各自控制误报，不能合起来看。
profile-no-claims = 公开报道中没有关于本区的论断可供对照。
profile-count-of = { $track }企业数
profile-count-of-city = 全市 { $count } 家
profile-share-of = { $track }占比
profile-share-city = 全市 { $percent }%
profile-share-city-interval = 95% 区间 { $low }–{ $high }%；全市 { $percent }%
profile-lq-of = { $track }区位商
profile-lq-undefined = 样本不足，无法计算
profile-lq-interval = 95% 区间 { $low }–{ $high }
profile-lq-interval-with-one = 95% 区间 { $low }–{ $high }，包含 1，与全市的差异可能出于偶然
profile-lq-no-interval = 无法给出区间
profile-claim-track = { $district }属于“{ $track }”赛道的企业有 { $count } 家（分数计数 { $fractional } 家），占本区企业的 { $percent }%，全市为 { $city }%；区位商 { $lq }（{ $interval }）。
profile-claim-track-without-lq = { $district }属于“{ $track }”赛道的企业有 { $count } 家（分数计数 { $fractional } 家），占本区企业的 { $percent }%，全市为 { $city }%；样本不足，无法计算区位商。
profile-claim-count = { $district }有企业 { $count } 家，占全市已知所在区企业的 { $percent }%，在 { $of } 个区中列第 { $place } 位。
profile-claim-density = { $district }每平方公里有企业 { $density } 家，全市为 { $city } 家，在 { $of } 个区中列第 { $place } 位。
profile-claim-area = 论断所指为区内的一处地段。现有边界数据不含其范围，无法计算该地段内的密度，此处只列全区与全市的数字。
profile-claim-leaders = 此论断说的是个别企业的行业地位，企业计数无法检验；以下列出相关赛道的数量、占比和上市企业，供判断参考。
profile-claim-listed = 相关赛道中本区的上市企业有 { $count } 家：{ $names }。
profile-claim-listed-none = 目录中没有相关赛道的本区上市企业。

profile-strengths = 三大赛道
profile-strength-note = 全市 { $city }%；区位商 { $lq }，{ $interval }
profile-strengths-note = 按占本区企业的比重排列。区位商大于 1 表示该赛道在本区的比重高于全市；企业数少时区间较宽，不宜仅凭数值高低下结论。
profile-no-tracks = 本区没有已标注赛道的企业。

profile-tracks = 赛道构成
profile-tracks-chart = 各赛道占本区企业的比重
profile-tracks-table = 各赛道企业数与区位商
profile-column-track = 赛道
profile-column-count = 企业数（家）
profile-column-fractional = 分数计数（家）
profile-column-share = 本区占比（%）
profile-column-share-interval = 占比 95% 区间（%）
profile-column-city = 全市占比（%）
profile-column-lq = 区位商
profile-column-interval = 95% 区间
profile-tracks-absent = 目录中本区没有企业的赛道：{ $names }。
profile-tracks-note = 一家企业可属于多条赛道，因此“企业数”一列相加会超过本区企业总数；占比按分数计数计算。

profile-leaders = 重点企业
profile-leaders-why = 先列上市企业，再列有文件佐证的企业，同类按目录编号排列，共 { $of } 家，列出 { $shown } 家。入选依据是可核对性，不是规模或影响力排名。
profile-no-leaders = 目录中没有本区的上市企业或有文件佐证的企业。

profile-timeline = 成立年份
profile-timeline-chart = 各时期成立的企业数（每五年）
profile-years-unknown = { $total } 家企业中有 { $count } 家成立年份不详，未计入上图；年份分布只反映已知部分。
profile-no-years = 目录中没有本区企业的成立年份。

profile-enterprises = 企业名录
profile-enterprises-cut = 本区共有 { $count } 家企业，此处列出前 { $shown } 家；完整名录请用 hujin list 导出。

profile-method = 数据质量与方法
profile-not-a-census = 示例目录由公开资料汇集，不是普查。某区或某赛道在目录中企业少，不等于实际企业少。
profile-own-catalogue = 企业数据来自目录 { $origin }。某区或某赛道在目录中企业少，不等于实际企业少。
profile-method-date = 目录数据日期 { $date }；企业地址、上市状态和牌照此后可能有变化。
profile-method-unplaced = 筛选范围内的 { $total } 家企业中，有 { $count } 家所在区尚待查明，未计入任何一区，也不参与占比和区位商的计算。
profile-method-counting = 计数口径：{ $rule }。{ $meaning }
profile-method-lq = 区位商是某赛道在本区企业中的比重与其在全市企业中的比重之比，1 表示与全市相同；只在金融科技企业内部比较，不与全部行业比较。
profile-method-tracks-own = 赛道分类取自目录。
profile-method-tracks = 赛道分类为本图谱自定，不是白皮书的赛道清单；白皮书的清单未见公布。
profile-method-area = 企业所在区以办公地为准，办公地不详时以注册地为准。底图：{ $source }。
profile-accuracy-table = 位置精度
profile-column-accuracy = 精度
profile-column-drawn = 是否上图
profile-accuracy-building = 楼宇
profile-accuracy-street = 街道门牌（约 100 米）
profile-accuracy-park = 园区（约 500 米）
profile-accuracy-district = 仅知所在区
profile-accuracy-none = 位置不详

profile-sources-catalogue = 企业数据：沪金图谱企业目录，数据日期 { $date }（{ $origin }）
profile-sources-boundaries = 底图：{ $source }
profile-sources-whitepaper = 白皮书内容：《{ $title }》，据{ $source }，{ $date }

profile-html-drawn = 上图
profile-html-not-drawn = 未上图
profile-html-sources = 数据来源
profile-html-column-name = 企业
profile-html-column-segment = 业务
profile-html-column-tracks = 赛道
profile-html-column-place = 地图
profile-html-column-evidence = 佐证
profile-html-made-with = 由沪金图谱生成
profile-reading-share = 占比
profile-reading-count = 数量
profile-reading-density = 密度
profile-reading-leaders = 头部企业
profile-reading-area = 地段密度

# Verdicts on the claims of the white paper
verdict-supported = 支持
verdict-contradicted = 不支持
verdict-alike = 与期望无明显差别
verdict-insufficient = 数据不足
verdict-untestable = 无法用计数检验
claim-share = { $district }有“{ $track }”企业 { $count } 家，多赛道企业按赛道数分摊后计 { $observed } 家；若与全市同构应为 { $expected } 家，区位商 { $lq }（95% 区间 { $low }–{ $high }），q { $q }，全市 n = { $n }。
claim-count = { $district }有 { $count } 家；若所在区已知的 { $n } 家企业在各区平均分布应为 { $expected } 家，实际为其 { $lq } 倍（95% 区间 { $low }–{ $high }），q { $q }。
claim-density = { $district }有 { $count } 家；若所在区已知的 { $n } 家企业按陆域面积分布应为 { $expected } 家，实际为其 { $lq } 倍（95% 区间 { $low }–{ $high }），q { $q }。
claim-area = { $district }上图的 { $n } 家中，{ $count } 家在{ $place }周边 { $radius } 米内；若在本区陆域均匀分布应为 { $expected } 家，实际为其 { $lq } 倍（95% 区间 { $low }–{ $high }），q { $q }。
claim-leaders = { $district }相关赛道有 { $count } 家；企业的领先地位不是数量，无法用计数检验。
claim-unknown-track = 目录的赛道分类中没有 { $tracks }，这条论断因此不能检验。
claim-not-computable = 目录中没有可供检验的企业。
claim-supported = 目录数据支持这一说法。
claim-contradicted = 目录数据与这一说法相反。
claim-alike = 数据足够，看不出值得一提的差别：整个区间都在 { $low }–{ $high } 之内，这一说法在目录中得不到印证。
claim-insufficient = 目录数据不足以判断：真实比值要达到 { $detectable }，这些数据才有八成把握看得出来。
claim-other-family = “建议”和“区域对比”两页以全部区 × 赛道为一族校正，那里 q { $q }；两族条数不同，结论可以不同。
claim-seen-otherwise = 论断 { $id }（{ $district }，{ $track }）在“全市”页判为“{ $verdict }”（q { $q }）：那里只在各条论断之间校正；本页以全部区 × 赛道为一族，q { $cells }。两族条数不同，两处并不矛盾。
claim-many-tests = 区间虽不含 1，但各项说法同时检验，校正后 q > 0.05。
claim-insufficient-none = 目录数据不足以判断。
profile-why-listed = 列名理由：上市公司
profile-why-document = 有公开文件佐证（{ $source }）
