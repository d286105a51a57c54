# Two commands do everything: `make run` and `make test`.
SHELL := /bin/bash
.DELETE_ON_ERROR:

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
PAGES   := frontend/dist/app/index.html
SOURCES := $(shell find frontend/src frontend/index.html frontend/package-lock.json frontend/vite.config.ts frontend/tsconfig*.json -type f 2>/dev/null)
GO_SRC  := $(shell find server dispatch sla notify frontend/embed.go deploy -name '*.go' -not -path '*/node_modules/*' -not -path 'deploy/testmongo/*') \
           $(shell find server dispatch sla notify deploy -type f \( -name '*.json' -o -name '*.sql' -o -name '*.tmpl' -o -name '*.txt' \) -not -path 'deploy/testmongo/*')
CHROMIUM ?= /usr/bin/chromium
# LibreOffice recomputes the workbook and prints the document of a brief.
SOFFICE  ?= /usr/bin/soffice
PDFTOTEXT ?= /usr/bin/pdftotext
# Where real messages and records lie beside the checkout, every test that needs
# them must run: with their folder named, a missing file is a failure.
ifneq ($(wildcard ../shared/data),)
export HOTLINE_SHARED_DATA ?= $(abspath ../shared/data)
endif

.PHONY: run build pages test go-test web-test e2e tools api-types checks bench load chaos clean

## run: build the pages and start the sample district
run: bin/server
	bin/server demo --traffic

build: bin/server

bin/server: $(PAGES) go.mod go.sum $(GO_SRC)
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X hotline/server/app.Version=$(VERSION)" -o $@ ./server

pages: $(PAGES)

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund
	touch $@

$(PAGES): frontend/node_modules/.installed $(SOURCES)
	cd frontend && npm run build
	touch $@

## test: install what the tests need and run all of them
test: tools go-test web-test e2e
	@echo "all of it ran: gofmt, vet, Go tests with -race, their figures without, the store suite on SQLite and on the test MongoDB, type check, unit tests, browser tests"

tools: $(CHROMIUM) $(SOFFICE) $(PDFTOTEXT) bin/testmongo frontend/node_modules/.installed

# A browser with Chinese glyphs for the browser tests.
$(CHROMIUM):
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk

$(SOFFICE):
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk

$(PDFTOTEXT):
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq poppler-utils

bin/testmongo: $(wildcard deploy/testmongo/*.go) deploy/testmongo/go.mod
	mkdir -p bin
	go build -C deploy/testmongo -o ../../bin/testmongo .

# Tests of much data by one goroutine are not built for the race detector, which
# makes them ten times as slow: each test in these files runs without it.
FIGURES := grep -rl --include='*_test.go' '^//go:build !race' deploy dispatch notify server sla

go-test: $(PAGES) bin/testmongo
	@bad=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$bad" ]; then echo "gofmt: $$bad"; exit 1; fi
	go vet ./...
	go -C deploy/testmongo vet ./...
	go -C deploy/testmongo test ./...
	@echo "go test -race ./... with the test MongoDB (the whole output is in bin/go-test.log)"
	@set -o pipefail; bin/testmongo run -- go test -race -timeout 20m -v ./... 2>&1 | tee bin/go-test.log | grep -aE --line-buffered '^(ok|FAIL|panic|#)|--- (FAIL|SKIP)' \
		|| { grep -aB30 -A5 -- '--- FAIL' bin/go-test.log | tail -150; exit 1; }
	@echo "without the race detector, which finds nothing in one goroutine: figures on much data, months made again, 30,000 random lives"
	@files=$$($(FIGURES)); tests=$$(sed -nE 's/^func (Test[A-Za-z0-9_]+)\(.*/\1/p' $$files | paste -sd'|'); \
		HOTLINE_LIVES=30000 bin/testmongo run -- go test -timeout 20m -v -run "^($$tests|TestSQLiteLives)\$$" \
		$$(dirname $$files | sort -u | sed 's|^|./|') ./server/store/sqlite > bin/go-figures.log 2>&1 \
		|| { grep -aB30 -A5 -- '--- FAIL' bin/go-figures.log | tail -150; exit 1; }
	@grep -aE '^ok|--- (FAIL|SKIP)' bin/go-figures.log
	@echo "skipped: $$(cat bin/go-test.log bin/go-figures.log | grep -ac -- '--- SKIP') tests; real data: $${HOTLINE_SHARED_DATA:-none here}"
	@for s in TestSQLiteStore TestMongoStore; do echo "store suite, $$s: $$(grep -acE -- "--- PASS: $$s/" bin/go-test.log) cases passed, $$(grep -acE -- "--- SKIP: $$s" bin/go-test.log) skipped"; done

web-test: frontend/node_modules/.installed
	cd frontend && npm run typecheck
	cd frontend && npm test

e2e: bin/server frontend/node_modules/.installed $(CHROMIUM)
	cd frontend && CHROMIUM=$(CHROMIUM) SERVER=$(CURDIR)/bin/server npm run e2e

## api-types: make the types of the pages from the reference of the API
api-types: frontend/node_modules/.installed
	@mkdir -p bin
	go run ./server openapi > bin/openapi.json
	cd frontend && npx openapi-typescript ../bin/openapi.json -o src/api/schema.d.ts

## checks: read the files of deploy/ with the programs that will run them
checks:
	deploy/check.sh

## bench: the figures of the README
bench:
	go test -run '^$$' -bench . -benchmem ./sla ./dispatch/... ./notify ./server/store/sqlite ./server/api

## load: intake, push, memory and list figures against a server of its own
load: bin/server
	go run ./deploy/load --start bin/server --rate 0 --clients 32 --units 1 --consoles 1 --for 15s --pages
	go run ./deploy/load --start bin/server --rate 500 --consoles 48 --idle 10000 --for 15s

## chaos: do the server harm fifty times under load and look for what was lost
chaos: bin/server bin/testmongo
	go run ./deploy/chaos --start bin/server --runs 50

clean:
	rm -rf bin frontend/dist/app frontend/node_modules data
