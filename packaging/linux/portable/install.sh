#!/bin/sh
# Installs Bomizzel Desktop for the person who runs this, without the rights of an administrator.
# An earlier version may be running: it keeps its own folder until the next installation.
set -eu
name=bomizzel-desktop
here=$(cd "$(dirname "$0")" && pwd)
version=$(cat "$here/VERSION")
home=$HOME/.local/opt/$name
data=${XDG_DATA_HOME:-$HOME/.local/share}
autostart=${XDG_CONFIG_HOME:-$HOME/.config}/autostart/$name.desktop
program=$home/$version/$name

is_running() { # FOLDER
  for executable in /proc/[0-9]*/exe; do
    [ "$(readlink "$executable" 2>/dev/null)" != "$1/$name" ] || return 0
  done
  return 1
}

if is_running "$home/$version"; then
  echo "Bomizzel $version is installed and runs. End it first to install it again." >&2
  exit 1
fi
case $program in
  *[!A-Za-z0-9/._-]*)
    echo "The path $program has characters that menus cannot start a program by." >&2
    exit 1 ;;
esac

mkdir -p "$home" "$HOME/.local/bin" "$data/applications" "$data/icons/hicolor/96x96/apps"
rm -rf "${home:?}/.new" "${home:?}/$version"
cp -R "$here/program" "$home/.new"
mv "$home/.new" "$home/$version"
ln -sfn "$program" "$HOME/.local/bin/$name"
cp "$here/$name.png" "$data/icons/hicolor/96x96/apps/$name.png"
sed "s|/usr/bin/$name|$program|" "$here/$name.desktop" >"$data/applications/$name.desktop"
if [ -f "$autostart" ]; then # The program wrote it; its own next start is too late to mend it.
  sed -i "s|$home/[^/]*/$name|$program|" "$autostart"
fi
if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q "$data/applications"
fi

for other in "$home"/*; do
  if [ "$other" != "$home/$version" ] && ! is_running "$other"; then rm -rf "$other"; fi
done
echo "Bomizzel $version is in the menu. $here/uninstall.sh takes it away again."
