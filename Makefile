# The menu. `make` alone prints it; the work is done by tools/ and by the programs that setup installs.
# 菜单：单独运行 make 会打印说明。

SHELL := /bin/bash
RUN := .venv/bin
NODE := PATH="$(CURDIR)/.tools/node:$$PATH"
.DEFAULT_GOAL := help
# A program starts twice as fast where Python may keep what it compiled, and the tests start hundreds.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.tools/pycache
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help pictures setup demo serve test test-fast check fmt web web-dev bench wording clean

help: ## 打印本说明 / print this help
	@echo "方圆 Fangyuan"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | while IFS= read -r line; do \
		printf '  make %-10s %s\n' "$${line%%:*}" "$${line#*## }"; done

setup: ## 安装所需的一切并构建网页客户端（首次约两分钟，之后瞬间完成） / install what is needed, build the web client (two minutes the first time, then instant)
	@tools/setup.sh

demo: setup ## 启动演示公司：127.0.0.1:8008 / start the demonstration company on 127.0.0.1:8008
	@$(RUN)/fangyuan demo $(ARGS)

serve: setup ## 按 fangyuan.toml 启动服务器 / start the server as fangyuan.toml says
	@$(RUN)/fangyuan serve $(ARGS)

test: setup ## 运行全部测试：SQLite 与真实的 PostgreSQL / run all tests: SQLite and real PostgreSQL
	@tools/test.sh $(ARGS)

test-fast: setup ## 只用 SQLite 运行测试 / run the tests on SQLite only
	@FANGYUAN_TEST_DATABASES=sqlite $(RUN)/pytest -n 2 $(ARGS)

check: setup ## 检查代码：格式、类型、导入层次、文档 / check the code: lint, format, types, import layers, docs
	@tools/check.sh

fmt: setup ## 整理代码格式 / format the code
	@$(RUN)/ruff check --fix-only --quiet . ; $(RUN)/ruff format .
	@cd web && $(NODE) npm run --loglevel=error format

web: setup ## 构建网页客户端（源文件有变动时） / build the web client, where its sources changed
	@echo "fangyuan/http/webapp/dist"

web-dev: setup ## 边改边看的网页客户端，连接 FANGYUAN_HOUSE=http://127.0.0.1:8008 / the web client while you change it, at a running server
	@cd web && $(NODE) npm run --loglevel=error dev -- $(ARGS)

bench: setup ## 性能测量，输出 JSON;ARGS="--peer synapse" 可对比 / measure speed, prints JSON; ARGS="--peer synapse" compares
	@$(RUN)/python -m bench $(ARGS)

wording: setup ## 重新学习并测量推销与辱骂的判断 / learn and measure anew what adverts and insults are like
	@$(RUN)/python -m tools.learn_wording && $(RUN)/python -m tools.measure_wording --write

pictures: setup ## 给网页客户端的主要页面拍照（需要 chromium） / take pictures of the web client's pages (needs chromium)
	@$(RUN)/python -m tools.pictures $(ARGS)

clean: ## 删除 setup 安装的东西，不动数据 / remove what setup installed; keeps your data
	rm -rf .tools .venv web/node_modules fangyuan/http/webapp/dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
