#!/bin/sh
# The server's command line, with its settings and as the account that owns its data.
set -eu
settings=/etc/bomizzel-server/environment
if [ "$(id -u)" -eq 0 ]; then
    exec setpriv --reuid bomizzel --regid bomizzel --init-groups --no-new-privs "$0" "$@"
fi
if ! [ -r "$settings" ]; then
    echo "bomizzel-server: only root and bomizzel can read $settings; run this as root" >&2
    exit 78
fi
HOME=/var/lib/bomizzel # root's, whose files PostgreSQL's client would look for, is closed to it
XDG_STATE_HOME=/var/lib # the embedded database is /var/lib/bomizzel/bomizzel.db
set -a
# shellcheck source=packaging/server/environment
. "$settings"
set +a
export HOME XDG_STATE_HOME
exec /usr/bin/python3.11 -s /usr/lib/bomizzel-server/bomizzel-server "$@"
