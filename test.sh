#!/usr/bin/env bash
# All tests, with all that they need: ./test.sh. Arguments go to the runner: ./test.sh -class "AdminConsole.Domain.Search.*"
set -euo pipefail
cd "$(dirname "$0")"
. build/common.sh

output=$(mktemp)

# The last line, whatever happened: counted from the runner's summary, or one failure when it never came to it.
summary() {
  local status=$? passed=0 failed=1 total errors skipped notrun
  read -r total errors failed skipped notrun < <(
    sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3 \4 \5/p' "$output" | tail -n 1
  ) || true
  if [ -n "${total:-}" ]; then
    passed=$((total - failed - skipped - notrun))
    failed=$((failed + errors))
  else
    failed=1
  fi
  # A run that found nothing to do, or ended badly after its summary, has not passed.
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
  fi
  rm -f "$output"
  echo "$passed passed, $failed failed"
  exit "$status"
}
trap summary EXIT

need_dotnet
need_postgres
need_browser
need_identity_provider
install_missing
build_release AdminConsole.sln AdminConsole.Tests/bin/.built AdminConsole AdminConsole.Domain AdminConsole.Tests bench
# In processes that live for seconds no profile is worth gathering, and a heap and a collector for each processor only take time from the tests.
export DOTNET_TieredPGO=0 DOTNET_gcServer=0 DOTNET_gcConcurrent=0
dotnet AdminConsole.Tests/bin/Release/net10.0/AdminConsole.Tests.dll -noColor -noLogo "$@" 2>&1 | tee "$output"
