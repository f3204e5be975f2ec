//! Scene, table, profile → bytes.

pub mod profile_html;
pub mod profile_json;

pub use profile_html::profile_html;
pub use profile_json::profile_json;
