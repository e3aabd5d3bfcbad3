#!/bin/sh
# Removes what install.sh installed. Notifications and settings stay, unless --with-data is given.
set -eu
name=bomizzel-desktop
home=$HOME/.local/opt/$name
data=${XDG_DATA_HOME:-$HOME/.local/share}
autostart=${XDG_CONFIG_HOME:-$HOME/.config}/autostart/$name.desktop

case ${1:-} in
  "" | --with-data) ;;
  *) echo "usage: $0 [--with-data]" >&2; exit 2 ;;
esac
for executable in /proc/[0-9]*/exe; do
  case $(readlink "$executable" 2>/dev/null) in
    "$home"/*)
      echo "Bomizzel runs. End it first, by its menu in the tray." >&2
      exit 1 ;;
  esac
done

if [ "${1:-}" = --with-data ]; then
  # Its key leaves the keyring; without a keyring there is none to leave.
  "$HOME/.local/bin/$name" logout || echo "The keyring could not be asked." >&2
  rm -rf "${data:?}/$name"
fi
if [ -f "$autostart" ] && grep -q "$home/" "$autostart"; then rm "$autostart"; fi
rm -rf "$home"
rm -f "$HOME/.local/bin/$name" "$data/applications/$name.desktop" \
  "$data/icons/hicolor/96x96/apps/$name.png"
if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q "$data/applications"
fi
echo "Bomizzel is removed."
