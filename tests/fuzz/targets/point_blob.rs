#![no_main]

hujin_fuzz::target!("point_blob");
