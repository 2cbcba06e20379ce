# Speaks as somebody of the demo group. The pages of the tour begin with it, in a clone where the platform runs:
#   . infra/docs/tour/as.sh
export gateway=${GATEWAY:-http://127.0.0.1:4400}
export tokens=$(mktemp -d)

# Signs in once for each person: token <staffId>
token() {
  [ -s "$tokens/$1" ] || npx shouwen token --as "$1" >"$tokens/$1"
  cat "$tokens/$1"
}

# GET, or POST where there is a body: as <staffId> <path> [body]
as() {
  if [ $# -gt 2 ]; then
    curl -sS "$gateway$2" -H "authorization: Bearer $(token "$1")" -H 'content-type: application/json' \
      -H "idempotency-key: tour-$(date +%s)-$RANDOM$RANDOM" -d "$3"
  else
    curl -sS "$gateway$2" -H "authorization: Bearer $(token "$1")"
  fi
}

# Something of the JSON that comes in: … | field it.ticketId
field() { node infra/docs/tour/as.mjs field "$@"; }

# Asks until the expression holds, and prints it: wait_for <staffId> <path> <expression>
wait_for() { node infra/docs/tour/as.mjs wait_for "$@"; }

# Accepts a ticket as whoever it is offered to, or as this member of its team from the queue, and prints who took it:
# take <ticketId> <staffId>
take() { node infra/docs/tour/as.mjs take "$@"; }

# Claims the callback about a ticket as soon as it is due, and prints its id: claim <staffId> <ticketId>
claim() { node infra/docs/tour/as.mjs claim "$@"; }
