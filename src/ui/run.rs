//! Opens the window: which renderer, where its state is kept, and what to say where there is no display.

use std::path::PathBuf;

use super::App;
use super::frame_log::FrameLog;
use super::recovery::Start;
use crate::diagnostics;
use crate::language::{Language, Message};
use crate::report::Tell;

/// Name of the desktop file, by which docks and task bars find the icon; also of the folder of the window's state.
const APP_ID: &str = "hujin-atlas";

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum UiError {
    /// Neither X11 nor Wayland answers.
    NoDisplay,
    /// The window system or the graphics driver refused.
    Window {
        /// What it says.
        source: eframe::Error,
    },
}

crate::told!(UiError);

impl Tell for UiError {
    fn message(&self) -> Message {
        match self {
            UiError::NoDisplay => Message::new("ui-no-display"),
            UiError::Window { .. } => Message::new("ui-no-window"),
        }
    }
}

/// Runs the window until it is closed, on `file` and boundary pack if they are given.
///
/// # Errors
/// No display, or a window system that refuses.
pub fn run(file: Option<PathBuf>, language: Option<Language>, pack: Option<String>) -> Result<(), UiError> {
    let started = std::time::Instant::now();
    if cfg!(target_os = "linux") {
        let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        if !set("DISPLAY") && !set("WAYLAND_DISPLAY") && !set("WAYLAND_SOCKET") {
            return Err(UiError::NoDisplay);
        }
    }
    let renderer = renderer();
    if renderer == eframe::Renderer::Glow {
        keep_freed_memory();
    }
    log::info!("hujin {} opens a window with {renderer}", env!("CARGO_PKG_VERSION"));
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("沪金图谱 Hujin Atlas")
            .with_app_id(APP_ID)
            .with_icon(icon())
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([960.0, 600.0])
            .with_drag_and_drop(true),
        renderer,
        // The bundled font draws everything; looking through the system's takes time and differs by machine.
        system_font_fallback: false,
        // Flat colours need no dithering, and in software GL it costs on every pixel.
        dithering: false,
        ..eframe::NativeOptions::default()
    };
    let result = eframe::run_native(
        APP_ID,
        options,
        Box::new(move |cc| {
            note_renderer(cc, renderer);
            let Start { mut session, recovery, greeting } = Start::new(diagnostics::state_folder().as_deref());
            if let Some(language) = language {
                session.language = language;
            }
            session.pack = pack.or(session.pack);
            let mut app = App::new(&cc.egui_ctx, session, file);
            app.begin(recovery, greeting);
            app.frame_log = FrameLog::from_environment(started);
            Ok(Box::new(app))
        }),
    );
    crate::interruption::close();
    result.map_err(|source| UiError::Window { source })
}

/// The picture of title and task bars under X11 and on Windows; elsewhere it comes with the installed files.
fn icon() -> egui::IconData {
    let png = include_bytes!("../../assets/install/icons/hujin-atlas-128.png");
    eframe::icon_data::from_png_bytes(png).unwrap_or_default() // the test reads it
}

/// Remembers what draws the window, for who is asked for help.
fn note_renderer(cc: &eframe::CreationContext<'_>, renderer: eframe::Renderer) {
    let adapter = cc.wgpu_render_state.as_ref().map(|state| state.adapter.get_info());
    let adapter = adapter.map(|a| format!(", {} ({:?}, {} {})", a.name, a.backend, a.driver, a.driver_info));
    let words = format!("{renderer}{}", adapter.unwrap_or_default());
    log::info!("renderer: {words}");
    diagnostics::note("Renderer", words);
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    diagnostics::note(
        "Desktop",
        set("XDG_SESSION_TYPE").or(set("WAYLAND_DISPLAY").map(|_| "wayland".into())).unwrap_or("x11".into()),
    );
}

/// wgpu where a real GPU answers, OpenGL elsewhere: Mesa's software OpenGL is the faster of the software renderers.
/// `HUJIN_RENDERER=wgpu|glow` decides otherwise.
fn renderer() -> eframe::Renderer {
    match std::env::var("HUJIN_RENDERER").as_deref() {
        Ok("wgpu") => return eframe::Renderer::Wgpu,
        Ok("glow") => return eframe::Renderer::Glow,
        _ => {}
    }
    if cfg!(not(target_os = "linux")) {
        return eframe::Renderer::Wgpu;
    }
    // A Linux machine without a render node has no GPU; asking every Vulkan driver would cost start-up time.
    let has_gpu = std::fs::read_dir("/dev/dri")
        .map(|entries| entries.flatten().any(|e| e.file_name().to_string_lossy().starts_with("renderD")))
        .unwrap_or(false);
    if has_gpu { eframe::Renderer::Wgpu } else { eframe::Renderer::Glow }
}

/// Begins the program anew with settings of the allocators, which cannot be changed once they run. Of glibc's: software
/// OpenGL takes and gives back megabytes in each frame, and with the defaults each of them goes to the system and comes
/// back cleared, which doubles the driver's time. Of our own: pages of two megabytes, of which columns fill the last one
/// in part only, cost 20 MB among a million rows. Whoever sets them by hand, or has another libc, is left alone.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn keep_freed_memory() {
    use std::os::unix::process::CommandExt;

    const SETTINGS: [(&str, &str); 4] = [
        ("MALLOC_TOP_PAD_", "67108864"),
        ("MALLOC_MMAP_THRESHOLD_", "1073741824"),
        ("MALLOC_TRIM_THRESHOLD_", "1073741824"),
        ("MIMALLOC_ALLOW_THP", "0"),
    ];
    if SETTINGS.iter().any(|(name, _)| std::env::var_os(name).is_some()) {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // Comes back only if it fails; then the window is slower, not missing.
        let _failed = std::process::Command::new(program).args(std::env::args_os().skip(1)).envs(SETTINGS).exec();
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn keep_freed_memory() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_is_a_picture_and_the_desktop_file_bears_the_name_docks_look_for() {
        assert_eq!((icon().width, icon().height), (128, 128));
        let desktop = include_str!("../../assets/install/hujin-atlas.desktop");
        for key in ["StartupWMClass", "Icon"] {
            assert!(desktop.contains(&format!("{key}={APP_ID}\n")), "{key}");
        }
    }
}
