//! The districts whose mix of tracks is most like this one's: cosine of the shares.

use super::{Section, notice, paragraph};
use crate::geography::Adcode;
use crate::language::{Message, say};
use crate::profile::queries::{Query, Use};
use crate::profile::{Block, Cell, Column, Portrait};

pub(super) struct Neighbours;

/// A district with fewer enterprises than this has no mix to compare.
pub const MIN_ENTERPRISES: u64 = 5;
/// Districts told.
const SHOWN: usize = 5;

impl Section for Neighbours {
    fn id(&self) -> &'static str {
        "neighbours"
    }

    fn title(&self) -> &'static str {
        "pages-neighbours"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::DistrictTracks.giving("query-use-neighbours"), Query::Districts.giving("query-use-counts")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let mix = |district: Adcode| -> Vec<f64> {
            let tracks = p.context.catalogue.taxonomy().tracks().iter();
            let of = |id: &str| {
                p.cells
                    .iter()
                    .find(|c| c.district == Some(district) && c.track.as_deref() == Some(id))
                    .map_or(0.0, |c| c.fractional)
            };
            tracks.map(|t| of(&t.id)).collect()
        };
        let own = mix(p.district.adcode);
        let count = |district: Adcode| p.districts.iter().find(|d| d.district == Some(district)).map_or(0, |d| d.count);
        if count(p.district.adcode) < MIN_ENTERPRISES {
            let words =
                Message::new("pages-too-thin").with("n", count(p.district.adcode)).with("least", MIN_ENTERPRISES);
            return vec![paragraph(words.text(language))];
        }
        let mut others: Vec<(f64, Adcode)> = (p.context.pack.districts.iter())
            .filter(|d| d.adcode != p.district.adcode && count(d.adcode) >= MIN_ENTERPRISES)
            .filter_map(|d| Some((cosine(&own, &mix(d.adcode))?, d.adcode)))
            .collect();
        others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let rows = others.iter().take(SHOWN).map(|(similarity, code)| {
            let name = p.context.pack.district(*code).map(|d| d.name.get(language).to_owned()).unwrap_or_default();
            let other = mix(*code);
            let mut shared: Vec<usize> = (0..own.len()).filter(|t| own[*t] * other[*t] > 0.0).collect();
            shared.sort_by(|a, b| (own[*b] * other[*b]).total_cmp(&(own[*a] * other[*a])).then(a.cmp(b)));
            let names = shared.iter().take(3).filter_map(|t| p.context.catalogue.taxonomy().get(*t));
            let names: Vec<&str> = names.map(|t| t.name.get(language)).collect();
            let count = Cell::number(Some(count(*code) as f64), 0);
            vec![
                Cell::text(name),
                count,
                Cell::number(Some(*similarity), 2),
                Cell::text(names.join(&say(language, "list-separator"))),
            ]
        });
        let column = |id: &'static str, numeric| Column { name: say(language, id), numeric };
        let columns = vec![
            column("pages-district", false),
            column("pages-enterprises", true),
            column("pages-similarity", true),
            column("pages-shared", false),
        ];
        let rows = rows.collect();
        let note = Message::new("pages-neighbours-note").with("least", MIN_ENTERPRISES).text(language);
        vec![Block::Table { title: String::new(), columns, rows }, notice(note)]
    }
}

/// The cosine of two mixes, 0 without anything in common, 1 for equal shares; `None` where either is empty.
fn cosine(a: &[f64], b: &[f64]) -> Option<f64> {
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let size = (dot(a, a) * dot(b, b)).sqrt();
    (size > 0.0).then(|| dot(a, b) / size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cosine_does_not_see_size() {
        assert!((cosine(&[1.0, 2.0, 0.0], &[10.0, 20.0, 0.0]).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(cosine(&[1.0, 0.0], &[0.0, 3.0]), Some(0.0));
        assert_eq!(cosine(&[0.0], &[1.0]), None);
    }
}
