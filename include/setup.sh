#!/usr/bin/env bash
# Installs One Source into .venv, and nothing anywhere else.
#   setup.sh         what it runs on          (requirements.txt)
#   setup.sh tests   and what its tests need  (tests/requirements.txt)
#   setup.sh desk    and the browser they use (Debian's chromium)
#   setup.sh spark   and Spark with Java      (include/requirements-spark.txt)
#   setup.sh lock    compiles these files anew
# Skipped when neither the lock, pyproject.toml, the Python nor the folder has changed.
# uv's cache lies in .onesource/cache, on the same file system as .venv: its files are
# linked, not copied, and nothing is left in the caller's home. UV_CACHE_DIR overrides it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mode="${1:-setup}"
here="$PWD"

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

find_python() {
  local candidate
  for candidate in python3.11 python3; do
    if command -v "$candidate" >/dev/null &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      "$candidate" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$candidate has no venv module." \
          "On Debian and Ubuntu: apt-get install python3.11-venv, then run this again."
      echo "$candidate"
      return
    fi
  done
  fail "Python 3.11 was not found (python3 is $(python3 -V 2>&1 || echo missing))." \
    "On Debian 12: apt-get install python3 python3-venv. On Ubuntu: python3.11 and python3.11-venv" \
    "(from the deadsnakes PPA where the release has none). Then run this again."
}

get_from_debian() {
  local who="$1"
  shift
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    fail "$who, and there is none here." "As root on Debian and Ubuntu: apt-get install $*, then run this again."
  fi
  echo "installing $* ($who)"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

get_java() {
  if [ -n "${JAVA_HOME:-}" ] || command -v java >/dev/null; then return; fi
  get_from_debian "Spark needs Java 17" openjdk-17-jre-headless
}

get_chromium() {
  if command -v chromium >/dev/null; then return; fi
  get_from_debian "the desk is looked at in Chromium" chromium fonts-noto-cjk
}

fingerprint() {
  { cat "$@" pyproject.toml include/setup.sh && echo "$python_version $here"; } | sha256sum | cut -d' ' -f1
}

matches() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

make_venv() {
  # Scripts carry the folder's path: a checkout that has moved gets a new environment.
  if [ ! -x .venv/bin/python ] || ! grep -qF " $here/.venv" .venv/pyvenv.cfg; then
    echo "creating .venv with $($python -V)"
    rm -rf .venv
    "$python" -m venv .venv
  fi
}

get_uv() {
  local pinned
  pinned="$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements.txt)"
  if [ "$(.venv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$pinned" ]; then
    echo "installing uv $pinned"
    sed -n '/^uv==/,/[^\\]$/p' requirements.txt >.venv/uv.txt
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip -q
    .venv/bin/python -m pip install -q --no-cache-dir --disable-pip-version-check \
      --root-user-action=ignore --no-deps --require-hashes -r .venv/uv.txt
  fi
  # uv does not read pip's settings; a mirror named there is wanted here as well.
  local mirror="${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}"
  if [ -n "$mirror" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    export UV_DEFAULT_INDEX="$mirror"
  fi
}

install() {
  echo "installing $(grep -hc '^[a-z0-9].*==' "$@" | paste -sd+ | sed 's/+/ and /') packages as locked (under a minute, only when the lock changes)"
  .venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes --compile-bytecode "$@"
  .venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
}

export UV_CACHE_DIR="${UV_CACHE_DIR:-$here/.onesource/cache/uv}"
export UV_NO_PROGRESS=1
# Behind an inspecting proxy only the machine's own certificates are right; a bare machine has none.
if [ -s /etc/ssl/certs/ca-certificates.crt ]; then export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"; fi
# Setup's own folder for passing files, not one that a running stack uses.
export TMPDIR="$here/.onesource/cache/tmp"
[ -d .onesource ] || mkdir -m 700 .onesource
mkdir -p "$TMPDIR"
exec 9>.onesource/cache/setup.lock
flock 9

python="$(find_python)"
python_version="$("$python" -V)"
case "$mode" in
  setup | tests | desk | spark)
    setup_mark="$(fingerprint requirements.txt)"
    tests_mark="$(fingerprint requirements.txt tests/requirements.txt)"
    if ! matches .venv/setup.mark "$setup_mark"; then
      make_venv
      rm -f .venv/setup.mark .venv/tests.mark .venv/spark.mark
      get_uv
      if [ "$mode" = setup ]; then install requirements.txt; fi
    fi
    if [[ "$mode" =~ ^(tests|desk)$ ]] && ! matches .venv/tests.mark "$tests_mark"; then
      get_uv
      install requirements.txt tests/requirements.txt
      rm -f .venv/spark.mark
      echo "$tests_mark" >.venv/tests.mark
    fi
    spark_mark="$(fingerprint requirements.txt tests/requirements.txt include/requirements-spark.txt)"
    if [ "$mode" = spark ] && ! matches .venv/spark.mark "$spark_mark"; then
      get_uv
      install requirements.txt tests/requirements.txt include/requirements-spark.txt
      echo "$tests_mark" >.venv/tests.mark
      echo "$spark_mark" >.venv/spark.mark
    fi
    echo "$setup_mark" >.venv/setup.mark
    if [ "$mode" = spark ]; then get_java; fi
    if [ "$mode" = desk ]; then get_chromium; fi
    ;;
  lock)
    make_venv
    get_uv
    words=(--universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" -q)
    echo "compiling requirements.txt"
    .venv/bin/uv pip compile "${words[@]}" requirements.in -o requirements.txt
    echo "compiling tests/requirements.txt"
    .venv/bin/uv pip compile "${words[@]}" tests/requirements.in -o tests/requirements.txt
    echo "compiling include/requirements-spark.txt"
    .venv/bin/uv pip compile "${words[@]}" -c requirements.txt include/requirements-spark.in -o include/requirements-spark.txt
    ;;
  *) fail "unknown mode $mode; use setup, tests, desk, spark or lock" ;;
esac
