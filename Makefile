# Everything runs in .venv at the checkout's root, made from the hashed lock by scripts/install.
# `make help` lists what there is.

bin := .venv/bin
stamp := .venv/.installed
lock := requirements/dev.txt

.DELETE_ON_ERROR:
.PHONY: install help demo lint test bench docs lock

install: $(stamp) ## make .venv with everything in it

$(stamp): $(lock) pyproject.toml scripts/install
	@PYTHON="$(PYTHON)" scripts/install
	@touch $@

help: ## list what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: $(stamp) ## the main job on real input: the examples, an image made on the spot, this project's own files
	@scripts/demo

lint: $(stamp) ## style, types and import contracts
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports

test: lint ## everything that shows the project is correct
	$(bin)/pytest --numprocesses 2

bench: $(stamp) ## time it side by side with its peers, which are installed into .cache/peers where they are missing
	PYTHON="$(PYTHON)" benchmarks/install-peers .cache/peers
	$(bin)/python benchmarks/run.py .cache/peers

docs: $(stamp) ## write what is generated anew: policy schema, reference, picture
	$(bin)/python scripts/generate_policy_schema.py
	$(bin)/python scripts/generate_docs.py
	cd examples && PATH="$(CURDIR)/$(bin):$$PATH" TERM=xterm python ../scripts/render_terminal.py \
		../docs/images/check.svg holdfast check golden/insecure.Dockerfile

compile := uv pip compile --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" --quiet

lock: ## resolve the dependencies anew (needs uv; UPGRADE=1 takes newer versions)
	$(compile) $(if $(UPGRADE),--upgrade) --all-extras --output-file $(lock) pyproject.toml
	$(compile) --extra build --constraint $(lock) --output-file requirements/image.txt pyproject.toml
