"""Lines through points, and a plot of two panels as SVG."""
import math
import statistics

COLOURS = ["#1f6feb", "#c2410c", "#15803d", "#7e22ce"]


def fit(points):
    """Line through points, its R², and the exponent e of y ~ x^e."""
    xs, ys = zip(*points)

    def slope(xs, ys):
        mean_x, mean_y = statistics.mean(xs), statistics.mean(ys)
        return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)
    by = slope(xs, ys)
    start, mean = statistics.mean(ys) - by * statistics.mean(xs), statistics.mean(ys)
    left = sum((y - start - by * x) ** 2 for x, y in zip(xs, ys))
    return start, by, 1 - left / sum((y - mean) ** 2 for y in ys), slope([math.log(x) for x in xs], [math.log(y) for y in ys])


def svg(series):
    """Two panels of points, each with the line through all of its points."""
    width, height, left, bottom = 460, 340, 70, 56
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * width} {height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{2 * width}" height="{height}" fill="white"/>']
    for panel, (axis, groups) in enumerate(series):
        points = [point for group in groups.values() for point in group]
        far, high = max(x for x, _ in points) * 1.05, max(y for _, y in points) * 1.1
        start, by, _, _ = fit(points)

        def place(x, y):
            return (panel * width + left + x / far * (width - left - 20), height - bottom - y / high * (height - bottom - 20))
        (x0, y0), (x1, y1) = place(0, 0), place(far, high)
        parts.append(f'<path d="M{x0:.1f} {y1:.1f}V{y0:.1f}H{x1:.1f}" fill="none" stroke="#555"/>')
        for step in range(5):
            x, y = far / 1.05 * step / 4, high / 1.1 * step / 4
            parts.append(f'<text x="{place(x, 0)[0]:.1f}" y="{y0 + 16:.1f}" text-anchor="middle">{x:,.0f}</text>')
            parts.append(f'<text x="{x0 - 6:.1f}" y="{place(0, y)[1] + 4:.1f}" text-anchor="end">{y:.2f}</text>')
        parts.append(f'<text x="{(x0 + x1) / 2:.1f}" y="{height - 12}" text-anchor="middle">{axis}</text>')
        parts.append(f'<text x="{x0 + 4:.1f}" y="{y1 + 2:.1f}">seconds</text>')
        from_x = max(0.0, -start / by) if by > 0 else 0.0
        (a, b), (c, d) = place(from_x, start + by * from_x), place(far / 1.05, start + by * far / 1.05)
        parts.append(f'<line x1="{a:.1f}" y1="{b:.1f}" x2="{c:.1f}" y2="{d:.1f}" stroke="#999" stroke-dasharray="4 3"/>')
        for index, (name, group) in enumerate(groups.items()):
            colour = COLOURS[index % len(COLOURS)]
            for x, y in group:
                parts.append(f'<circle cx="{place(x, y)[0]:.1f}" cy="{place(x, y)[1]:.1f}" r="4" fill="{colour}"/>')
            parts.append(f'<circle cx="{x0 + 14:.1f}" cy="{y1 + 16 + 16 * index:.1f}" r="4" fill="{colour}"/>')
            parts.append(f'<text x="{x0 + 24:.1f}" y="{y1 + 20 + 16 * index:.1f}">{name}</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"
