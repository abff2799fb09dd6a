#!/usr/bin/env bash
# Everything from a fresh clone to the running console: ./run.sh, then the address it prints. Ctrl+C stops it all.
set -euo pipefail

# A script that starts us with & has made us deaf to INT; who sends one anyway means it.
if [ "${1:-}" != --hearing ] && env --default-signal=INT true 2>/dev/null; then
  exec env --default-signal=INT "$0" --hearing "$@"
fi
[ "${1:-}" != --hearing ] || shift

cd "$(dirname "$0")"
. build/common.sh

preparing=
app=
run_file=.data/run
server_file=.data/postgres/postmaster.pid

prepare() {
  need_dotnet
  if [ -z "${ConnectionStrings__AdminConsole:-}" ]; then
    need_postgres
  fi
  install_missing
  build_release AdminConsole/AdminConsole.csproj AdminConsole/bin/Release/.built AdminConsole AdminConsole.Domain
  mkdir -p .data
  chmod 711 .data
}

command_of() { { tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null || ps -p "$1" -o args= 2>/dev/null || true; }

is_our_app() { [ -n "$1" ] && [[ "$(command_of "$1")" == *AdminConsole.dll* ]]; }

# while_for TENTHS CONDITION...: waits while the condition holds, at most so many tenths of a second; fails if it still does.
while_for() {
  local tenths=$1
  shift
  while [ "$tenths" -gt 0 ] && "$@"; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  ! "$@"
}

# Ends the application and what it leaves: 1.2 seconds to end by itself, 1.4 for its PostgreSQL, which its guard stops.
stop_app() {
  local pid=$1
  kill -TERM "$pid" 2>/dev/null || true
  while_for 12 is_our_app "$pid" || kill -KILL "$pid" 2>/dev/null || true
  stop_postgres
}

server_runs() { [ -e "$server_file" ] && [[ "$(command_of "$(head -n 1 "$server_file" 2>/dev/null)")" == *postgres* ]]; }

stop_postgres() {
  while_for 14 server_runs && return
  kill -QUIT "$(head -n 1 "$server_file")" 2>/dev/null || true
  while_for 5 server_runs || true
}

stop() {
  trap '' INT TERM HUP
  if [ -n "$preparing" ]; then
    kill -TERM -- "-$preparing" 2>/dev/null || true
    while_for 15 kill -0 -- "-$preparing" 2>/dev/null || kill -KILL -- "-$preparing" 2>/dev/null || true
  fi
  [ -z "$app" ] || stop_app "$app"
  rm -f "$run_file"
  exit "$1"
}

stop_earlier_run() {
  local script earlier
  [ -e "$run_file" ] || return 0
  read -r script earlier <"$run_file" || return 0
  is_our_app "$earlier" || return 0
  if [[ "$(command_of "$script")" == *run.sh* ]]; then
    fail "AdminConsole is running already (process $script). Stop it first."
  fi
  echo 'An earlier run was left behind: stopping it.'
  stop_app "$earlier"
}

trap 'stop 130' INT
trap 'stop 143' TERM
trap 'stop 129' HUP

# In groups of their own: Ctrl+C reaches this script alone, which then stops each in order.
set -m
prepare &
preparing=$!
wait "$preparing" || exit $?
preparing=
stop_earlier_run

(
  cd AdminConsole
  export ASPNETCORE_ENVIRONMENT="${ASPNETCORE_ENVIRONMENT:-${DOTNET_ENVIRONMENT:-Development}}"
  export ASPNETCORE_URLS="${ASPNETCORE_URLS:-http://localhost:5080}"
  # A Release build: its files do not change under it, and are sent compressed as in production.
  export ReloadStaticAssetsAtRuntime="${ReloadStaticAssetsAtRuntime:-false}"
  exec dotnet bin/Release/net10.0/AdminConsole.dll "$@"
) </dev/null &
app=$!
set +m
echo "$$ $app" >"$run_file"

status=0
# Bash would report a crash in its own words, command line and all.
wait "$app" 2>/dev/null || status=$?
trap '' INT TERM HUP
stop_postgres
rm -f "$run_file"
if [ "$status" -gt 128 ]; then
  echo "AdminConsole was ended by signal $((status - 128))." >&2
fi
exit "$status"
