# report
report-error = 错误：
report-cause = 原因：
report-hint = 怎么办：
