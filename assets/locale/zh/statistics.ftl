# statistics
statistics-counting-fractional = 分数计数
    .hint = 每家企业合计计 1：有 k 条赛道时每条计 1/k，或按注明的权重。
statistics-counting-primary = 主赛道计数
    .hint = 每家企业只计入其主赛道。
statistics-counting-full = 全计数
    .hint = 每条赛道各计 1，合计超过企业数；此口径不作检验。
statistics-test-hypergeometric = 精确检验（超几何分布）
statistics-test-randomisation = 精确检验（区标签随机置换）
statistics-test-normal = 随机置换的正态近似
statistics-interval-delta = 对数尺度 delta 法，95% 区间
statistics-interval-clopper-pearson = Clopper–Pearson 精确区间，95%
