# scene: the words on a map
scene-km = km
scene-m = m
scene-north = 北
scene-legend = 图例
scene-source = 资料来源：{ $source }
scene-boundaries = 边界：{ $source }
scene-data-date = 数据截至 { $date }
scene-map-approval = 审图号：{ $number }
scene-made-with = 沪金图谱 { $version } 制图
scene-no-data = 无数据
scene-scale = 比例尺 1 : { $denominator }
scene-sample = 示例目录，非普查
scene-joined = { $first }；{ $second }
