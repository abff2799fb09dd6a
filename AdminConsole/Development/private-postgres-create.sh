# Makes a cluster with the two roles of the console and its database. The password comes on standard input:
# arguments can be read by every account of the machine.
# $1 folder of the binaries, $2 new data folder, $3 name of the database, further arguments go to initdb
set -eu
bin=$1 data=$2 database=$3
shift 3
read -r password
umask 077

"$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 "$@"
echo 'host all all 127.0.0.1/32 scram-sha-256' >"$data/pg_hba.conf"
"$bin/postgres" --single -D "$data" -c log_min_messages=error postgres <<SQL
alter role postgres password '$password'
create role console_owner login password '$password'
create role console_app login password '$password'
create database $database owner console_owner
SQL
echo "$password" >"$data/console.password"
