#!/bin/sh
# Starts Grafana with the parts of the URL in the secret reader-url. Without one, the dashboard of the log is empty.
set -eu
url=$(cat /run/secrets/reader-url)
part() { printf '%s' "$url" | sed -n "s|^postgres[a-z]*://\([^:@/]*\):\([^@/]*\)@\([^/]*\)/\([^?]*\).*|$1|p"; }
READER_USER=$(part '\1')
READER_PASSWORD=$(part '\2')
READER_HOST=$(part '\3')
READER_DATABASE=$(part '\4')
READER_SSLMODE=disable
case $url in *sslmode=*) READER_SSLMODE=$(printf '%s' "$url" | sed 's|.*sslmode=\([a-z-]*\).*|\1|') ;; esac
export READER_USER READER_PASSWORD READER_HOST READER_DATABASE READER_SSLMODE
exec "${GRAFANA:-/run.sh}"
