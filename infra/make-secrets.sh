#!/bin/sh
# Makes the secrets of docker-compose.yml where they are missing, each in a file of its own in infra/secrets:
#
#   sh infra/make-secrets.sh
#
# Secrets that an earlier infra/.env holds are taken over, so that an existing database keeps its password and its key.
# The folder can be entered by its owner only. The files in it can be read by all: Compose mounts each into the
# containers that need it, whose accounts are others.
set -eu

cd "$(dirname "$0")"
umask 022
mkdir -p secrets
chmod 700 secrets

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# former NAME: what infra/.env says, without quotes around it.
former() {
  if [ ! -f .env ]; then return; fi
  sed -n "s/^$1=//p" .env | tail -n 1 | tr -d '\r' | sed "s/^\([\"']\)\(.*\)\1\$/\2/"
}

# write NAME TEXT: leaves a file that exists as it is.
write() {
  if [ -e "secrets/$1" ]; then return; fi
  printf '%s' "$2" > "secrets/$1.new"
  mv "secrets/$1.new" "secrets/$1"
  echo "made infra/secrets/$1"
}

# write_once NAME VARIABLE TEXT: what infra/.env says, else the text.
write_once() {
  value=$(former "$2")
  write "$1" "${value:-$3}"
}

# An installation that has a key has its tokens, too: none is added to it.
admin_token=upshot_admin_$(random)
if [ -n "$(former UPSHOT_SECRET_KEY)" ]; then admin_token=; fi

write_once postgres-password POSTGRES_PASSWORD "$(random)"
write_once redis-password REDIS_PASSWORD "$(random)"
write_once secret-key UPSHOT_SECRET_KEY "$(head -c 32 /dev/urandom | base64)"
write_once admin-token UPSHOT_ADMIN_TOKEN "$admin_token"
write_once smtp-url UPSHOT_SMTP_URL ''
write grafana-password "$(random)"
write reader-url ''
write service-password "$(random)"
write owner-database-url "postgres://upshot:$(cat secrets/postgres-password)@postgres:5432/upshot"
write database-url "postgres://upshot_services:$(cat secrets/service-password)@postgres:5432/upshot"
write redis-url "redis://:$(cat secrets/redis-password)@redis:6379"
