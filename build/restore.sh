#!/usr/bin/env bash
# Restores packages; when the registry lacks some, turns on the workarounds and remembers that.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

if dotnet restore AdminConsole.sln >"$log" 2>&1; then
  exit 0
fi
if [ ! -e build/Local.props ] && grep -qE 'NU110[123]|NU160[35]' "$log"; then
  echo "  the package registry lacks some packages: turning on build/RestrictedRegistry.props"
  echo '<Project><PropertyGroup><RestrictedRegistry>true</RestrictedRegistry></PropertyGroup></Project>' >build/Local.props
  if dotnet restore AdminConsole.sln >"$log" 2>&1; then
    exit 0
  fi
fi
cat "$log" >&2
exit 1
