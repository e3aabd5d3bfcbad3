#!/bin/sh
# Removes Bomizzel Desktop from a Mac; run as root. What people have in their profiles stays.
set -eu
agent=/Library/LaunchAgents/bomizzel-desktop.plist
person=$(/usr/bin/stat -f %u /dev/console)
if [ "$person" -ne 0 ]; then
  /bin/launchctl bootout "gui/$person" "$agent" 2>/dev/null || true
fi
/usr/bin/pkill -TERM -f '^/Applications/Bomizzel Desktop\.app/Contents/MacOS/bomizzel-desktop' || true
rm -f "$agent"
rm -rf "/Applications/Bomizzel Desktop.app"
/usr/sbin/pkgutil --forget org.bomizzel.desktop
