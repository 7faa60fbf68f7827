#!/usr/bin/env bash
# The whole test suite: on SQLite and on every PostgreSQL (15 or newer) of this machine, each started by the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

has_system_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

has_chromium() { command -v chromium >/dev/null; }
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" </dev/null >&2; }
has_han_font() { compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null; }

# The newest PostgreSQL comes from PyPI with the other test tools; the distribution's is the one people run. Chromium
# plays the browser stories, with a font in which Chinese words have their true width.
missing=()
has_system_postgresql || missing+=(postgresql)
has_chromium || missing+=(chromium)
has_han_font || missing+=(fonts-noto-cjk)
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "安装测试所需的 / installing for the tests: ${missing[*]}"
        apt-get update -qq </dev/null >&2 || say "连不上软件源 / can't reach the distribution"
        for package in "${missing[@]}"; do # one may be missing from a distribution: then the others still come
            install "$package" || say "装不上 / can't install: $package"
        done
    fi
    if ! has_system_postgresql; then
        say "本机没有系统自带的 PostgreSQL，只用 PyPI 的版本测试。若要两者都测：sudo apt install postgresql"
        say "No PostgreSQL of the system here: testing with PyPI's only. For both: sudo apt install postgresql"
    fi
    if ! has_chromium; then
        say "本机没有 Chromium，浏览器里的测试会跳过。若要运行：sudo apt install chromium fonts-noto-cjk"
        say "No Chromium here: the stories in the browser are skipped. To run them: sudo apt install chromium fonts-noto-cjk"
    fi
fi

if [ -z "${FANGYUAN_TEST_DATABASES:-}" ]; then
    FANGYUAN_TEST_DATABASES=$(.venv/bin/python -c '
from tests.kit.backend import suite_databases
print(",".join(suite_databases()))')
    export FANGYUAN_TEST_DATABASES
fi
say "测试用的数据库 / testing on: $FANGYUAN_TEST_DATABASES"
exec .venv/bin/pytest -n 2 -rfER "$@"
