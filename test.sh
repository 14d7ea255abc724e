#!/usr/bin/env bash
# Sets up, builds everything and runs all tests; further arguments go to `dotnet test` (for example --filter Name~Safetensors).
# The last line is "N passed, N failed, N skipped". Exits 0 only if every test that ran passed.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=build/setup.sh
. "$ROOT/build/setup.sh"

mkdir -p "$STATE"
rm -f "$STATE/ffmpeg.failed" "$STATE/openmpi.failed"
lock
ensure_ffmpeg
ensure_openmpi
ensure_dotnet
build SharpSat.sln "$(sources_stamp)"
unlock
built=$SECONDS

results="$STATE/test-results"
rm -rf "$results"
status=0
dotnet test "$ROOT/SharpSat.Tests" -c Release --no-build --nologo \
    --results-directory "$results" --logger "trx;LogFileName=tests.trx" "$@" </dev/null || status=$?

counters=$(sed -n 's|.*\(<Counters [^>]*>\).*|\1|p' "$results/tests.trx" 2>/dev/null | tail -n 1 || true)
count() { printf '%s' "$counters" | sed -n "s|.* $1=\"\([0-9]*\)\".*|\1|p"; }

# A test host that died leaves a results file that looks like a shorter run.
if [ -z "$counters" ] || grep -qE 'outcome="Aborted"|The active test run was aborted' "$results/tests.trx"; then
    note "the tests did not run to their end."
    exit 1
fi

total=$(count total)
executed=$(count executed)
passed=$(count passed)
failed=$((executed - passed))
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    note "no test failed, but the test run did (exit code $status)."
    exit "$status"
fi

if [ "$executed" -eq 0 ]; then
    note "no test ran."
    status=1
elif [ "$failed" -gt 0 ] && [ "$status" -eq 0 ]; then
    status=1
fi

echo "build ${built} s, tests $((SECONDS - built)) s"
echo "$passed passed, $failed failed, $((total - executed)) skipped"
exit "$status"
