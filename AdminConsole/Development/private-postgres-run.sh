# Runs PostgreSQL for as long as standard input stays open, that is as long as the application lives:
# a crash or kill -9 of it closes the pipe as surely as an orderly end. Says "ready" on standard output.
# $1 folder of the binaries, $2 data folder, $3 keep or remove the data at the end, further arguments go to postgres
trap '' HUP INT TERM
bin=$1 data=$2 after=$3
shift 3

# A server that an earlier run left behind; one that is in use is protected by the application's lock.
if "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; then
  "$bin/pg_ctl" -D "$data" -m fast -t 3 stop >/dev/null 2>&1 || "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1
fi

"$bin/postgres" -D "$data" "$@" >"$data/server.log" 2>&1 </dev/null &
server=$!
until grep -q '^ready' "$data/postmaster.pid" 2>/dev/null; do
  kill -0 "$server" 2>/dev/null || exit 1
  sleep 0.03
done
echo ready
cat >/dev/null

kill -INT "$server" 2>/dev/null
waited=0
while [ -e "$data/postmaster.pid" ] && [ "$waited" -lt 24 ]; do
  sleep 0.05
  waited=$((waited + 1))
done
# A long checkpoint may not hold up the end; the write-ahead log repairs at the next start.
kill -QUIT "$server" 2>/dev/null
wait "$server"
if [ "$after" = remove ]; then
  find "$data" -mindepth 1 -delete
fi
exit 0
