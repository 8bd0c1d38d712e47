"""Holds the documents of `study best-of` against their JSON schema: the golden beside this script, or the files given.

    pip install jsonschema
    python3 Tests/StudiesTests/Fixtures/check_best_of.py [REPORT.json ...]

Also that every change is the difference of its points where the same items are in both, that p is corrected over the whole
report (Holm), and that the plot beside the golden is XML with a mark for each point.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as tree

import jsonschema

here = pathlib.Path(__file__).parent
schema = json.loads((here / "best-of.schema.json").read_text())


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
    changes = []
    for entry in document["measures"]:
        points = entry["points"]
        assert [point["n"] for point in points] == sorted({point["n"] for point in points})
        assert not points or points[-1]["n"] == document["draws"]
        for point in points:
            assert point["low"] - 1e-9 <= point["value"] <= point["high"] + 1e-9, (path, point)
            assert (point.get("change") is None) == (point is points[0])
            if point is points[0]:
                continue
            changes.append(point["change"])
            if point["items"] == points[0]["items"]:
                assert abs(point["change"]["value"] - (point["value"] - points[0]["value"])) < 1e-9, (path, point)
    if changes:
        expected = holm([change["p"] for change in changes])
        assert all(abs(change["p_adjusted"] - p) < 1e-9 for change, p in zip(changes, expected)), path
    print(f"{path}: {len(document['measures'])} measures, {len(changes)} changes")
    return sum(len(entry["points"]) for entry in document["measures"])


paths = [pathlib.Path(name) for name in sys.argv[1:]]
for path in paths:
    check(path)
if not paths:
    points = check(here / "best-of.json")
    marks = list(tree.parse(here / "best-of.svg").getroot().iter("{http://www.w3.org/2000/svg}circle"))
    # One of them is the legend's.
    assert len(marks) == points + 1, (len(marks), points)
