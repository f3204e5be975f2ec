# statistics
statistics-counting-fractional = fractional counting
    .hint = Each enterprise counts 1 in all: 1/k to each of its k tracks, or the stated weights.
statistics-counting-primary = primary-track counting
    .hint = Each enterprise counts for its primary track only.
statistics-counting-full = full counting
    .hint = Each track counts 1, so sums exceed the number of enterprises; no test is made.
statistics-test-hypergeometric = exact test (hypergeometric)
statistics-test-randomisation = exact test (district labels permuted)
statistics-test-normal = normal approximation to the permutation test
statistics-interval-delta = delta method on the log scale, 95 %
statistics-interval-clopper-pearson = Clopper–Pearson, 95 %
