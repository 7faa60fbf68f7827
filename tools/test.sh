#!/usr/bin/env bash
# The whole test suite: on SQLite and on every PostgreSQL (15 or newer) of this machine, each started by the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

has_system_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

# The newest PostgreSQL comes from PyPI with the other test tools; the distribution's is the one people run.
if ! has_system_postgresql; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "安装发行版的 PostgreSQL，供测试使用 / installing the distribution's PostgreSQL for the tests"
        apt-get update -qq </dev/null >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql </dev/null >&2
    else
        say "本机没有系统自带的 PostgreSQL，只用 PyPI 的版本测试。若要两者都测：sudo apt install postgresql"
        say "No PostgreSQL of the system here: testing with PyPI's only. For both: sudo apt install postgresql"
    fi
fi

if [ -z "${FANGYUAN_TEST_DATABASES:-}" ]; then
    FANGYUAN_TEST_DATABASES=$(.venv/bin/python -c '
from tests.kit.postgres import find_installations
majors = sorted({found.major for found in find_installations()})
print(",".join(["sqlite", *(f"pg{major}" for major in majors)]))')
    export FANGYUAN_TEST_DATABASES
fi
say "测试用的数据库 / testing on: $FANGYUAN_TEST_DATABASES"
exec .venv/bin/pytest -n 2 "$@"
