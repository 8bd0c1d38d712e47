#!/bin/sh
# Installs Bandit from PyPI into the virtual environment given, which the tests of the insecure-code suite run.
set -eu

folder="$1"
package="bandit==1.9.4"

[ -x "$folder/bin/bandit" ] && exit 0
echo "installing $package"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check "$package"
