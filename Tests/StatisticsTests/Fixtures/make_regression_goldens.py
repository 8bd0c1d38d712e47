"""Reference values for Bayesian logistic regression, best of N, agreement and trend, by scipy and numpy.

    python make_regression_goldens.py > regression.json
"""
import itertools
import json

import numpy as np
from scipy import optimize, stats

rng = np.random.default_rng(2026)
n, d = 240, 5
x = rng.integers(-1, 2, size=(n, d)).astype(float)
true = np.array([1.2, -0.6, 0.0, 0.3, 0.8])
y = rng.random(n) < 1 / (1 + np.exp(-x @ true))


def log_likelihood(beta):
    z = beta @ x.T
    return (z * y - np.logaddexp(0, z)).sum(axis=-1)


def importance(log_prior, start, width):
    """Posterior mean, deviation and 2.5% and 97.5% points by importance sampling from a wide Student t."""
    proposal = stats.multivariate_t(start, width * 1.5, df=8, seed=rng)
    draws = proposal.rvs(1_000_000)
    logs = np.concatenate([log_likelihood(block) + log_prior(block) - proposal.logpdf(block)
                           for block in np.array_split(draws, 50)])
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    mean = weights @ draws
    deviation = np.sqrt(weights @ (draws - mean) ** 2)
    low, high = [], []
    for j in range(d):
        order = np.argsort(draws[:, j])
        cumulative = np.cumsum(weights[order])
        low.append(draws[order[np.searchsorted(cumulative, 0.025)], j])
        high.append(draws[order[np.searchsorted(cumulative, 0.975)], j])
    return {"mean": mean.tolist(), "deviation": deviation.tolist(), "low": low, "high": high,
            "effective": float(1 / (weights**2).sum())}


def normal_prior(beta, s=1.5):
    return -(beta**2).sum(axis=-1) / (2 * s * s)


def laplace_prior(beta, b=0.4):
    return -np.abs(beta).sum(axis=-1) / b


fit = optimize.minimize(lambda b: -(log_likelihood(b) + normal_prior(b)), np.zeros(d), method="BFGS", options={"gtol": 1e-10})
mode = fit.x
p = 1 / (1 + np.exp(-x @ mode))
covariance = np.linalg.inv((x.T * (p * (1 - p))) @ x + np.eye(d) / 1.5**2)
out = {"x": x.astype(int).tolist(), "y": [bool(v) for v in y], "mode": mode.tolist(),
       "mode_deviation": np.sqrt(np.diag(covariance)).tolist(),
       "normal": importance(normal_prior, mode, covariance), "laplace": importance(laplace_prior, mode * 0.9, covariance)}

scores, values = [0.3, 0.9, 0.1, 0.9, 0.5, 0.3, 0.7], [1, 0, 1, 1, 0, 0, 1]
out["best_of_n"] = {"scores": scores, "values": values, "expected": []}
for size in range(1, 8):
    total = []
    for subset in itertools.combinations(range(7), size):
        top = max(scores[i] for i in subset)
        total.append(np.mean([values[i] for i in subset if scores[i] == top]))
    out["best_of_n"]["expected"].append(float(np.mean(total)))

a, b = rng.integers(0, 3, 60), rng.integers(0, 3, 60)
b[:35] = a[:35]
table = np.zeros((3, 3))
np.add.at(table, (a, b), 1)
table /= table.sum()
chance = (table.sum(0) * table.sum(1)).sum()
out["kappa"] = {"a": a.tolist(), "b": b.tolist(), "value": float((np.trace(table) - chance) / (1 - chance))}
score = np.round(rng.normal(size=50) + (a[:50] == 1), 1)
label = a[:50] == 1
auc = stats.mannwhitneyu(score[label], score[~label]).statistic / (label.sum() * (~label).sum())
out["auc"] = {"scores": score.tolist(), "labels": [bool(v) for v in label], "value": float(auc)}
out["trend"] = []
for groups in [[(2, 30), (4, 28), (9, 31), (12, 30), (15, 29)], [(10, 20), (9, 20), (10, 20)], [(30, 40), (20, 40), (2, 40)]]:
    g = np.repeat(np.arange(len(groups)), [n for _, n in groups])
    o = np.concatenate([np.r_[np.ones(k), np.zeros(n - k)] for k, n in groups])
    z = np.sqrt(len(g)) * np.corrcoef(g, o)[0, 1]
    out["trend"].append({"groups": groups, "z": float(z), "p": float(2 * stats.norm.sf(abs(z)))})
print(json.dumps(out))
