// Layout of a flow from one list of names to another: node bars left and
// right, a ribbon for each pair. Heights are proportional to the values.
'use strict';

function sankeyLayout(rows, from, to, value, order, width, height) {
	const gap = 10, bar = 14;
	const total = rows.reduce((sum, r) => sum + r[value], 0);
	const side = column => order
		.map(name => ({
			name,
			total: rows.filter(r => r[column] === name)
				.reduce((sum, r) => sum + r[value], 0)
		}))
		.filter(node => node.total > 0);
	const left = side(from), right = side(to);
	const most = Math.max(left.length, right.length, 1);
	const unit = total > 0 ? (height - gap * (most - 1)) / total : 0;

	function place(nodes, x, end) {
		let y = 0;
		for (const node of nodes) {
			Object.assign(node, { x, y, h: node.total * unit, w: bar, end, at: y });
			y += node.h + gap;
		}
		return new Map(nodes.map(node => [node.name, node]));
	}
	const lefts = place(left, 0, 'left');
	const rights = place(right, width - bar, 'right');
	const links = [];
	for (const a of left) {
		for (const b of right) {
			for (const r of rows) {
				if (r[from] !== a.name || r[to] !== b.name)
					continue;
				const h = r[value] * unit;
				const x0 = bar, x1 = width - bar, xm = (x0 + x1) / 2;
				const y0 = a.at, y1 = rights.get(b.name).at;
				a.at += h;
				rights.get(b.name).at += h;
				links.push({
					source: a.name, target: b.name, value: r[value], row: r,
					path: `M${x0},${y0}C${xm},${y0} ${xm},${y1} ${x1},${y1}` +
						`L${x1},${y1 + h}C${xm},${y1 + h} ${xm},${y0 + h} ${x0},${y0 + h}Z`
				});
			}
		}
	}
	return { nodes: [...lefts.values(), ...rights.values()], links, total };
}
