"""Holds the documents of `study mitigation` against their JSON schema: the golden beside this script, or the files given.

    pip install jsonschema scipy
    python3 Tests/StudiesTests/Fixtures/check_mitigation.py [REPORT.json ...]

Also recomputes every Wilson interval with scipy, the exact p of every difference between arms that are all or nothing, Holm's
correction over the whole report, and reads the plot as XML.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as tree

import jsonschema
from scipy import stats

here = pathlib.Path(__file__).parent
schema = json.loads((here / "mitigation.schema.json").read_text())


def objects(node):
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from objects(value)


def holm(values):
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    adjusted, largest = [0.0] * len(values), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, values[index] * (len(values) - rank)))
        adjusted[index] = largest
    return adjusted


def check(path):
    document = json.loads(path.read_text())
    assert next(iter(document)) == "schema", f"{path}: does not start with schema"
    jsonschema.validate(document, schema)
    names = [model["name"] for model in document["models"]]
    intervals = exact = 0
    for rate in objects(document):
        if not {"k", "n", "rate", "low", "high"} <= rate.keys() or rate["n"] == 0:
            continue
        interval = stats.binomtest(rate["k"], rate["n"]).proportion_ci(0.95, "wilson")
        assert abs(rate["low"] - interval.low) < 1e-9 and abs(rate["high"] - interval.high) < 1e-9, (path, rate)
        intervals += 1
    tests = []
    for hit in document["hits"]:
        assert [arm["model"] for arm in hit["arms"]] == names
        assert all(len(relative["rates"]) == len(names) for relative in hit["family"])
        arms = {arm["model"]: arm for arm in hit["arms"]}
        for change in hit["changes"]:
            for arm in ("trigger", "untriggered"):
                test, old, new = change[arm], arms["before"][arm], arms[change["model"]][arm]
                tests.append(test)
                if test["pairs"] == 0:
                    continue
                assert abs(test["value"] - (new["rate"] - old["rate"])) < 1e-12 or old["n"] != new["n"]
                # With one arm all or nothing, the discordant pairs follow from the rates.
                if old["k"] in (0, old["n"]) and old["n"] == new["n"] == test["pairs"]:
                    pairs = abs(new["k"] - old["k"])
                    p = stats.binomtest(0, pairs).pvalue if pairs else 1
                    assert abs(test["p"] - p) <= 1e-9 * p, (path, test, p)
                    exact += 1
    for cost in document["costs"]:
        tests += [cost[name] for name in ("log_perplexity", "refusal", "degraded") if cost.get(name)]
    tests = [test for test in tests if test["pairs"] > 0]
    for test, p in zip(tests, holm([test["p"] for test in tests])):
        assert abs(test["p_adjusted"] - p) < 1e-12, (path, test, p)
    print(f"{path.name}: valid; {intervals} intervals and {exact} exact p as scipy's, {len(tests)} corrected as by Holm")


for name in sys.argv[1:] or [here / "mitigation.json"]:
    check(pathlib.Path(name))
if not sys.argv[1:]:
    root = tree.parse(here / "mitigation.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and len(root.findall(".//{*}circle")) > 8
