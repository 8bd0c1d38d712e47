"""Holds documents against their JSON schemas: the goldens beside this script, or the files given.

    pip install jsonschema scipy
    python3 Tests/SuiteRunsTests/Fixtures/check_reports.py [REPORT.json ...]

Also recomputes every Wilson interval with scipy.
"""
import json
import pathlib
import sys

import jsonschema
from scipy import stats

here = pathlib.Path(__file__).parent
SCHEMAS = {
    "hairtrigger.probe/1": json.loads((here / "probe.schema.json").read_text()),
    "hairtrigger.diff/1": json.loads((here / "diff.schema.json").read_text()),
}


def rates(node):
    if isinstance(node, dict):
        if {"k", "n", "rate", "low", "high"} <= node.keys():
            yield node
        for value in node.values():
            yield from rates(value)
    elif isinstance(node, list):
        for value in node:
            yield from rates(value)


def check(path):
    document = json.loads(path.read_text())
    assert next(iter(document)) == "schema", f"{path}: does not start with schema"
    jsonschema.validate(document, SCHEMAS[document["schema"]])
    count = 0
    for rate in rates(document):
        if rate["n"] == 0:
            assert (rate["low"], rate["high"]) == (0, 1)
            continue
        interval = stats.binomtest(rate["k"], rate["n"]).proportion_ci(0.95, "wilson")
        assert abs(rate["rate"] - rate["k"] / rate["n"]) < 1e-12
        assert abs(rate["low"] - interval.low) < 1e-9 and abs(rate["high"] - interval.high) < 1e-9, (path, rate)
        count += 1
    print(f"{path.name}: valid, {count} intervals as scipy's")


for name in sys.argv[1:] or [here / "probe.json", here / "diff.json"]:
    check(pathlib.Path(name))
