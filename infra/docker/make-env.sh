#!/bin/sh
# Writes the settings of docker-compose.yml with a value of its own for every secret:
#   sh infra/docker/make-env.sh > .env
# Keep the result to yourself. Making it anew changes the passwords of the roles at the next start, but not that of the
# database's administrator, which PostgreSQL takes only when it makes its data folder.
set -eu
umask 077

secret() {
  head -c 24 /dev/urandom | base64 | tr '+/' '-_'
}

while IFS= read -r line; do
  case $line in
    OIDC_CLIENT_SECRET=) printf '%s\n' "$line" ;; # the provider gives it
    [A-Z]*_PASSWORD= | [A-Z]*_SECRET=) printf '%s%s\n' "$line" "$(secret)" ;;
    *) printf '%s\n' "$line" ;;
  esac
done < "$(dirname "$0")/../../.env.example"
