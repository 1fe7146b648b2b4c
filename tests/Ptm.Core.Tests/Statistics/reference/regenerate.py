#!/usr/bin/env python3
"""Makes reference.json with SciPy and R, which the tests of the statistics compare with. Nothing of the product is used.

Needs python3 with scipy (made with 1.10.1) and Rscript (made with 4.2.2), whose quantiles of t have more digits.
usage: python3 regenerate.py > reference.json
"""
import json
import math
import subprocess

import numpy
import scipy
from scipy import optimize, stats


def r(expression):
    text = subprocess.run(["Rscript", "-e", f"options(digits=17); cat({expression})"], check=True, capture_output=True, text=True).stdout
    return [float(part) for part in text.split()]


def sign_flip(values):
    result = stats.permutation_test((values,), numpy.mean, permutation_type="samples", n_resamples=numpy.inf, alternative="two-sided")
    return float(result.pvalue)


def tango(better, worse, count, limit):
    """The score statistic with the constrained maximum likelihood found by search instead of by Tango's formula."""
    def log_likelihood(rate):
        up, down, same = rate + limit, rate, 1 - 2 * rate - limit
        total = 0.0
        for cases, share in ((better, up), (worse, down), (count - better - worse, same)):
            total += cases * math.log(max(share, 1e-300)) if cases else 0.0
        return -total
    rate = optimize.minimize_scalar(log_likelihood, bounds=(max(0, -limit), (1 - limit) / 2), method="bounded", options={"xatol": 1e-13}).x
    return (better - worse - count * limit) / math.sqrt(count * (2 * rate + limit * (1 - limit)))


def clustered(clusters, confidence):
    """Written from the definitions, sample by sample."""
    samples = [(cluster, value) for cluster, values in enumerate(clusters) for value in values]
    n, c = len(samples), len(clusters)
    mean = sum(value for _, value in samples) / n
    total = sum((a - mean) * (b - mean) for i, a in samples for j, b in samples if i == j)
    variance = total / n ** 2 * c / (c - 1)
    within = sum(len(v) ** 2 * numpy.var(v, ddof=1) / len(v) for v in clusters if len(v) > 1) / n ** 2
    is_rate = all(value in (0, 1) for _, value in samples)
    z, t = stats.norm.ppf((1 + confidence) / 2), stats.t.ppf((1 + confidence) / 2, c - 1)
    least = n ** 2 / sum(len(v) ** 2 for v in clusters)
    worth = least if c < 20 else max(least, mean * (1 - mean) / variance * (z / t) ** 2)
    worth = min(worth, n) if is_rate else worth

    # The ends are where the score test just does not reject, found by search.
    def distance(m):
        return (mean - m) ** 2 - z ** 2 * m * (1 - m) / worth
    low = optimize.brentq(distance, 1e-15, mean) if mean > 0 else 0.0
    high = optimize.brentq(distance, mean, 1 - 1e-15) if mean < 1 else 1.0
    return {"clusters": clusters, "mean": mean, "variance": variance, "within": within, "is_rate": is_rate, "low": low, "high": high}


rng = numpy.random.default_rng(20261126)
flips = [
    [1, 1, 1], [-1, -1, -1, -1, -1, -1], [0, 0, -1, -1, -1, -1, 1], [0.2, -0.4, 0.6, -0.8, 0.1, -0.3, 0.25, -0.05],
    [-0.2, -0.2, -0.4, 0.2, -0.6, -0.2, 0.4, -0.2, -0.8, 0.2], list(numpy.round(rng.normal(-0.2, 0.3, 12), 3)), list(numpy.round(rng.normal(0, 0.3, 14), 2)),
]
bootstrap = [list(numpy.round(rng.normal(-0.05, 0.2, 25), 3)), list(numpy.round(rng.exponential(0.2, 40) - 0.3, 3).clip(-1, 1)), list(numpy.round(rng.integers(-8, 7, 30) * 0.05, 2))]

many_rates = [list(map(int, rng.random(4) < rng.beta(2, 1))) for _ in range(24)]
many_scores = [list(numpy.round(numpy.clip(rng.normal(0.8, 0.05) + rng.normal(0, 0.03, 2), 0, 1), 2)) for _ in range(22)]
uneven = [list(map(int, rng.random(rng.integers(1, 6)) < 0.7)) for _ in range(30)]

data = {
    "made_with": {"scipy": scipy.__version__, "R": subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True).stdout},
    "normal_below": [[z, float(stats.norm.cdf(z))] for z in (-8, -5.5, -3, -2.001, -1.96, -0.5, -1e-9, 0, 0.3, 1, 2.9, 4, 6)],
    "normal_quantile": [[p, float(stats.norm.ppf(p))] for p in (1e-12, 1e-6, 0.0005, 0.0125, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999)],
    "t_two_sided": [[c, d, *r(f"qt({(1 + c) / 2!r}, {d})")] for c in (0.8, 0.95, 0.999) for d in (1, 2, 4.5, 9, 29, 299, 10000)],
    "regularized_beta": [[x, a, b, float(scipy.special.betainc(a, b, x))] for x in (0.01, 0.3, 0.5, 0.97) for a, b in ((0.5, 0.5), (2, 3), (149.5, 0.5), (20, 300))],
    "wilson": [[k, n, c, *[float(v) for v in stats.binomtest(k, n).proportion_ci(c, method="wilson")]] for k, n, c in ((81, 263, 0.95), (15, 148, 0.95), (0, 20, 0.95), (1, 29, 0.95), (29, 29, 0.95), (27, 30, 0.9), (950, 1000, 0.99))],
    "sign_flip": [[values, sign_flip(numpy.array(values, dtype=float))] for values in flips],
    "mcnemar": [[b, c, float(stats.binomtest(b, b + c).pvalue)] for b, c in ((0, 6), (1, 9), (5, 5), (2, 11), (7, 8), (0, 1))],
    "holm": [[p, r(f"p.adjust(c({','.join(map(str, p))}), 'holm')")] for p in ([0.01, 0.02, 0.03, 0.04], [0.04, 0.001, 0.6], [0.5], [0.01, 0.01, 0.9, 0.02, 0.3])],
    "tango": [[b, c, n, d, tango(b, c, n, d)] for b, c, n, d in ((1, 7, 21, -0.1), (0, 1, 30, -0.05), (3, 5, 100, -0.1), (40, 20, 160, 0.0), (12, 2, 50, -0.2), (0, 0, 60, -0.05))],
    "clustered": [clustered(clusters, 0.95) for clusters in ([[1, 0, 1], [1, 1, 1], [0, 0, 1], [1, 1, 1]], [[1, 1], [0], [1, 1, 1, 0, 1], [0, 0]], [[0.8], [0.9], [0.4]], [[0.5, 0.7], [0.9, 0.95], [0.2, 0.1], [0.6, 0.6]], many_rates, many_scores, uneven)],
    "bca": [[values, *map(float, stats.bootstrap((values,), numpy.mean, n_resamples=99_999, confidence_level=0.95, method="BCa", random_state=1).confidence_interval)] for values in bootstrap],
}
print("{")
for index, (name, value) in enumerate(data.items()):
    end = "," if index < len(data) - 1 else ""
    if isinstance(value, list):
        print(f'  "{name}": [\n    ' + ",\n    ".join(json.dumps(item) for item in value) + f"\n  ]{end}")
    else:
        print(f'  "{name}": {json.dumps(value)}{end}')
print("}")
