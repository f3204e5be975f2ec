#!/bin/sh
# Installs Hujin Atlas from this folder: for yourself into ~/.local, or with --prefix DIR elsewhere.
# 安装沪金图谱：默认装到 ~/.local；--prefix 目录 另选位置；--uninstall 卸载。您的数据不会被删除。
#   ./install.sh [--prefix DIR]
#   ./install.sh --uninstall [--prefix DIR]      removes what it installed, never your data
set -eu
from=$(cd "$(dirname "$0")" && pwd)
prefix=$HOME/.local
action=install
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) [ $# -gt 1 ] || { echo "--prefix needs a folder" >&2; exit 2; }; prefix=$2; shift ;;
    --uninstall) action=uninstall ;;
    *) sed -n '2,5s/^# *//p' "$0"; [ "$1" = --help ] || exit 2; exit 0 ;;
  esac
  shift
done
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
list=$prefix/share/hujin/installed-files

# What desktops keep of menus, file types and icons; a machine without these tools needs none.
refresh() {
  if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$prefix/share/applications" || true; fi
  if command -v update-mime-database >/dev/null && [ -d "$prefix/share/mime/packages" ]; then update-mime-database "$prefix/share/mime" || true; fi
  if command -v gtk-update-icon-cache >/dev/null && [ -f "$prefix/share/icons/hicolor/index.theme" ]; then gtk-update-icon-cache -q "$prefix/share/icons/hicolor" || true; fi
}

remove() { # the files of the list, then the folders they leave empty
  while IFS= read -r file; do rm -f "$prefix/$file"; done <"$list"
  rm -f "$list"
  { sed 's|/[^/]*$||' <<FILES
$1
FILES
  } | sort -ru | while IFS= read -r folder; do
    while [ "$folder" != . ] && [ -n "$folder" ]; do
      rmdir "$prefix/$folder" 2>/dev/null || break
      case $folder in */*) folder=${folder%/*} ;; *) break ;; esac
    done
  done
  rmdir "$prefix/share/hujin" 2>/dev/null || true
}

if [ $action = uninstall ]; then
  [ -f "$list" ] || { echo "nothing installed under $prefix: $list is missing" >&2; exit 2; }
  files=$(cat "$list")
  remove "$files"
  refresh
  echo "removed from $prefix; catalogues and views are where they were"
  exit 0
fi

[ -x "$from/bin/hujin" ] || { echo "$from/bin/hujin is missing: unpack the whole archive" >&2; exit 2; }
if [ -f "$list" ]; then remove "$(cat "$list")"; fi # of an earlier version
mkdir -p "$prefix/share/hujin"
(cd "$from" && find bin share -type f) | sort >"$list"
while IFS= read -r file; do
  mkdir -p "$prefix/$(dirname "$file")"
  cp "$from/$file" "$prefix/$file"
done <"$list"
# A desktop does not look for programs under every prefix.
sed -i "s|^Exec=hujin|Exec=\"$prefix/bin/hujin\"|; s|^TryExec=hujin|TryExec=$prefix/bin/hujin|" "$prefix/share/applications/hujin-atlas.desktop"
refresh
echo "installed: $prefix/bin/hujin"
case :$PATH: in *":$prefix/bin:"*) ;; *) echo "add $prefix/bin to PATH to call it by name" ;; esac
