#!/usr/bin/env bash
# Reads every file of this folder with the program that will run it. A program that
# is not installed is named and passed over; with --all that is a failure:
#   apt-get install prometheus nginx caddy systemd     # promtool comes with prometheus
# It needs the Go proxy, a few minutes the first time, and is no part of make test.
set -euo pipefail
cd "$(dirname "$0")"
missing=()
have() { command -v "$1" >/dev/null || { missing+=("$1"); return 1; }; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "Kubernetes manifests and compose files"
go -C checks test -count=1 ./...

if have promtool; then
  promtool check rules prometheus/alerts.yml
  promtool test rules prometheus/alerts_test.yml
  # The dashboard's questions, as rules: promtool parses them.
  python3 - grafana/hotline.json >"$work/board.yml" <<'PY'
import json, sys
def exprs(v):
    if isinstance(v, dict):
        if isinstance(v.get("expr"), str): yield v["expr"]
        v = list(v.values())
    if isinstance(v, list):
        for w in v: yield from exprs(w)
qs = [e.replace("$__rate_interval", "5m").replace("$instance", ".*") for e in exprs(json.load(open(sys.argv[1])))]
print(json.dumps({"groups": [{"name": "board", "rules": [{"record": f"board:q{i}", "expr": e} for i, e in enumerate(qs)]}]}))
PY
  promtool check rules "$work/board.yml"
fi

if have nginx; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=hotline.example -keyout "$work/key.pem" -out "$work/fullchain.pem" 2>/dev/null
  for f in nginx.conf nginx.cluster.conf; do
    sed -E "s#/etc/ssl/hotline#$work#; s#server app[12]:#server 127.0.0.1:#" "$f" >"$work/$f"
    echo "events {} pid $work/nginx.pid; http { include $work/$f; }" >"$work/main-$f"
    nginx -t -c "$work/main-$f"
  done
fi

if have caddy; then
  caddy validate --config Caddyfile --adapter caddyfile 2>&1 | tail -1
  caddy fmt Caddyfile | diff Caddyfile -
fi

if have systemd-analyze; then
  for u in hotline.service hotline-backup.service hotline-backup.timer; do
    sed 's#/usr/local/bin/hotline#/bin/true#' "$u" >"$work/$u"
  done
  systemd-analyze verify "$work"/hotline.service "$work"/hotline-backup.service "$work"/hotline-backup.timer
  for u in hotline.service hotline-backup.service; do # 0 is best, 10 worst
    systemd-analyze security --offline=true --threshold=20 "$work/$u" | tail -1
  done
fi

if ((${#missing[@]})); then
  echo "not installed, their files were not read: ${missing[*]}"
  [[ "${1:-}" != --all ]]
fi
