//! A profile as one HTML file that needs nothing else: no script, no font, no picture, no network.

use std::fmt::Write;

use super::svg_text::shown as escape;
use crate::language::{Language, Message, fixed, say};
use crate::profile::queries::CATALOGUE;
use crate::profile::whitepaper::Reading;
use crate::profile::{BarChart, Block, Cell, ClaimBlock, Column, EnterpriseLine, Figure, ListedQuery, Profile};

const STYLE: &str = include_str!("profile.css");

/// The profile as an HTML document in UTF-8; every text is escaped. `language` is the one the profile was made in.
pub fn profile_html(profile: &Profile, language: Language) -> String {
    html(profile, language, &Around { head: "", queries: &profile.queries, catalogue: CATALOGUE })
}

/// What stands around the sections of a profile.
pub(super) struct Around<'a> {
    /// What is drawn at its head, in markup.
    pub head: &'a str,
    /// The list of queries at its foot.
    pub queries: &'a [ListedQuery],
    /// The name of the catalogue's file.
    pub catalogue: &'a str,
}

/// The profile with what stands around its sections.
pub(super) fn html(profile: &Profile, language: Language, around: &Around<'_>) -> String {
    let mut page = Page { html: String::new(), language };
    let lang = match language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    };
    let title = escape(&profile.title);
    page.add(format_args!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>{title}</h1>\n<p class=\"subtitle\">{}</p>\n</header>\n",
        escape(&profile.subtitle)
    ));
    page.html.push_str(around.head);
    for section in &profile.sections {
        page.add(format_args!("<section id=\"{}\">\n<h2>{}</h2>\n", escape(section.id), escape(&section.title)));
        page.marks(&section.queries);
        section.blocks.iter().for_each(|block| page.block(block));
        page.add(format_args!("</section>\n"));
    }
    page.queries(around);
    page.footer(profile);
    page.add(format_args!("</body>\n</html>\n"));
    page.html
}

struct Page {
    html: String,
    language: Language,
}

impl Page {
    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.html.write_fmt(text);
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { text } => self.add(format_args!("<h3>{}</h3>\n", escape(text))),
            Block::Paragraph { text } => self.add(format_args!("<p>{}</p>\n", escape(text))),
            Block::Notice { text } => self.add(format_args!("<p class=\"notice\">{}</p>\n", escape(text))),
            Block::Citation { text, source, date, url } => self.citation(text, source, date, url.as_deref()),
            Block::Figures(figures) => self.figures(figures),
            Block::Bars(chart) => self.bars(chart),
            Block::Table { title, columns, rows } => self.table(title, columns, rows),
            Block::Enterprises(lines) => self.enterprises(lines),
            Block::Claim(claim) => self.claim(claim),
        }
    }

    fn citation(&mut self, text: &str, source: &str, date: &str, url: Option<&str>) {
        self.add(format_args!(
            "<blockquote>\n<p>{}</p>\n<p class=\"source\">{} · {}",
            escape(text),
            escape(source),
            escape(date)
        ));
        if let Some(url) = url.filter(|u| u.starts_with("https://") || u.starts_with("http://")) {
            let url = escape(url);
            self.add(format_args!(" · <a href=\"{url}\">{url}</a>"));
        }
        self.add(format_args!("</p>\n</blockquote>\n"));
    }

    fn figures(&mut self, figures: &[Figure]) {
        self.add(format_args!("<div class=\"figures\">\n"));
        for figure in figures {
            self.add(format_args!(
                "<div class=\"figure\"><div>{}</div><div class=\"value\">{}<span class=\"unit\">{}</span></div>",
                escape(&figure.label),
                escape(&figure.value),
                escape(&figure.unit)
            ));
            if let Some(note) = &figure.note {
                self.add(format_args!("<div class=\"note\">{}</div>", escape(note)));
            }
            self.add(format_args!("</div>\n"));
        }
        self.add(format_args!("</div>\n"));
    }

    /// Bars of one colour, since each stands beside its name; what it is compared with is a mark across it.
    fn bars(&mut self, chart: &BarChart) {
        self.add(format_args!("<div class=\"bars\">\n<h3>{}</h3>\n", escape(&chart.title)));
        if !chart.compare_label.is_empty() {
            self.add(format_args!(
                "<p class=\"note key\"><i></i>{}<i class=\"compare\"></i>{}</p>\n",
                escape(&chart.value_label),
                escape(&chart.compare_label)
            ));
        }
        let bars = chart.bars.iter().flat_map(|b| [Some(b.value), b.compare]);
        let longest = bars.chain([chart.end]).flatten().fold(0.0, f64::max);
        let width = |value: f64| if longest > 0.0 { value / longest * 100.0 } else { 0.0 };
        for bar in &chart.bars {
            self.add(format_args!(
                "<div class=\"bar\"><span>{}</span><span class=\"track\"><span class=\"fill\" style=\"width:{:.2}%\"></span>",
                escape(&bar.label),
                width(bar.value)
            ));
            if let Some(compare) = bar.compare {
                self.add(format_args!("<span class=\"compare\" style=\"left:{:.2}%\"></span>", width(compare)));
            }
            self.add(format_args!(
                "</span><span class=\"number\">{} {}</span></div>\n",
                fixed(bar.value, chart.decimals),
                escape(&chart.unit)
            ));
        }
        self.add(format_args!("</div>\n"));
    }

    fn table(&mut self, title: &str, columns: &[Column], rows: &[Vec<Cell>]) {
        self.add(format_args!("<table>\n<caption>{}</caption>\n<thead><tr>", escape(title)));
        let class = |column: Option<&Column>| if column.is_some_and(|c| c.numeric) { " class=\"numeric\"" } else { "" };
        for column in columns {
            self.add(format_args!("<th{}>{}</th>", class(Some(column)), escape(&column.name)));
        }
        self.add(format_args!("</tr></thead>\n<tbody>\n"));
        for row in rows {
            self.add(format_args!("<tr>"));
            for (i, cell) in row.iter().enumerate() {
                self.add(format_args!("<td{}>{}</td>", class(columns.get(i)), escape(&cell.text)));
            }
            self.add(format_args!("</tr>\n"));
        }
        self.add(format_args!("</tbody>\n</table>\n"));
    }

    fn enterprises(&mut self, lines: &[EnterpriseLine]) {
        self.add(format_args!("<table>\n<thead><tr>"));
        for header in [
            "profile-html-column-name",
            "profile-html-column-segment",
            "profile-html-column-tracks",
            "profile-html-column-place",
            "profile-html-column-evidence",
        ] {
            self.add(format_args!("<th>{}</th>", escape(&say(self.language, header))));
        }
        self.add(format_args!("</tr></thead>\n<tbody>\n"));
        let separator = say(self.language, "profile-list-separator");
        for line in lines {
            let place = if line.drawn { "profile-html-drawn" } else { "profile-html-not-drawn" };
            self.add(format_args!("<tr><td>{}", escape(&line.name)));
            if let Some(listing) = &line.listing {
                self.add(format_args!("<div class=\"note\">{}</div>", escape(listing)));
            }
            if let Some(why) = &line.why {
                self.add(format_args!("<div class=\"note\">{}</div>", escape(why)));
            }
            self.add(format_args!(
                "</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                escape(&line.segment),
                escape(&line.tracks.join(&separator)),
                escape(&say(self.language, place)),
                escape(&line.evidence)
            ));
        }
        self.add(format_args!("</tbody>\n</table>\n"));
    }

    fn claim(&mut self, claim: &ClaimBlock) {
        self.add(format_args!(
            "<div class=\"claim\" id=\"{0}\">\n<h3>{0} {1}<span class=\"reading\">{2}</span></h3>\n",
            escape(&claim.id),
            escape(&claim.text),
            escape(&format!("{} · {}", say(self.language, reading(claim.reading)), claim.verdict_name))
        ));
        for sentence in &claim.evidence {
            self.add(format_args!("<p>{}</p>\n", escape(sentence)));
        }
        self.figures(&claim.figures);
        self.add(format_args!("</div>\n"));
    }

    /// Which queries a section rests on, each a link to the list.
    fn marks(&mut self, marks: &[String]) {
        if marks.is_empty() {
            return;
        }
        let links = marks.iter().map(|mark| format!("〔<a href=\"#{0}\">{0}</a>〕", escape(mark))).collect::<String>();
        let words = Message::new("district-report-from").with("marks", "\u{1}").text(self.language);
        self.add(format_args!("<p class=\"note\">{}</p>\n", escape(&words).replace('\u{1}', &links)));
    }

    /// The list of queries.
    fn queries(&mut self, around: &Around<'_>) {
        if around.queries.is_empty() {
            return;
        }
        let intro = Message::new("district-report-queries-intro").with("file", around.catalogue).text(self.language);
        let title = say(self.language, "district-report-queries");
        self.add(format_args!("<section id=\"queries\">\n<h2>{}</h2>\n<p>{}</p>\n", escape(&title), escape(&intro)));
        for query in around.queries {
            let (mark, command) = (escape(&query.mark), escape(&query.command));
            self.add(format_args!("<h3 id=\"{mark}\">{mark}</h3>\n<pre><code>{command}</code></pre>\n"));
            self.add(format_args!("<p class=\"note\">{}", escape(&query.terms(self.language))));
            for what in &query.uses {
                self.add(format_args!("<br>\n{}", escape(what)));
            }
            self.add(format_args!("</p>\n"));
        }
        self.add(format_args!("</section>\n"));
    }

    fn footer(&mut self, profile: &Profile) {
        let (sources, made) =
            (say(self.language, "profile-html-sources"), say(self.language, "profile-html-made-with"));
        self.add(format_args!("<footer>\n<p>{}</p>\n<ul>\n", escape(&sources)));
        for source in &profile.sources {
            self.add(format_args!("<li>{}</li>\n", escape(source)));
        }
        self.add(format_args!("</ul>\n<p>{}</p>\n</footer>\n", escape(&made)));
    }
}

/// The message that names a reading.
fn reading(reading: Reading) -> &'static str {
    match reading {
        Reading::Share => "profile-reading-share",
        Reading::Count => "profile-reading-count",
        Reading::Density => "profile-reading-density",
        Reading::Leaders => "profile-reading-leaders",
        Reading::Area => "profile-reading-area",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::Adcode;
    use crate::profile::{COUNTING, ProfileSection};

    fn page(blocks: Vec<Block>) -> String {
        let profile = Profile {
            id: "district",
            district: Some(Adcode(310104)),
            name: "徐汇区".into(),
            title: "徐汇区 & 全市".into(),
            subtitle: String::new(),
            data_date: "2024-12".into(),
            counting: COUNTING,
            sources: vec!["<天地图>".into()],
            sections: vec![ProfileSection { id: "test", title: "测试".into(), blocks, queries: Vec::new() }],
            queries: Vec::new(),
        };
        profile_html(&profile, Language::Zh)
    }

    #[test]
    fn names_cannot_become_markup() {
        let name = "<script>alert('1')</script>\"科技\"&公司".to_owned();
        let line = EnterpriseLine {
            id: 1,
            name: name.clone(),
            segment: name.clone(),
            tracks: vec![name.clone()],
            drawn: true,
            evidence: name.clone(),
            listing: Some(name.clone()),
            why: Some(name.clone()),
        };
        let html = page(vec![
            Block::Enterprises(vec![line]),
            Block::Heading { text: name.clone() },
            Block::Citation { text: name.clone(), source: name.clone(), date: name.clone(), url: Some(name) },
        ]);
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;科技&quot;&amp;公司"));
        assert!(html.contains("<title>徐汇区 &amp; 全市</title>") && html.contains("&lt;天地图&gt;"));
    }

    #[test]
    fn only_web_addresses_become_links() {
        let citation = |url: &str| {
            page(vec![Block::Citation {
                text: String::new(),
                source: String::new(),
                date: String::new(),
                url: Some(url.into()),
            }])
        };
        assert!(citation("https://example.org/?a=1&b=2").contains("href=\"https://example.org/?a=1&amp;b=2\""));
        assert!(!citation("javascript:alert(1)").contains("href"));
    }

    #[test]
    fn the_page_asks_for_nothing_else() {
        let html = page(Vec::new());
        for word in ["src=", "@import", "url(", "<link", "<script"] {
            assert!(!html.contains(word), "{word}");
        }
        assert!(html.contains("prefers-color-scheme: dark") && html.contains("@media print"));
    }
}
