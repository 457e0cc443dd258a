#!/bin/sh
# Tatap: opens the kiosk in Chromium, or runs one of its tools. Everything it needs, its Node included, lies in /usr/lib/tatap.
set -eu
home=/usr/lib/tatap

usage() {
  cat <<'END'
tatap [pilihan / options]          membuka kios / opens the kiosk
tatap ALAT / TOOL [...]            misalnya / for example: tatap verify --data /var/lib/tatap
tatap models                       mengunduh model yang belum ada (root) / downloads missing model files (root)
tatap --version

  --demo                 contoh orang dan uang / example people and money
  --windowed             jendela, bukan layar penuh / a window instead of the whole screen
  --data=DIR             folder data; default ~/.local/share/tatap
  --engine=auto|onnx|faceapi
  --port=N               port di / of 127.0.0.1
  --no-open              hanya mencetak alamat / print the address only
  --json                 baris untuk program / machine-readable lines
END
}

run() {
  script=$1
  shift
  exec "$home/bin/node" --disable-warning=ExperimentalWarning "$home/$script" "$@"
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  --version) sed -n 's/^  "version": "\(.*\)",$/\1/p' "$home/package.json"; exit 0 ;;
  models) shift; run scripts/models.mjs "$@" ;;
  '' | -*) run dist/main/hosts/browser.js "$@" ;;
esac
tool=$1
shift
case "$tool" in
  *[!a-zA-Z]*) ;;
  *) if [ -f "$home/dist/main/cli/$tool.js" ]; then run "dist/main/cli/$tool.js" "$@"; fi ;;
esac
echo "Alat \"$tool\" tidak ada: lihat tatap --help. / There is no tool \"$tool\": see tatap --help." >&2
exit 2
