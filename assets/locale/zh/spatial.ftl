# spatial
spatial-mask-extent = 网格范围或单元大小无效
    .hint = 单元边长须为正数，范围须有限且非空。
spatial-mask-too-many-cells = 网格单元过多，上限为 { $limit } 个
    .hint = 请加大单元边长。
spatial-density-bandwidth = 带宽无效
    .hint = 带宽须不小于单元边长的十分之一，且不大于网格范围。
spatial-density-no-city = 网格中没有位于城市范围内的单元
    .hint = 请检查边界数据，或减小单元边长。
spatial-cancelled = 计算已取消
spatial-bandwidth-fixed = 指定带宽
spatial-bandwidth-cv = 似然交叉验证（同一地址一并留出）
spatial-bandwidth-sj = Sheather–Jones 法
spatial-bandwidth-scott = Scott 法则
