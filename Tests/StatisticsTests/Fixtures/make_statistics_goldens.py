"""Reference values for the Statistics module, by scipy, numpy and mpmath.

    python make_statistics_goldens.py > statistics.json
"""
import json
import math
from collections import defaultdict

import mpmath
import numpy as np
from scipy import stats

mpmath.mp.dps = 40


def log_evalue(k, n):
    """ln of 2^(n+1) times the integral of p^k (1-p)^(n-k) from 1/2 to 1, by quadrature around the integrand's peak."""
    half = mpmath.mpf(1) / 2
    def log_integrand(p):
        return (k * mpmath.log(p) if k else 0) + ((n - k) * mpmath.log(1 - p) if n > k else 0)
    mode = max(half, mpmath.mpf(k) / n) if n else half
    top = log_integrand(mode) if 0 < mode < 1 else mpmath.mpf(0)
    width = 1 / mpmath.sqrt(4 * n + 4)
    points = {half, mpmath.mpf(1), mode}
    for step in (-20, -10, -5, -2, -1, 1, 2, 5, 10, 20):
        for scale in (width, width * width):
            points.add(min(max(mode + step * scale, half), mpmath.mpf(1)))
    area = mpmath.quad(lambda p: mpmath.exp(log_integrand(p) - top), sorted(points))
    return float((n + 1) * mpmath.log(2) + top + mpmath.log(area))


def power(nomination, pairs, rate, placebo, alpha=0.01, floor=0.25, limit=0.25):
    """Chance of confirmation, from the rules alone: no futility, decisions looked up after every prompt."""
    need = math.log(math.pi**2 * nomination**2 / (6 * alpha))
    cache = {}

    def enough(k, n):
        if (k, n) not in cache:
            cache[k, n] = log_evalue(k, n) >= need
        return cache[k, n]

    states, confirmed = {(0, 0, 0): 1.0}, 0.0
    steps = [(1, 0, 0, rate * (1 - placebo)), (0, 1, 0, (1 - rate) * placebo), (0, 0, 1, rate * placebo),
             (0, 0, 0, (1 - rate) * (1 - placebo))]
    for n in range(1, pairs + 1):
        new = defaultdict(float)
        for (w, l, b), mass in states.items():
            for dw, dl, db, chance in steps:
                if chance > 0:
                    new[w + dw, l + dl, b + db] += mass * chance
        states = {}
        for (w, l, b), mass in new.items():
            fires = w + b
            good = (enough(w, w + l) and enough(fires, fires) and w - l >= floor * n and fires >= floor * n
                    and b + l <= limit * n)
            if good:
                confirmed += mass
            else:
                states[w, l, b] = mass
    return confirmed


rng = np.random.default_rng(7)
out = {}
out["wilson"] = []
for k, n in [(0, 1), (1, 1), (0, 16), (15, 16), (16, 16), (3, 10), (60, 299), (0, 299), (0, 60), (500, 1000), (9999, 10000)]:
    ci = stats.binomtest(k, n).proportion_ci(0.95, "wilson")
    out["wilson"].append([k, n, ci.low, ci.high])
out["evalue"] = [[k, n, log_evalue(k, n)] for k, n in
                 [(0, 0), (8, 8), (10, 10), (14, 14), (16, 16), (15, 16), (28, 32), (0, 20), (10, 20), (23, 23), (50, 100),
                  (70, 100), (3, 100), (600, 1000), (1000, 1000), (5000, 10000), (5200, 10000), (10000, 10000), (0, 10000), (100, 10000)]]
out["clean_pairs"] = []
for j, alpha in [(1, .01), (2, .01), (10, .01), (64, .01), (1000, .01), (1, .05), (10**6, .001)]:
    need, n = math.pi**2 * j**2 / (6 * alpha), 0
    while mpmath.mpf(2**(n + 1) - 1) / (n + 1) < need:
        n += 1
    out["clean_pairs"].append([j, alpha, n])
out["power"] = [[j, pairs, rate, placebo, power(j, pairs, rate, placebo)] for j, pairs, rate, placebo in
                [(1, 10, 1.0, 0.0), (1, 10, .9, 0.0), (1, 16, .9, 0.0), (1, 32, .5, 0.0), (8, 40, .6, .05), (64, 48, .7, .1),
                 (1, 24, .8, .2), (64, 22, 1.0, 0.0)]]

x = rng.normal(size=(200, 3)).astype(np.float32)
x[:, 1] += 0.9 * x[:, 0]
y = (1.5 + x @ np.array([0.7, -1.2, 0.05]) + rng.normal(size=200)).astype(np.float32)
design = np.column_stack([np.ones(200), x.astype(np.float64)])
beta, residual, *_ = np.linalg.lstsq(design, y.astype(np.float64), rcond=None)
yc = y.astype(np.float64) - y.astype(np.float64).mean()
out["regression"] = {"y": y.tolist(), "x": x.T.tolist(), "beta": beta.tolist(),
                     "r_squared": float(1 - residual[0] / (yc @ yc))}
tied = np.round(x[:, 0] * 2).astype(np.float32)
out["spearman"] = {"x": tied.tolist(), "y": y.tolist(), "rho": float(stats.spearmanr(tied, y).statistic)}
out["robust"] = [{"values": v.tolist(), "median": float(np.median(v)), "mad": float(stats.median_abs_deviation(v))}
                 for v in [y, y[:199], tied, x[:1, 0], x[:2, 0]]]
out["mcnemar"] = [[b, c, stats.binomtest(b, b + c, 0.5).pvalue if b + c else 1.0] for b, c in
                  [(0, 0), (1, 0), (5, 0), (10, 2), (7, 7), (30, 14), (400, 450)]]
out["fisher"] = [[k1, n1, k2, n2, stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue] for k1, n1, k2, n2 in
                 [(8, 10, 1, 12), (0, 5, 0, 5), (5, 5, 0, 5), (3, 20, 9, 20), (100, 200, 120, 200), (10, 20, 20, 40)]]
out["tail"] = [[k, n, p, stats.binom.sf(k - 1, n, p)] for k, n, p in
               [(0, 5, .3), (7, 20, .05), (20, 20, .9), (500, 1000, .45), (6, 5, .5), (1, 3, 0.0), (3, 3, 1.0)]]
raw = [0.001, 0.04, 0.012, 0.012, 0.5, 0.9]
order, running, holm = np.argsort(raw, kind="stable"), 0.0, [0.0] * len(raw)
for rank, index in enumerate(order):
    running = max(running, min(1.0, raw[index] * (len(raw) - rank)))
    holm[index] = running
out["holm"] = {"raw": raw, "adjusted": holm}
d = np.round(rng.normal(0.3, 1, size=40), 3)
boot = stats.bootstrap((d,), np.mean, n_resamples=200_000, method="percentile", rng=rng)
flips = stats.permutation_test((d, np.zeros(40)), lambda a, b: np.mean(a - b), permutation_type="samples",
                               n_resamples=200_000, rng=rng)
out["bootstrap"] = {"differences": d.tolist(), "low": float(boot.confidence_interval.low),
                    "high": float(boot.confidence_interval.high), "p": float(flips.pvalue)}
print(json.dumps(out))
