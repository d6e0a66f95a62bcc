#!/bin/sh
# Starts $ORDINARY_PROGRAM as the user nobody, without --no-sandbox: Chromium's sandbox is on only for an ordinary user,
# and Playwright adds that switch when it runs as root. setpriv replaces this shell, so the process id stays the same.
left=$#
while [ "$left" -gt 0 ]; do
  if [ "$1" != "--no-sandbox" ]; then set -- "$@" "$1"; fi
  shift
  left=$((left - 1))
done
exec setpriv --reuid=65534 --regid=65534 --clear-groups -- "$ORDINARY_PROGRAM" "$@"
