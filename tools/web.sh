#!/usr/bin/env bash
# Builds the web client where its sources changed since: web/ -> fangyuan/http/webapp/dist. Else it is instant.
set -euo pipefail
cd "$(dirname "$0")/.."

dist=fangyuan/http/webapp/dist
export PATH="$PWD/.tools/node:$PATH" # what setup installed goes first; without it the system's

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

[ -f web/package.json ] || exit 0

# What the build reads: tests change nothing in it.
sources() {
    find web -name node_modules -prune -o -path web/tests -prune -o -type f ! -name '*.test.ts*' -print0 |
        LC_ALL=C sort -z | xargs -0 cksum | cksum
}

wanted=$(sources)
installed=web/node_modules/.installed-lock.json # ours, written when npm is done
built=web/node_modules/.built
if ! cmp -s web/package-lock.json "$installed"; then
    say "安装网页客户端的依赖，约一分钟 / installing what the web client needs, about a minute"
    (cd web && npm ci --no-audit --no-fund --loglevel=error >&2)
    mkdir -p web/node_modules # which npm makes only if there is something in it
    cp web/package-lock.json "$installed"
fi
if [ ! -f "$dist/index.html" ] || [ "$(cat "$built" 2>/dev/null)" != "$wanted" ]; then
    say "构建网页客户端 / building the web client"
    (cd web && npm run --loglevel=error build >&2)
    printf '%s\n' "$wanted" >"$built"
fi
