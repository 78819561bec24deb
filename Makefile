# make run    start the platform on http://localhost:8000 (PORT=… for another port)
# make test   run all tests, browser tests included
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test coverage lint bench reset-demo format

run: $(VENV)/.ready
	@$(BIN)/gongkai run

test: $(VENV)/.ready
	@./tests/install-browser
	$(BIN)/pytest -n 2 --dist loadgroup

coverage: $(VENV)/.ready
	@./tests/install-browser
	$(BIN)/pytest -n 2 --dist loadgroup --cov=gongkai --cov-report=term:skip-covered

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.ready
	@for script in bench/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

reset-demo: $(VENV)/.ready
	@$(BIN)/python -m gongkai.conf.reset_demo

$(VENV)/.ready: pyproject.toml uv.lock
	@command -v $(PYTHON) >/dev/null || { echo "没有找到 $(PYTHON)。请安装 Python 3.11 或更新的版本。"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 太旧:$$($(PYTHON) -V)。需要 3.11 或更新的版本,可用 PYTHON=python3.12 make run 指定。"; exit 1; }
	@test -w . || { echo "当前目录没有写权限:$$PWD。请换一个可写的目录。"; exit 1; }
	@echo "安装依赖(首次约一分钟)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "不能建立虚拟环境。Debian/Ubuntu 请先安装 python3-venv。"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || { echo "不能下载安装包:请检查网络,或设置 PIP_INDEX_URL 指向可用的 PyPI 镜像。"; exit 1; }
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --quiet --inexact || { echo "不能下载安装包:请检查网络,或设置 UV_DEFAULT_INDEX 指向可用的 PyPI 镜像。"; exit 1; }
	@touch $@
