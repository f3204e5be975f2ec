#![no_main]

hujin_fuzz::target!("proposal");
