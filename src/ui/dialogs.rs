//! The platform's file dialogs, off the UI thread. A platform without them answers as if cancelled: that is why
//! every path can also be typed, and files can be dropped.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};

/// What a dialog was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A catalogue to open.
    OpenCatalogue,
    /// A file to import.
    Import,
    /// Where to write a figure.
    Export,
    /// Where to write a view.
    SaveView,
    /// A view to open.
    OpenView,
    /// Where to save the page that is shown.
    SavePage,
    /// Where to save the table.
    ExportTable,
    /// Where to save what differs between two moments.
    ExportChanges,
    /// Where to save practice cases.
    ExportCases,
    /// A spreadsheet of practice cases.
    ImportCases,
    /// Where to write the report of a district.
    Report,
    /// The folder for the reports of all districts.
    ReportFolder,
    /// Where to save what is sound of a damaged catalogue.
    Salvage,
}

/// A dialog that is open.
#[derive(Debug)]
pub struct FileDialog {
    purpose: Purpose,
    answer: Receiver<Option<PathBuf>>,
}

impl FileDialog {
    /// Shows a dialog; `wake` is called when it is closed.
    pub fn show(
        purpose: Purpose,
        title: &str,
        folder: Option<&Path>,
        file_name: &str,
        extensions: &[&str],
        wake: impl Fn() + Send + 'static,
    ) -> FileDialog {
        let mut dialog = rfd::FileDialog::new().set_title(title).add_filter(title, extensions);
        if let Some(folder) = folder {
            dialog = dialog.set_directory(folder);
        }
        if !file_name.is_empty() {
            dialog = dialog.set_file_name(file_name);
        }
        let (send, answer) = channel();
        std::thread::spawn(move || {
            let path = match purpose {
                Purpose::Export
                | Purpose::SaveView
                | Purpose::ExportTable
                | Purpose::ExportChanges
                | Purpose::SavePage
                | Purpose::Report
                | Purpose::Salvage
                | Purpose::ExportCases => dialog.save_file(),
                Purpose::ReportFolder => dialog.pick_folder(),
                Purpose::OpenCatalogue | Purpose::Import | Purpose::OpenView | Purpose::ImportCases => {
                    dialog.pick_file()
                }
            };
            send.send(path).ok();
            wake();
        });
        FileDialog { purpose, answer }
    }

    /// The answer, once there is one: the purpose, and the path or `None` for cancel.
    pub fn poll(&self) -> Option<(Purpose, Option<PathBuf>)> {
        match self.answer.try_recv() {
            Ok(path) => Some((self.purpose, path)),
            Err(std::sync::mpsc::TryRecvError::Empty) => None,
            Err(std::sync::mpsc::TryRecvError::Disconnected) => Some((self.purpose, None)),
        }
    }
}
