//! The tracks of the district, their shares beside the city's.

use super::{Section, paragraph};
use crate::language::{Message, fixed, say};
use crate::profile::portrait::TrackPortrait;
use crate::profile::queries::{Query, Use};
use crate::profile::wording::{UNDEFINED, fractional, percent};
use crate::profile::{Bar, BarChart, Block, Cell, Column, Portrait};

pub(super) struct Tracks;

impl Section for Tracks {
    fn id(&self) -> &'static str {
        "tracks"
    }

    fn title(&self) -> &'static str {
        "profile-tracks"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::DistrictTracks.giving("query-use-tracks")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let tracks = p.tracks_by_share();
        if tracks.is_empty() {
            return vec![paragraph(say(language, "profile-no-tracks"))];
        }
        let absent: Vec<&str> =
            p.tracks.iter().filter(|t| t.stat.count == 0).map(|t| t.track.name.get(language)).collect();
        let mut blocks = vec![chart(p, &tracks), table(p, &tracks)];
        if !absent.is_empty() {
            let names = absent.join(&say(language, "profile-list-separator"));
            blocks.push(paragraph(Message::new("profile-tracks-absent").with("names", names).text(language)));
        }
        blocks.push(paragraph(say(language, "profile-tracks-note")));
        blocks
    }
}

fn chart(p: &Portrait<'_>, tracks: &[&TrackPortrait<'_>]) -> Block {
    let language = p.context.language;
    let tenth = |share: f64| (share * 1000.0).round() / 10.0;
    Block::Bars(BarChart {
        title: say(language, "profile-tracks-chart"),
        unit: "%".to_owned(),
        decimals: 1,
        bars: tracks
            .iter()
            .map(|t| Bar {
                label: t.track.name.get(language).to_owned(),
                value: tenth(t.stat.share.unwrap_or_default()),
                compare: t.city_share.map(tenth),
                color_track: Some(t.index),
                rows: Some(p.rows_of(&t.track.id)),
            })
            .collect(),
        value_label: p.district.name.get(language).to_owned(),
        compare_label: say(language, "profile-city"),
        end: None,
    })
}

fn table(p: &Portrait<'_>, tracks: &[&TrackPortrait<'_>]) -> Block {
    let language = p.context.language;
    let numeric = |id| Column { name: say(language, id), numeric: true };
    let in_percent = |share: Option<f64>| Cell::number(share.map(|s| s * 100.0), 1);
    let rows = tracks.iter().map(|t| {
        let ends = |low: Option<f64>, high: Option<f64>, written: fn(f64) -> String| match (low, high) {
            (Some(low), Some(high)) => format!("{}–{}", written(low), written(high)),
            _ => UNDEFINED.to_owned(),
        };
        vec![
            Cell::text(t.track.name.get(language)),
            Cell::number(Some(t.stat.count as f64), 0),
            Cell { text: fractional(t.stat.fractional), value: Some(t.stat.fractional) },
            in_percent(t.stat.share),
            Cell::text(ends(t.stat.share_low, t.stat.share_high, |share| percent(Some(share)))),
            in_percent(t.city_share),
            Cell::number(t.stat.lq, 2),
            Cell::text(ends(t.stat.lq_low, t.stat.lq_high, |lq| fixed(lq, 2))),
        ]
    });
    Block::Table {
        title: say(language, "profile-tracks-table"),
        columns: vec![
            Column { name: say(language, "profile-column-track"), numeric: false },
            numeric("profile-column-count"),
            numeric("profile-column-fractional"),
            numeric("profile-column-share"),
            numeric("profile-column-share-interval"),
            numeric("profile-column-city"),
            numeric("profile-column-lq"),
            numeric("profile-column-interval"),
        ],
        rows: rows.collect(),
    }
}
