//! The window is closed while a batch is being written.

use super::*;
use crate::interruption;

/// In a process of its own: writes without end until it is told that the window has been closed.
#[test]
fn child_that_is_closed_while_writing() {
    let Some(path) = std::env::var_os("HUJIN_TEST_CLOSED_WRITING").map(PathBuf::from) else { return };
    let writing = std::thread::spawn(move || {
        let mut store = Store::open(&path).expect("opens");
        let head = BatchHead { kind: BatchKind::Edit, ..BatchHead::default() };
        let mut edits = (0..).map(|i: u64| RowEdit::Insert(Box::new(company(&i.to_string()))));
        store.write(&head, &mut edits, &|_| ControlFlow::Continue(())).map(|_| ())
    });
    std::thread::sleep(std::time::Duration::from_millis(400));
    let begun = std::time::Instant::now();
    interruption::close();
    assert!(begun.elapsed() < std::time::Duration::from_secs(3), "it did not have to be cut off");
    let ended = writing.join().expect("no panic");
    assert!(matches!(ended, Err(StoreError::Cancelled)), "{ended:?}");
}

#[test]
fn a_write_is_taken_back_when_the_window_is_closed() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let before = all(&store);
    drop(store);
    let child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "store::tests::closing::child_that_is_closed_while_writing"])
        .env("HUJIN_TEST_CLOSED_WRITING", &path)
        .output()
        .expect("runs");
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    assert_eq!(files(folder.path()), 1, "no journal, nothing else");
    assert_eq!(all(&Store::open(&path).expect("opens")), before);
    assert_eq!(Store::check(&path).expect("checks"), []);
}
