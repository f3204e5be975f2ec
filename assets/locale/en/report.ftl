# report
report-error = {"Error: "}
report-cause = {"cause: "}
report-hint = {"try: "}
