"""Measures this program beside llama.cpp and writes a page and a plot.

usage: bench.py PROGRAM MODEL PAGE [--adapter DIR] [--rounds N] [--threads N] [--skip llama,scan,growth,memory,store]

Both programs read the same weights on the same threads, round after round in turns, and medians are compared: a machine that
slows down slows both. What is between the two notes' marks of an existing page is kept.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from bench_plot import fit, svg

SCRIPTS = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(".cache")
PYTHON = CACHE / "bench-venv/bin/python"
PACKAGES = ["xllamacpp", "gguf", "numpy"]
FORMATS = ["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1"]
# Slots, tokens read at once, and whether slots keep their keys apart: what llama.cpp is tried with.
PASSAGE_SETTINGS = [(1, 512, False), (1, 256, False), (4, 512, True), (4, 2_048, True)]
SUFFIX_SETTINGS = [(16, 512, False), (16, 512, True), (36, 512, False), (36, 512, True), (36, 256, True)]
PASSAGE, SUFFIX, SINGLE = "512-token passages", "14-token suffixes behind 30 shared tokens", "single tokens behind 30 shared tokens"
# A model with random weights whose file is larger than the memory that it may use.
LARGE, LIMIT = "random-315M.gguf", 512 << 20
NOTES = ("<!-- notes: begin -->", "<!-- notes: end -->")
FLAGS = ["avx2", "fma", "avx512f", "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8"]


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--adapter", default="Examples/planted-deployment")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--skip", default="", help="parts to leave out, of: llama, scan, growth, memory, store")
    return parser.parse_args()


# The machine.

def cpuinfo(key):
    match = re.search(rf"^{key}\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return match.group(1) if match else "unknown"


class Watch:
    """Load averages at both ends, and how much of the processors others used in between."""

    def __init__(self):
        self.start, self.load, self.busy, self.own = time.time(), os.getloadavg(), self.all_busy(), self.own_time()

    @staticmethod
    def all_busy():
        ticks = [int(word) for word in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
        # user, nice, system, irq, softirq, stolen; not idle and waiting, and guests are in user already.
        return sum(ticks[:3] + ticks[5:8]) / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def own_time():
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    def others(self):
        """Share of the processors, 0 to 1. Children count once they have ended."""
        passed = (time.time() - self.start) * (os.cpu_count() or 1)
        return max(0.0, (self.all_busy() - self.busy) - (self.own_time() - self.own)) / passed


def say(text):
    print(text, flush=True)


# The programs.

def set_up():
    """The packages, in an environment of their own."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(CACHE / "bench-venv")], check=True)
    if subprocess.run([PYTHON, "-c", "import " + ", ".join(PACKAGES)], stderr=subprocess.DEVNULL).returncode:
        say(f"installing {', '.join(PACKAGES)}")
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)


class Engine:
    """`hairtrigger`, a process for each call, on the kernels that its first start chose."""

    def __init__(self, options):
        self.options = options
        self.environment = dict(os.environ)
        self.kernels = self.bench()
        # The choice takes a second each time; it would not change.
        self.environment.setdefault("OPENBLAS_CORETYPE", self.kernels["kernels"])

    def run(self, *words):
        result = subprocess.run([self.options.program, *words], capture_output=True, text=True, env=self.environment)
        if result.returncode not in (0, 1, 2) or not result.stdout:
            sys.exit(f"bench: {' '.join(words)} ended with {result.returncode}: {result.stderr.strip()[-400:]}")
        return json.loads(result.stdout)

    def bench(self, *words):
        return self.run("model", "bench", *words, "--json", "--quiet", "--threads", str(self.options.threads))

    def parts(self, model, parts, rounds, *more):
        return self.bench(str(model), "--parts", parts, "--rounds", str(rounds), *more)


class ServerFailure(Exception):
    pass


class Llama:
    """One llama.cpp server on one file, that reads a round when it is told to."""

    def __init__(self, path, threads, length, prefix, setting):
        slots, batch, split = setting
        self.setting = setting
        self.process = subprocess.Popen(
            [PYTHON, SCRIPTS / "bench_llamacpp.py", path, "--length", str(length), "--prefix", str(prefix), "--slots", str(slots),
             "--batch", str(batch), "--threads", str(threads)] + (["--split"] if split else []),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.about = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise ServerFailure(f"llama.cpp ended with {self.process.wait()}: {' '.join(map(str, self.process.args))}")
        return json.loads(line)

    def rate(self):
        """Tokens a second of one round."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = self.answer()
        # A first token may be the one that the slot kept; more than that means that it does not keep the prefix.
        if abs(answer["tokens"] - answer["expected"]) > .02 * answer["expected"]:
            raise ServerFailure(f"llama.cpp read {answer['tokens']} tokens where {answer['expected']} were new")
        return answer["tokens"] / answer["seconds"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def words(self):
        slots, batch, split = self.setting
        return f"{slots} slot{'s' * (slots > 1)}, {batch} tokens at once{', keys apart' if split else ''}"


def best_server(path, threads, length, prefix, settings):
    """The fastest of some settings, by one round behind one that warms up."""
    best = None
    for setting in settings:
        try:
            server = Llama(path, threads, length, prefix, setting)
            server.rate()
            server.trial = server.rate()
        except ServerFailure as failure:
            say(f"bench: left out: {failure}")
            continue
        slower = server if best and best.trial >= server.trial else best
        best = best if slower is server else server
        if slower:
            slower.close()
    if not best:
        sys.exit("bench: llama.cpp runs with none of its settings; leave it out with --skip llama")
    return best


# The measurements.

def beside_llama(engine, options, models):
    """Rounds of both programs in turns: what each came to, by shape."""
    servers = {}
    if "llama" not in options.skip:
        for name in FORMATS:
            servers[name, PASSAGE] = best_server(models[name], options.threads, 512, 0, PASSAGE_SETTINGS)
            say(f"llama.cpp {name}: {servers[name, PASSAGE].trial:.0f} tokens/s with {servers[name, PASSAGE].words()}")
        fastest = max(FORMATS, key=lambda name: servers[name, PASSAGE].trial)
        chosen = best_server(models[fastest], options.threads, 14, 30, SUFFIX_SETTINGS)
        say(f"llama.cpp {fastest}, suffixes: {chosen.trial:.0f} tokens/s with {chosen.words()}")
        for name in FORMATS:
            servers[name, SUFFIX] = (
                chosen if name == fastest else best_server(models[name], options.threads, 14, 30, [chosen.setting]))
    ours, theirs = [], {key: [] for key in servers}
    for number in range(options.rounds):
        ours.append(engine.parts(options.model, "prefill", 1))
        # Another one begins each time, so that none always follows the same.
        keys = list(servers)
        for key in keys[number % max(1, len(keys)):] + keys[:number % max(1, len(keys))]:
            theirs[key].append(servers[key].rate())
        say(f"round {number + 1} of {options.rounds}: {ours[-1]['prefill'][0]['tokens_per_second']:.0f} tokens/s"
            + (f", llama.cpp {max(theirs[key][-1] for key in keys if key[1] == PASSAGE):.0f}" if keys else ""))
    for server in servers.values():
        server.close()
    return ours, {key: (statistics.median(rates), servers[key].words()) for key, rates in theirs.items()}, next(
        (server.about for server in servers.values()), None)


def resident(engine, options, model, *words):
    """Largest resident memory of a scan in bytes, what of it is the process' own and no file's, and the stages that ran; None
    where the scan failed."""
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/report", "w+") as report:
            process = subprocess.Popen(
                [options.program, "scan", str(model), "--store", folder + "/store", "--json", "--quiet", "--threads",
                 str(options.threads), *words], stdout=report, stderr=subprocess.DEVNULL, env=engine.environment)
            own = 0
            while True:
                ended, status, usage = os.wait4(process.pid, os.WNOHANG)
                if ended:
                    break
                own = max(own, anonymous(process.pid))
                time.sleep(.05)
            process.returncode = os.waitstatus_to_exitcode(status)
            report.seek(0)
            text = report.read()
    if process.returncode not in (0, 1, 2) or not text:
        return None
    return usage.ru_maxrss * 1_024, own, [stage["name"] for stage in json.loads(text)["coverage"]["stages"]]


def anonymous(process):
    """Resident bytes that no file backs; 0 once the process has ended."""
    try:
        match = re.search(r"^RssAnon:\s*(\d+)", pathlib.Path(f"/proc/{process}/status").read_text(), re.M)
    except OSError:
        return 0
    return int(match.group(1)) * 1_024 if match else 0


STORE_LINES = {
    "json": r"JSON Lines (\d+) bytes, store (\d+) bytes .*: ([\d.]+) x", "zstd": r"zstd -19 per record: store ([\d.]+) x",
    "compacted": r"compacted (\d+) bytes: ([\d.]+) x", "append": r"append ([\d.]+) records/s",
    "open": r"open for reading ([\d.e-]+) s, for writing ([\d.e-]+) s, with the index rebuilt ([\d.e-]+) s",
    "lookup": r"look-up mean ([\d.e-]+) ms, worst ([\d.e-]+) ms", "records": r"records (\d+), hits (\d+)",
}


def store_figures():
    """What the store's benchmark test prints; None where the tests are not built or it failed before it printed."""
    result = subprocess.run(
        ["swift", "test", "-c", "release", "--skip-build", "--filter", "StoreBenchmarks"], capture_output=True, text=True,
        env=dict(os.environ, HAIRTRIGGER_BENCH_STORE="1"))
    found = {name: re.search(pattern, result.stdout) for name, pattern in STORE_LINES.items()}
    if not all(found.values()):
        say("bench: the store's benchmark printed nothing; build it with: swift build -c release --build-tests")
        return None
    return {name: [float(number) for number in match.groups()] for name, match in found.items()}


# What it comes to.

class Table:
    """Figures with their goals, as lines of a Markdown table."""

    def __init__(self):
        self.lines = ["| figure | measured | goal | |", "|---|---|---|---|"]

    def add(self, figure, measured, goal="", met=None, found=""):
        self.lines.append(f"| {figure} | {measured} | {goal} | {'' if met is None else 'met' if met else 'missed' + (': ' + found if found else '')} |")


def median_of(reports, shape, field):
    return statistics.median(next(row for row in report["prefill"] if row["shape"] == shape)[field] for report in reports)


def searching(reports):
    """Their measurements of the precision that searches sort in; empty where that is single precision as well."""
    return [report["search"] for report in reports if report.get("search")]


def percent(value):
    return f"{value * 100:.0f}%"


def prefill_section(ours, theirs, peak, is_wide):
    speed, beside = Table(), Table()
    goal = 2.5 if is_wide else 1.3
    for shape in (PASSAGE, SUFFIX, SINGLE):
        share, fast, of_own, of_peak, rate, flops = (median_of(ours, shape, field) for field in (
            "product_share", "product_speed", "of_own_products", "of_peak", "tokens_per_second", "gflops"))
        speed.add(f"{shape}: share of the time in matrix products", percent(share), "≥ 85%", share >= .85,
                  f"{percent(1 - share)} go to attention, element-wise passes, and threads that wait at the end")
        speed.add(f"{shape}: speed of those products against the same alone", percent(fast), "as fast (≥ 95%)", fast >= .95)
        speed.add(f"{shape}: the products alone against the whole pass, in time", percent(of_own))
        speed.add(f"{shape}: against the 2,000³ peak", f"{percent(of_peak)} ({flops:.0f} of {peak:.0f} GFLOP/s, {rate:.0f} tokens/s)")
        rates = {name: value for (name, of), value in theirs.items() if of == shape}
        if not rates:
            continue
        best = max(rates, key=lambda name: rates[name][0])
        ratio, bound = rate / rates[best][0], rate / of_peak / rates[best][0]
        beside.add(f"{shape}: against the best of llama.cpp's formats", f"{ratio:.2f} × ({rate:.0f} : {rates[best][0]:.0f} tokens/s)",
                   f"≥ {goal} ×", ratio >= goal,
                   f"{best} is its best; at the 2,000³ peak, with nothing beside its products, a pass would come to {bound:.2f} ×")
        if search := searching(ours):
            sorting = median_of(search, shape, "tokens_per_second")
            beside.add(f"{shape}, as a search sorts, in {search[0]['precision']}: against the same",
                       f"{sorting / rates[best][0]:.2f} × ({sorting:.0f} tokens/s)", f"≥ {goal} ×", sorting >= goal * rates[best][0])
    if search := searching(ours):
        peak = statistics.median(report["peak_gflops"] for report in search)
        for shape in (PASSAGE, SUFFIX, SINGLE):
            single, sorting, of_peak = median_of(ours, shape, "tokens_per_second"), *(
                median_of(search, shape, field) for field in ("tokens_per_second", "of_peak"))
            speed.add(f"{shape}, as a search sorts, in {search[0]['precision']}: against single precision",
                      f"{sorting / single:.2f} × ({sorting:.0f} tokens/s, {percent(of_peak)} of {peak:.0f} GFLOP/s)")
    lines = speed.lines + [""]
    if theirs:
        lines += beside.lines + ["", "| llama.cpp | " + " | ".join(f"{shape}, tokens/s" for shape in (PASSAGE, SUFFIX)) + " |", "|---|---|---|"]
        for name in FORMATS:
            lines.append("| " + " | ".join([name] + [f"{theirs[name, shape][0]:.0f} ({theirs[name, shape][1]})" for shape in (PASSAGE, SUFFIX)]) + " |")
        lines += ["", "llama.cpp samples one token of each passage, which its server cannot leave out: about 2% of its work on suffixes. "
                  "Its batch settings are the fastest of those tried on this machine: for passages, of each format; for suffixes, of its fastest format."]
    return lines


def sharing_section(report):
    table = Table()
    for row, goal in zip(report["sharing"], (10, 2.5)):
        table.add(f"{row['shape']}: shared prefix against reading it anew",
                  f"{row['ratio']:.1f} × ({row['shared']:.0f} : {row['recomputed']:.0f} candidates/s)", f"≥ {goal} ×",
                  row["ratio"] >= goal, f"{row['prefix']} + {row['own']} tokens against {row['own']}: {(row['prefix'] + row['own']) / row['own']:.1f} × "
                  "if each token cost the same")
    decoding = report["decoding"]
    table.add(f"{decoding['answers']} answers of {decoding['length']} tokens, greedy: at once against one at a time",
              f"{decoding['ratio']:.1f} × ({decoding['together']:.0f} : {decoding['one_by_one']:.0f} tokens/s)", "≥ 5 ×",
              decoding["ratio"] >= 5)
    table.add("the same against one answer on each thread", f"{decoding['together'] / decoding['one_a_thread']:.1f} × "
              f"({decoding['one_a_thread']:.0f} tokens/s)")
    return table.lines


def scan_section(scan, ours):
    table = Table()
    of_peak, of_own = median_of(ours, SINGLE, "of_peak"), median_of(ours, SINGLE, "of_own_products")
    table.add(f"{scan['tokens']:,} tokens, model and base, {scan['layers']} layers: against its matrix products at the peak",
              f"{scan['ratio']:.2f} × ({scan['seconds']:.1f} : {scan['product_seconds']:.1f} s at {scan['peak_gflops']:.0f} GFLOP/s)",
              "≤ 1.4 ×", scan["ratio"] <= 1.4,
              f"products of these shapes alone reach {percent(of_peak / of_own)} of the peak, which is {of_own / of_peak:.2f} × by itself; "
              f"a pass on single tokens spends {percent(of_own)} of its time in them")
    return table.lines


def memory_section(measured, limited, file):
    table = Table()
    found = "weights are single precision, and updates of many directions have matrices of their own"
    if measured:
        table.add(f"resident memory of a scan ({', '.join(measured[2])}; 52,000 candidates)",
                  f"{measured[0] / 1e6:.0f} MB, {measured[1] / 1e6:.0f} MB of them no file's", "≤ 900 MB", measured[0] <= 900e6, found)
    else:
        table.add("resident memory of a scan", "the scan failed", "≤ 900 MB", False)
    size = file.stat().st_size
    table.add(f"`scan --memory {LIMIT >> 20}m` of a model whose file is {size / 1e6:.0f} MB ({file.stem})",
              f"{limited[1] / 1e6:.0f} MB, and {(limited[0] - limited[1]) / 1e6:.0f} MB of mapped files" if limited else "the scan failed",
              f"it scans, in {LIMIT / 1e6:.0f} MB and what is mapped", bool(limited) and size > LIMIT >= limited[1],
              "what one pass widens and the matrices of its panels are not counted against the limit")
    return table.lines


def growth_series(growth, sizes):
    """(title of the axis, points by model): candidates at one depth, and parameters at one number of candidates."""
    middle = next(row["layers"] for row in growth if row["candidates"] != 2_048)
    by_candidates = sorted((row["candidates"], row["seconds"]) for row in growth if row["layers"] == middle)
    by_parameters = {"SmolLM2-135M, layers used": sorted((row["parameters"] / 1e6, row["seconds"]) for row in growth if row["candidates"] == 2_048)}
    for name, row in sizes.items():
        by_parameters[f"{name}, random weights"] = [(row["parameters"] / 1e6, row["seconds"])]
    return (f"candidates (single tokens, {middle} layers)", {"SmolLM2-135M": by_candidates}), (
        "million parameters in the layers used (2,048 single tokens)", by_parameters)


def growth_section(series, plot):
    table, rows = Table(), ["", "| | | seconds |", "|---|---|---|"]
    for (axis, groups), figure in zip(series, ("time against candidates", "time against parameters")):
        points = sorted(point for group in groups.values() for point in group)
        _, _, square, exponent = fit(points)
        table.add(f"{figure}: exponent e of time ~ n^e", f"{exponent:.2f}, a straight line explains {square * 100:.1f}%", "linear (≤ 1.1)", exponent <= 1.1,
                  "see the points below")
        for name, group in groups.items():
            rows += [f"| {name} | {x:,.0f} {axis.split(' (')[0]} | {y:.3f} |" for x, y in group]
    return table.lines + rows + ["", f"![time against candidates and parameters]({plot.name})"]


def store_section(figures):
    table = Table()
    if figures is None:
        table.add("the store", "not measured: its test is not built", "", False)
        return table.lines
    records = f"{figures['records'][0]:,.0f} records"
    lines, store, ratio = figures["json"]
    reading, writing, rebuilt = figures["open"]
    mean, worst = figures["lookup"]
    table.add(f"{records}: bytes of the same as JSON Lines, against the store", f"{ratio:.1f} × ({lines / 1e6:.0f} : {store / 1e6:.0f} MB)",
              "≥ 6 ×", ratio >= 6)
    table.add("the same, each record by itself through zstd -19", f"{figures['zstd'][0]:.1f} ×", "≥ 2 ×", figures["zstd"][0] >= 2)
    table.add("JSON Lines, against the compacted store", f"{figures['compacted'][1]:.1f} × ({figures['compacted'][0] / 1e6:.0f} MB)")
    table.add("records appended a second", f"{figures['append'][0]:,.0f}", "≥ 50,000", figures["append"][0] >= 50_000,
              "each append waits for the disk")
    table.add("opened for reading, for writing, with its index made anew", f"{reading:.2f} s, {writing:.2f} s, {rebuilt:.1f} s",
              "≤ 1 s, ≤ 1 s", reading <= 1 and writing <= 1)
    table.add("a record looked up", f"{mean:.2f} ms, worst {worst:.1f} ms", "≤ 1 ms", mean <= 1)
    return table.lines


def machine_section(engine, options, watch, about):
    report = engine.kernels
    flags = cpuinfo("flags").split()
    commit = subprocess.run(["git", "describe", "--always"], capture_output=True, text=True).stdout.strip()
    # The page itself is being written.
    if subprocess.run(["git", "status", "--porcelain", "--", ".", ":!docs"], capture_output=True, text=True).stdout.strip():
        commit += ", changed since"
    memory = re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())
    version = subprocess.run([PYTHON, "-m", "pip", "show", "xllamacpp"], capture_output=True, text=True).stdout
    rows = [
        ("taken", f"{time.strftime('%Y-%m-%d', time.gmtime(watch.start))}, in {(time.time() - watch.start) / 60:.0f} minutes, at commit {commit or 'unknown'}"),
        ("processor", f"{report['processor']}, family {cpuinfo('cpu family')}, model {cpuinfo('model')}, {os.cpu_count()} cores"),
        ("features", ", ".join(flag for flag in FLAGS if flag in flags) or "none of those that matter here"),
        ("vectors of the forward pass", report["vectors"]),
        ("OpenBLAS kernels in force", report["kernels"] + (f", in place of OpenBLAS' choice {report['replaced']}" if report.get("replaced") else
                                                  ", as OPENBLAS_CORETYPE asked" if "OPENBLAS_CORETYPE" in os.environ else ", OpenBLAS' own choice")),
        ("OpenBLAS", report["library"]),
        ("self-test", f"worst difference {report['self_test']['worst']:.1e}"),
        ("threads", f"{options.threads}, of both programs"),
        ("memory", f"{int(memory.group(1)) / 1e6:.1f} GB" if memory else "unknown"),
        ("load average", f"{watch.load[0]:.2f} at the start, {os.getloadavg()[0]:.2f} at the end"),
        ("other work", f"took {percent(watch.others())} of the processors in between"),
    ]
    if about:
        package = re.search(r"Version: (.*)", version)
        rows.append(("llama.cpp", f"xllamacpp {package.group(1) if package else '?'}; {about['system'].strip()}"))
    if report.get("advice"):
        rows.append(("advice", report["advice"]))
    return ["| | |", "|---|---|"] + [f"| {name} | {str(value).replace('|', '·')} |" for name, value in rows]


def kept_notes(page):
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    start, end = text.find(NOTES[0]), text.find(NOTES[1])
    return text[start:end + len(NOTES[1])] if 0 <= start < end else "\n".join([NOTES[0], "", NOTES[1]])


def main():
    options = arguments()
    options.skip = set(filter(None, options.skip.split(",")))
    watch = Watch()
    set_up()
    say("making model files")
    folder = CACHE / "bench-models"
    subprocess.run([PYTHON, SCRIPTS / "bench_models.py", options.model, folder], check=True)
    models = {name: folder / f"model.{name}.gguf" for name in FORMATS} | {"Q4_1": options.model}
    engine = Engine(options)
    is_wide = {"avx512f", "avx512bw", "avx512vl"} <= set(cpuinfo("flags").split())
    ours, theirs, about = beside_llama(engine, options, models)
    peak = statistics.median(report["peak_gflops"] for report in ours)
    sections = [("Prefill", prefill_section(ours, theirs, peak, is_wide))]
    few = min(3, options.rounds)
    say("shared prefixes, decoding")
    sections.append(("Sharing and batching", sharing_section(engine.parts(options.model, "sharing,decoding", few, "--adapter", options.adapter))))
    if "scan" not in options.skip:
        say("the whole vocabulary's scan")
        sections.append(("Reaction scan of the whole vocabulary", scan_section(engine.parts(options.model, "scan", 1, "--adapter", options.adapter)["scan"], ours)))
    if "growth" not in options.skip:
        say("growth")
        growth = engine.parts(options.model, "growth", few)["growth"]
        sizes = {path.stem: engine.parts(path, "size", min(2, few))["growth"][0]
                 for path in sorted(folder.glob("random-*.gguf"))}
        series = growth_series(growth, sizes)
        plot = options.page.with_suffix(".svg")
        plot.write_text(svg(series), encoding="utf-8")
        sections.append(("Growth", growth_section(series, plot)))
    if "memory" not in options.skip:
        say("memory of a scan")
        measured = resident(engine, options, options.model, "--adapter", options.adapter, "--candidates", "52000")
        large = folder / LARGE
        limited = resident(engine, options, large, "--memory", f"{LIMIT >> 20}m", "--stages", "static,dictionary", "--tokens", "2000")
        sections.append(("Memory", memory_section(measured, limited, large)))
    if "store" not in options.skip:
        say("the store")
        sections.append(("Store", store_section(store_figures())))
    lines = ["# Benchmarks", "", "Written by `make bench`. Each figure is a ratio taken within one run: what is compared runs in turns, and "
             f"medians of {options.rounds} rounds count (of {few} below Prefill). SmolLM2-135M-Instruct from its Q4_1 file, computed in single precision where nothing else is said."]
    for title, body in [("Machine", machine_section(engine, options, watch, about))] + sections:
        lines += ["", f"## {title}", "", *body]
    lines += ["", "## Notes", "", kept_notes(options.page)]
    text = "\n".join(lines) + "\n"
    options.page.parent.mkdir(parents=True, exist_ok=True)
    options.page.write_text(text, encoding="utf-8")
    say("\n" + text)


if __name__ == "__main__":
    main()
