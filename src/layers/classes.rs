//! Class breaks of a choropleth: quantiles, equal intervals and natural breaks.
//!
//! Natural breaks: Fisher, W. D. (1958), On grouping for maximum homogeneity, JASA 53:789–798; the exact optimum by
//! dynamic programming, O(k n²) for n values, which here are districts.

/// How the range of values is cut into classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClassMethod {
    /// Equal numbers of districts in each class.
    Quantile,
    /// Classes of equal width.
    Equal,
    /// Least squared deviation within classes.
    Natural,
}

impl ClassMethod {
    /// The method a setting's word stands for.
    pub fn from_code(code: &str) -> ClassMethod {
        match code {
            "equal" => ClassMethod::Equal,
            "natural" => ClassMethod::Natural,
            _ => ClassMethod::Quantile,
        }
    }
}

/// Upper ends of the classes, ascending and distinct; a value belongs to the first class whose end it does not
/// exceed. At most `classes` of them, fewer where values repeat; empty where there is no finite value.
pub fn breaks(values: &[f64], classes: usize, method: ClassMethod) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let classes = classes.clamp(1, 9);
    let mut ends = match method {
        ClassMethod::Quantile => {
            (1..=classes).map(|k| sorted[(k * sorted.len()).div_ceil(classes).clamp(1, sorted.len()) - 1]).collect()
        }
        ClassMethod::Equal => (1..=classes).map(|k| low + (high - low) * k as f64 / classes as f64).collect(),
        ClassMethod::Natural => natural(&sorted, classes),
    };
    if let Some(last) = ends.last_mut() {
        *last = high;
    }
    ends.dedup();
    ends
}

/// The class of a value: the first whose end it does not exceed.
pub fn class_of(ends: &[f64], value: f64) -> Option<usize> {
    (value.is_finite() && !ends.is_empty()).then(|| ends.partition_point(|end| *end < value).min(ends.len() - 1))
}

fn natural(sorted: &[f64], classes: usize) -> Vec<f64> {
    let n = sorted.len();
    let classes = classes.min(n);
    let (mut sum, mut square) = (vec![0.0], vec![0.0]);
    for v in sorted {
        sum.push(sum[sum.len() - 1] + v);
        square.push(square[square.len() - 1] + v * v);
    }
    // Squared deviation of the values from..to about their mean.
    let deviation = |from: usize, to: usize| {
        let s = sum[to] - sum[from];
        (square[to] - square[from] - s * s / (to - from) as f64).max(0.0)
    };
    let mut cost = vec![vec![f64::INFINITY; n + 1]; classes + 1];
    let mut start = vec![vec![0usize; n + 1]; classes + 1];
    cost[0][0] = 0.0;
    for k in 1..=classes {
        for to in k..=n {
            for from in k - 1..to {
                let candidate = cost[k - 1][from] + deviation(from, to);
                if candidate < cost[k][to] {
                    cost[k][to] = candidate;
                    start[k][to] = from;
                }
            }
        }
    }
    let mut ends = Vec::with_capacity(classes);
    let mut to = n;
    for k in (1..=classes).rev() {
        ends.push(sorted[to - 1]);
        to = start[k][to];
    }
    ends.reverse();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_cut_as_they_say() {
        let values = [1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 50.0, 52.0];
        assert_eq!(breaks(&values, 4, ClassMethod::Quantile), [2.0, 10.0, 12.0, 52.0]);
        assert_eq!(breaks(&values, 3, ClassMethod::Equal), [18.0, 35.0, 52.0]);
        assert_eq!(breaks(&values, 3, ClassMethod::Natural), [3.0, 12.0, 52.0]);
        assert_eq!(breaks(&[0.0, 0.0, 0.0, 5.0], 4, ClassMethod::Quantile), [0.0, 5.0]);
        assert_eq!(breaks(&[f64::NAN], 4, ClassMethod::Natural), [] as [f64; 0]);
        assert_eq!(breaks(&[3.0, 3.0], 5, ClassMethod::Natural), [3.0]);
    }

    #[test]
    fn every_value_has_the_class_whose_end_it_does_not_exceed() {
        let ends = [2.0, 10.0, 52.0];
        assert_eq!([0.0, 2.0, 2.1, 10.0, 52.0, 60.0].map(|v| class_of(&ends, v)), [0, 0, 1, 1, 2, 2].map(Some));
        assert_eq!(class_of(&ends, f64::NAN), None);
        assert_eq!(class_of(&[], 1.0), None);
    }

    proptest::proptest! {
        #[test]
        fn natural_breaks_never_deviate_more_than_equal_ones(
            values in proptest::collection::vec(0.0f64..100.0, 1..40), classes in 1usize..7
        ) {
            let within = |ends: &[f64]| {
                let mut groups = vec![Vec::new(); ends.len()];
                values.iter().for_each(|v| groups[class_of(ends, *v).expect("finite")].push(*v));
                groups.iter().filter(|g| !g.is_empty()).map(|g| {
                    let mean = g.iter().sum::<f64>() / g.len() as f64;
                    g.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
                }).sum::<f64>()
            };
            let natural = breaks(&values, classes, ClassMethod::Natural);
            let equal = breaks(&values, classes, ClassMethod::Equal);
            proptest::prop_assert!(within(&natural) <= within(&equal) + 1e-9);
        }
    }
}
