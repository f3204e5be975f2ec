//! The place of the district among all districts of the pack, with ties said.

use super::{Section, notice};
use crate::language::{Message, grouped, say};
use crate::profile::queries::{Query, Use};
use crate::profile::wording::{decimal, density, percent};
use crate::profile::{Block, Cell, Column, Portrait};
use crate::statistics::StatRow;

pub(super) struct Ranks;

/// Tracks whose place is told, the largest first.
const TRACKS: usize = 4;

impl Section for Ranks {
    fn id(&self) -> &'static str {
        "ranks"
    }

    fn title(&self) -> &'static str {
        "pages-ranks"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::Districts.giving("query-use-ranks"), Query::DistrictTracks.giving("query-use-ranks-tracks")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let place = |values: &[(Option<f64>, bool)]| {
            let own = values.iter().find(|(_, here)| *here).and_then(|(v, _)| *v);
            let known: Vec<f64> = values.iter().filter_map(|(v, _)| *v).collect();
            let Some(own) = own else { return say(language, "pages-rank-none") };
            let above = known.iter().filter(|v| **v > own).count();
            let tied = known.iter().filter(|v| **v == own).count();
            let id = if tied > 1 { "pages-rank-tied" } else { "pages-rank" };
            Message::new(id).with("rank", above + 1).with("of", known.len()).with("tied", tied).text(language)
        };
        let row = |name: String, value: String, values: &[(Option<f64>, bool)]| {
            vec![Cell::text(name), Cell::text(value), Cell::text(place(values))]
        };
        let of_districts = |value: &dyn Fn(&StatRow) -> Option<f64>| -> Vec<(Option<f64>, bool)> {
            let in_pack =
                p.districts.iter().filter(|d| d.district.is_some_and(|c| p.context.pack.district(c).is_some()));
            in_pack.map(|d| (value(d), d.district == Some(p.district.adcode))).collect()
        };
        let count = of_districts(&|d| Some(d.count as f64));
        let per_km2 = of_districts(&|d| d.density_per_km2);
        let mut rows = vec![
            row(say(language, "pages-rank-count"), grouped(p.rows.len() as u64), &count),
            row(say(language, "pages-rank-density"), density(p.density_per_km2()), &per_km2),
        ];
        for track in p.tracks_by_share().into_iter().take(TRACKS) {
            let name = track.track.name.get(language);
            let of_track = |value: &dyn Fn(&StatRow) -> Option<f64>| -> Vec<(Option<f64>, bool)> {
                let cells =
                    p.cells.iter().filter(|c| c.track.as_deref() == Some(&track.track.id) && c.district.is_some());
                cells.map(|c| (value(c), c.district == Some(p.district.adcode))).collect()
            };
            let label = Message::new("pages-rank-share").with("track", name).text(language);
            rows.push(row(label, percent(track.stat.share), &of_track(&|c| c.share)));
            let label = Message::new("pages-rank-lq").with("track", name).text(language);
            rows.push(row(label, decimal(track.stat.lq, 2), &of_track(&|c| c.lq)));
        }
        let column = |id: &'static str, numeric| Column { name: say(language, id), numeric };
        let columns = vec![column("pages-measure", false), column("pages-value", true), column("pages-place", true)];
        vec![Block::Table { title: String::new(), columns, rows }, notice(say(language, "pages-ranks-note"))]
    }
}
