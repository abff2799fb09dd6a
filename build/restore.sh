#!/usr/bin/env bash
# Restores the packages of a project, or of all; when the registry lacks some, turns on the workarounds and remembers that.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-AdminConsole.sln}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

if dotnet restore "$what" >"$log" 2>&1; then
  exit 0
fi
if [ ! -e build/Local.props ] && grep -qE 'NU110[123]|NU160[35]' "$log"; then
  echo '  The package registry lacks some packages: build/RestrictedRegistry.props is turned on (in build/Local.props).'
  echo '<Project><PropertyGroup><RestrictedRegistry>true</RestrictedRegistry></PropertyGroup></Project>' >build/Local.props
  if dotnet restore "$what" >"$log" 2>&1; then
    exit 0
  fi
fi
cat "$log" >&2
exit 1
