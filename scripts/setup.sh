#!/usr/bin/env bash
# Makes this machine ready, as often as you like: a second run costs a fraction of a second.
#   scripts/setup.sh run    Python environment and the libraries that Qt needs
#   scripts/setup.sh bench  the same, and the servers and the desktop session that are measured
#   scripts/setup.sh test   the same as run, and the desktop session and servers that the tests start
# System packages are installed by apt when this is root or sudo asks for no password;
# otherwise the command that is missing is printed and the script ends with 1.
set -euo pipefail
cd "$(dirname "$0")/.."

need=${1:-run}
qt_libraries=(libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfontconfig1 libdbus-1-3
  libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0)
desktop_session=(xvfb xauth xdotool imagemagick x11-utils x11-xserver-utils dbus openbox tint2
  dunst xfce4-panel xfce4-notifyd xfconf gnome-keyring libsecret-tools libnotify-bin libx11-6
  iproute2)
servers=(postgresql redis-server nginx-light chromium chromium-driver curl openssl)
# What the tests of packages build, check and install them with, and what the server's depends on.
packaging=(adduser appstream binutils desktop-file-utils docker-compose gnupg
  init-system-helpers lintian msitools nsis osslsigncode python3.11 rpm shellcheck systemd
  sysvinit-utils wine wine64 wixl)
javascript=()
# Whoever has npm already may have it from elsewhere than the distribution.
command -v npm >/dev/null || javascript=(nodejs npm)
case $need in
  run) packages=("${qt_libraries[@]}") ;;
  bench) packages=("${qt_libraries[@]}" "${desktop_session[@]}" postgresql redis-server "${javascript[@]}") ;;
  test) packages=("${qt_libraries[@]}" "${desktop_session[@]}" "${servers[@]}" "${packaging[@]}"
    "${javascript[@]}") ;;
  *) echo "usage: $0 run|bench|test" >&2; exit 2 ;;
esac

is_311() { [ -n "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

find_python() { # A version manager's python3.11 may be an empty shell: each one is asked.
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3 /usr/bin/python3.11 /usr/bin/python3; do
    if is_311 "$candidate"; then echo "$candidate"; return; fi
  done
}

have_venv() { is_311 .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; }

missing=()
note_missing_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "setup: no dpkg here; the equivalents of these packages are taken for granted: ${packages[*]}" >&2
    return
  fi
  local installed name
  installed=$(dpkg-query -W -f='${db:Status-Abbrev}${Package} ' | tr ' ' '\n' | sed -n 's/^ii//p;/^[a-z0-9]/p')
  for name in "${packages[@]}"; do
    # Newer releases of Debian and Ubuntu renamed some libraries with the suffix t64.
    grep -qxE "$name(t64)?" <<<"$installed" || missing+=("$name")
  done
}

note_missing_python() {
  have_venv && return
  local python
  python=$(find_python)
  if [ -z "$python" ]; then
    missing+=(python3.11 python3.11-venv)
  elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    case $(command -v "$python") in
      /usr/bin/* | /bin/*) missing+=(python3.11-venv) ;;
      *) echo "setup: $(command -v "$python") has no venv and ensurepip; install them or set PYTHON=" >&2
         exit 1 ;;
    esac
  fi
}

install_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  local install=(apt-get install -y --no-install-recommends "${missing[@]}") sudo=()
  if [ "$(id -u)" != 0 ]; then sudo=(sudo -n); fi
  if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; }; then
    printf 'setup: missing on this machine; please run, then try again:\n  sudo %s\n' "${install[*]}" >&2
    exit 1
  fi
  echo "setup: installing ${missing[*]}"
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" >/dev/null || {
    printf 'setup: this failed:\n  %s\n' "${install[*]}" >&2
    exit 1
  }
}

install_environment() {
  # The stamp holds what the environment was made from; both files decide what is in it.
  local stamp=.venv/.made-from made_from
  made_from=$(cat requirements/dev.lock pyproject.toml | sha256sum)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$made_from" ] && is_311 .venv/bin/python; then return; fi
  have_venv || "$(find_python)" -m venv --clear .venv
  echo "setup: installing the locked Python packages into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements/dev.lock
  # Hashes cannot be required of a folder, and its dependencies are all installed by now.
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
    --no-build-isolation --editable .
  echo "$made_from" >"$stamp"
}

install_javascript() { # $1: a folder with a locked list of packages.
  local folder=$1 made_from
  local stamp=$folder/node_modules/.made-from
  made_from=$(sha256sum <"$folder/package-lock.json")
  if [ "$(cat "$stamp" 2>/dev/null)" = "$made_from" ]; then return; fi
  echo "setup: installing the locked JavaScript packages into $folder"
  npm --prefix "$folder" ci --prefer-offline --ignore-scripts --loglevel=error
  echo "$made_from" >"$stamp"
}

note_missing_packages
note_missing_python
install_missing
install_environment
case $need in
  bench) install_javascript scripts/bench/node ;;
  test) install_javascript tests/javascript ;;
esac
