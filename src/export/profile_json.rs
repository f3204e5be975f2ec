//! A profile as JSON, for other programs.

use crate::profile::Profile;

/// `{district, name, title, subtitle, data_date, counting, sources, sections: [{id, title, blocks: [{kind, content}]}]}`,
/// indented, in the language the profile was made in. Numbers that are undefined are null.
pub fn profile_json(profile: &Profile) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(profile)?;
    text.push('\n');
    Ok(text)
}
