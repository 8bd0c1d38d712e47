"""Writes sampling.json: which token numpy picks for given numbers, and what scipy says of counts that follow the
probabilities. Run with numpy and scipy: python make_sampling_goldens.py"""

import json
import pathlib

import numpy as np
from scipy.stats import chi2

rng = np.random.default_rng(20)


def kept(p, top_p):
    """Ids of the fewest most probable tokens that reach top_p, in order of ids."""
    if top_p >= 1:
        return np.arange(len(p))
    order = np.lexsort((np.arange(len(p)), -p))
    count = int(np.searchsorted(np.cumsum(p[order]), top_p, side="left")) + 1
    return np.sort(order[: min(count, len(p))])


cases = []
for size, temperature, top_p in [
    (5, 1, 1), (40, 1, 1), (40, 0.5, 1), (40, 2, 0.9), (300, 1, 0.5), (300, 0.7, 0.95), (300, 1.5, 0.05), (7, 0.01, 0.99),
]:
    # Float32, as a model gives them; some equal, so that ties are met.
    logits = np.round(rng.normal(0, 2.5, size), 1).astype(np.float32)
    scaled = logits.astype(np.float64) / temperature
    p = np.exp(scaled - scaled.max())
    p /= p.sum()
    ids = kept(p, top_p)
    within = p[ids] / p[ids].sum()
    units = np.concatenate([[0.0, 1 - 2.0**-53], rng.random(30)])
    picks = [int(ids[min(np.searchsorted(np.cumsum(within), u, side="right"), len(ids) - 1)]) for u in units]
    shares = np.zeros(size)
    shares[ids] = within
    cases.append({
        "logits": [float(x) for x in logits], "temperature": temperature, "topP": top_p, "units": [float(u) for u in units],
        "picks": picks, "probabilities": [float(x) for x in shares],
    })

# Largest chi-square that counts of so many cells less one reach once in ten thousand times.
critical = [float(chi2.ppf(0.9999, df)) for df in range(1, 301)]
path = pathlib.Path(__file__).with_name("sampling.json")
path.write_text(json.dumps({"cases": cases, "critical": critical}) + "\n")
