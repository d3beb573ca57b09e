// From a chart of the table (notebooks-export/chart_table.c) and its rows to a Vega
// specification. One function per kind; the page chooses by name.
'use strict';

const numberText = (value, percent) => {
	if (value === null || value === undefined)
		return '';
	if (typeof value !== 'number')
		return String(value);
	if (percent)
		return (100 * value).toFixed(Math.abs(value) < 0.1 ? 1 : 0) + '\u00a0%';
	if (Number.isInteger(value))
		return value.toLocaleString('en');
	return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en')
		: String(Number(value.toPrecision(3)));
};

// The column that the marks of a chart show.
const measuredOf = chart => chart.value ||
	(chart.kind === 'interval' || chart.kind === 'bar' ? chart.x : chart.y);

// What the pointer shows of a row: the chart's own columns first.
function tipText(chart, frame, row) {
	const shares = new Set([chart.lower, chart.upper, measuredOf(chart)]);
	return frame.columns
		.filter(c => row[c.name] !== null && row[c.name] !== undefined)
		.map(c => `${c.name.replace(/_/g, ' ')}: ` +
			numberText(row[c.name], chart.percent && shares.has(c.name)))
		.join('\n');
}

const distinct = (rows, column) =>
	[...new Set(rows.map(r => r[column]).filter(v => v !== null && v !== undefined))];

function axisConfig() {
	const c = theme.colours;
	return {
		labelColor: c.ink, titleColor: c.soft, domainColor: c.soft,
		tickColor: c.soft, gridColor: c.grid, labelFontSize: 12,
		titleFontSize: 12, titleFontWeight: 'normal', labelLimit: 190,
		titlePadding: 8
	};
}

function frameOf(width, height, description) {
	return {
		width, height, padding: 4, background: null, description,
		autosize: { type: 'fit', contains: 'padding' },
		config: { axis: axisConfig(), text: { fill: theme.colours.ink } },
		data: [], scales: [], axes: [], marks: []
	};
}

// From the least limit to the greatest; where all is 0 an axis is needed too.
function measuredDomain(values, percent) {
	const least = Math.min(0, ...values.map(v => v.lo));
	const most = Math.max(0, ...values.map(v => v.hi));
	return least === 0 && most === 0 ? [0, percent ? 0.01 : 1] : [least, most];
}

// A line at 0 where marks lie on both sides of it.
const zeroLine = (domain, across) => domain[0] >= 0 || domain[1] <= 0 ? [] : [{
	type: 'rule', interactive: false, encode: { enter: Object.assign(
		{ stroke: { value: theme.colours.soft }, strokeWidth: { value: 1 } },
		across ? { x: { scale: 'x', value: 0 }, y: { value: 0 }, y2: { signal: 'height' } }
			: { y: { scale: 'y', value: 0 }, x: { value: 0 }, x2: { signal: 'width' } }) }
}];

const isMonth = (rows, column) =>
	rows.length > 0 && typeof rows[0][column] === 'string';

function bandChart(c, rows, view) {
	const month = isMonth(rows, c.x);
	const values = rows.map(r => Object.assign({}, r, {
		x: month ? Date.parse(r[c.x] + '-01T00:00:00Z') : r[c.x],
		y: r[c.y], lo: r[c.lower] === undefined || r[c.lower] === null ? r[c.y] : r[c.lower],
		hi: r[c.upper] === undefined || r[c.upper] === null ? r[c.y] : r[c.upper],
		s: view.series(r), tip: view.tip(r)
	}));
	// what a curve is at 0 by definition stands before its first value
	if (c.at_zero !== null && c.at_zero !== undefined) {
		const start = Number(c.at_zero);
		for (const s of distinct(values, 's').reverse())
			values.unshift({ x: 0, y: start, lo: start, hi: start, s,
				tip: `${c.x_title}: 0\n${numberText(start, c.percent)} by definition` });
	}
	const spec = frameOf(view.width, Math.min(380, view.width * 0.62 + 60), view.text);
	const domain = measuredDomain(values, c.percent);
	spec.data = [{ name: 't', values }];
	spec.scales = [
		{ name: 'x', type: month ? 'utc' : 'linear', range: 'width', zero: false,
			domain: { data: 't', field: 'x' } },
		{ name: 'y', type: 'linear', range: 'height', nice: true, zero: true, domain },
		view.colourScale
	];
	spec.axes = [
		{ scale: 'y', orient: 'left', grid: true, tickCount: 6,
			format: c.percent ? '~%' : '~g', title: view.width > 560 ? c.y_title : undefined },
		{ scale: 'x', orient: 'bottom', title: titleOf(c.x_title, view), labelOverlap: true,
			tickCount: view.width > 560 ? 10 : 5 }
	];
	spec.marks = [...zeroLine(domain, false), {
		type: 'group',
		from: { facet: { name: 'one', data: 't', groupby: 's' } },
		marks: [
			{ type: 'area', from: { data: 'one' }, interactive: false, encode: { enter: {
				x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'lo' },
				y2: { scale: 'y', field: 'hi' },
				fill: { scale: 'colour', field: 's' }, fillOpacity: { value: 0.2 } } } },
			{ type: 'line', from: { data: 'one' }, interactive: false, encode: { enter: {
				x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' },
				strokeWidth: { value: 2.5 },
				stroke: { scale: 'colour', field: 's' } } } },
			{ type: 'symbol', from: { data: 'one' }, encode: {
				enter: {
					x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' },
					size: { value: 90 }, fill: { scale: 'colour', field: 's' },
					tooltip: { field: 'tip' } },
				update: { opacity: { value: values.length > 60 ? 0 : 0.6 } },
				hover: { opacity: { value: 1 } } } }
		]
	}];
	return spec;
}

function stackChart(c, rows, view) {
	const order = view.names;
	const values = rows.map(r => Object.assign({}, r, {
		x: r[c.x], y: r[c.y], s: view.series(r),
		rank: order.indexOf(view.series(r)), tip: view.tip(r)
	}));
	const spec = frameOf(view.width, Math.min(360, view.width * 0.55 + 70), view.text);
	spec.data = [{ name: 't', values, transform: [
		{ type: 'stack', groupby: ['x'], field: 'y', sort: { field: 'rank' } }] },
	// a suppressed share is not 0: behind the layers stands the whole
	{ name: 'whole', values: c.percent ? distinct(rows, c.x).map(x => ({ x,
		tip: 'grey: not shown, because too few authors stand behind it or it is switched off' })) : [] }];
	spec.scales = [
		{ name: 'x', type: 'band', range: 'width', paddingInner: 0.06,
			domain: distinct(rows, c.x) },
		{ name: 'y', type: 'linear', range: 'height', domain: c.percent ? [0, 1] : { data: 't', field: 'y1' },
			nice: !c.percent, zero: true },
		view.colourScale
	];
	spec.axes = [
		{ scale: 'y', orient: 'left', grid: true, tickCount: 5,
			format: c.percent ? '.0%' : '~g', title: view.width > 560 ? c.y_title : undefined },
		{ scale: 'x', orient: 'bottom', title: titleOf(c.x_title, view), labelOverlap: true,
			labelAngle: -40, labelAlign: 'right', labelBaseline: 'middle' }
	];
	spec.marks = [{ type: 'rect', from: { data: 'whole' }, encode: { enter: {
		x: { scale: 'x', field: 'x' }, width: { scale: 'x', band: 1 },
		y: { scale: 'y', value: 0 }, y2: { scale: 'y', value: 1 },
		fill: { value: '#888888' }, fillOpacity: { value: 0.25 }, tooltip: { field: 'tip' } } } },
	{ type: 'rect', from: { data: 't' }, encode: {
		enter: {
			x: { scale: 'x', field: 'x' }, width: { scale: 'x', band: 1 },
			y: { scale: 'y', field: 'y0' }, y2: { scale: 'y', field: 'y1' },
			fill: { scale: 'colour', field: 's' }, tooltip: { field: 'tip' } },
		update: { fillOpacity: { value: 1 } },
		hover: { fillOpacity: { value: 0.75 } } } }];
	return spec;
}

function heatChart(c, rows, view) {
	const colours = theme.colours;
	const xs = view.inLadder(distinct(rows, c.x)), ys = view.inLadder(distinct(rows, c.y));
	const all = rows.map(r => r[c.value]);
	const most = Math.max(...all.map(Math.abs), 1e-9);
	const signed = all.some(v => v < 0);
	const values = rows.map(r => ({
		x: r[c.x], y: r[c.y], v: r[c.value], tip: view.tip(r),
		label: numberText(r[c.value], c.percent),
		strong: Math.abs(r[c.value]) > most * 0.55
	}));
	const narrow = view.width < 560;
	const spec = frameOf(view.width, ys.length * (narrow ? 30 : 36) + 120, view.text);
	spec.data = [{ name: 't', values }];
	// the titles name the families of codes
	const short = name => narrow ? String(name).split('.').pop() : String(name);
	spec.signals = [{ name: 'names', value: Object.fromEntries(xs.concat(ys).map(n => [n, short(n)])) }];
	const named = { labels: { update: { text: { signal: 'names[datum.value]' } } } };
	spec.scales = [
		{ name: 'x', type: 'band', range: 'width', domain: xs, padding: 0.04 },
		{ name: 'y', type: 'band', range: 'height', domain: ys, padding: 0.04 },
		{ name: 'v', type: 'linear', zero: true,
			domain: signed ? [-most, 0, most] : [0, most],
			range: signed ? [colours.negative, colours.low, colours.high]
				: [colours.low, colours.high] }
	];
	spec.axes = [
		{ scale: 'y', orient: 'left', title: narrow ? undefined : c.y_title, domain: false,
			ticks: false, encode: named, labelLimit: narrow ? 110 : 190 },
		{ scale: 'x', orient: 'bottom', title: titleOf(c.x_title, view), domain: false, ticks: false,
			encode: named, labelAngle: -30, labelAlign: 'right', labelLimit: narrow ? 90 : 170 }
	];
	spec.marks = [
		{ type: 'rect', from: { data: 't' }, encode: {
			enter: {
				x: { scale: 'x', field: 'x' }, width: { scale: 'x', band: 1 },
				y: { scale: 'y', field: 'y' }, height: { scale: 'y', band: 1 },
				fill: { scale: 'v', field: 'v' }, tooltip: { field: 'tip' } },
			update: { stroke: { value: colours.grid } },
			hover: { stroke: { value: colours.ink } } } },
		{ type: 'text', from: { data: 't' }, interactive: false, encode: { enter: {
			x: { scale: 'x', field: 'x', band: 0.5 }, y: { scale: 'y', field: 'y', band: 0.5 },
			align: { value: 'center' }, baseline: { value: 'middle' },
			fontSize: { value: narrow ? 9 : 11 }, text: { field: 'label' },
			fill: [{ test: 'datum.strong', value: colours.card }, { value: colours.ink }] } } }
	];
	return spec;
}

// The title of the axis at the bottom, in two lines where it would be cut.
const titleOf = (title, view) => title ? linesOf(title, view.width < 560 ? 36 : 110) : title;

const barsShown = 40;

// A name in one line, or in two that break near its middle.
function linesOf(name, most) {
	// behind a blank, or behind a dot or underscore of a code's name
	const breaks = [...name.matchAll(/[ ._]/g)].map(m => m.index + 1).filter(at => at < name.length);
	if (name.length <= most || breaks.length === 0)
		return name;
	const near = breaks.reduce((a, b) =>
		Math.abs(b - name.length / 2) < Math.abs(a - name.length / 2) ? b : a);
	return [name.slice(0, near).trimEnd(), name.slice(near)];
}

// Rows of names with a mark each; several series lie below one another.
function rowChart(c, rows, view) {
	const bars = c.kind === 'bar';
	if (bars) // the strongest on both sides; the table has all
		rows = rows.slice().sort((a, b) => Math.abs(b[c.x]) - Math.abs(a[c.x]))
			.slice(0, barsShown).sort((a, b) => b[c.x] - a[c.x]);
	const names = distinct(rows, c.y);
	const values = rows.map(r => ({
		x: r[c.x], y: r[c.y], s: view.series(r), tip: view.tip(r),
		lo: r[c.lower] === undefined || r[c.lower] === null ? r[c.x] : r[c.lower],
		hi: r[c.upper] === undefined || r[c.upper] === null ? r[c.x] : r[c.upper]
	}));
	// one mark a row stands in its middle, several below one another
	const apart = distinct(values, 'y').length < values.length;
	for (const v of values)
		v.lane = apart ? v.s : '';
	const many = apart && view.names.length || 1;
	const narrow = view.width < 560;
	const lines = Object.fromEntries(names.map(n => [n, linesOf(String(n), narrow ? 18 : 38)]));
	const least = Object.values(lines).some(Array.isArray) ? 32 : 20;
	const spec = frameOf(view.width, names.length * Math.max(least, 11 * many) + 60, view.text);
	const domain = measuredDomain(values, c.percent);
	spec.data = [{ name: 't', values }];
	spec.signals = (spec.signals || []).concat({ name: 'lines', value: lines });
	spec.scales = [
		{ name: 'y', type: 'band', range: 'height', domain: names, paddingInner: 0.25 },
		{ name: 'o', type: 'band', domain: apart && view.names.length ? view.names : [''],
			range: [0, { signal: "bandwidth('y')" }], padding: 0.1 },
		{ name: 'x', type: 'linear', range: 'width', zero: true, nice: true, domain },
		view.colourScale
	];
	spec.axes = [
		{ scale: 'y', orient: 'left', domain: false, ticks: false,
			labelLimit: narrow ? 140 : 230, labelPadding: 9,
			encode: { labels: { update: { text: { signal: 'lines[datum.value]' } } } } },
		{ scale: 'x', orient: 'bottom', grid: true, tickCount: narrow ? 4 : 8,
			format: c.percent ? '~%' : '~f', labelOverlap: true, labelFlush: true, title: titleOf(c.x_title, view) }
	];
	const middle = { signal: "scale('y', datum.y) + scale('o', datum.lane) + bandwidth('o') / 2" };
	spec.marks = zeroLine(domain, true).concat(bars ? [
		{ type: 'rect', from: { data: 't' }, encode: {
			enter: {
				y: { signal: "scale('y', datum.y) + scale('o', datum.lane)" },
				height: { scale: 'o', band: 1 }, x: { scale: 'x', value: 0 },
				x2: { scale: 'x', field: 'x' }, fill: { scale: 'colour', field: 's' },
				tooltip: { field: 'tip' } },
			update: { fillOpacity: { value: 0.9 } }, hover: { fillOpacity: { value: 0.65 } } } }
	] : [
		{ type: 'rule', from: { data: 't' }, encode: { enter: {
			x: { scale: 'x', field: 'lo' }, x2: { scale: 'x', field: 'hi' }, y: middle,
			stroke: { scale: 'colour', field: 's' }, strokeWidth: { value: 2 },
			strokeOpacity: { value: 0.65 }, tooltip: { field: 'tip' } } } },
		{ type: 'symbol', from: { data: 't' }, encode: {
			enter: {
				x: { scale: 'x', field: 'x' }, y: middle, fill: { scale: 'colour', field: 's' },
				tooltip: { field: 'tip' } },
			update: { size: { value: 60 } }, hover: { size: { value: 130 } } } }
	]);
	return spec;
}

function flowChart(c, rows, view) {
	const names = view.inLadder(distinct(rows, c.x).concat(distinct(rows, c.y))
		.filter((v, i, all) => all.indexOf(v) === i));
	const height = Math.min(430, Math.max(240, names.length * 52));
	const margin = view.width > 560 ? 96 : 74;
	const inner = Math.max(120, view.width - 2 * margin - 10);
	const plan = sankeyLayout(rows, c.x, c.y, c.value, names, inner, height);
	const colour = name => colourOf(name, names.indexOf(name), view.ladder);
	const spec = frameOf(inner, height + 26, view.text);
	spec.padding = { left: margin, right: margin, top: 4, bottom: 4 };
	spec.autosize = 'none';
	spec.data = [
		{ name: 'links', values: plan.links.map(l => ({
			path: l.path, fill: colour(l.source),
			tip: `${l.source} → ${l.target}\n` + view.tip(l.row) })) },
		{ name: 'nodes', values: plan.nodes.map(n => ({
			x: n.x, y: n.y, w: n.w, h: Math.max(1, n.h), fill: colour(n.name),
			tx: n.end === 'left' ? n.x - 6 : n.x + n.w + 6,
			align: n.end === 'left' ? 'right' : 'left',
			label: n.name, count: n.total.toLocaleString('en'),
			tip: `${n.end === 'left' ? c.x_title : c.y_title}: ${n.name}\n` +
				n.total.toLocaleString('en') })) }
	];
	delete spec.scales;
	delete spec.axes;
	spec.marks = [
		{ type: 'path', from: { data: 'links' }, encode: {
			enter: { path: { field: 'path' }, fill: { field: 'fill' }, tooltip: { field: 'tip' } },
			update: { fillOpacity: { value: 0.42 } }, hover: { fillOpacity: { value: 0.8 } } } },
		{ type: 'rect', from: { data: 'nodes' }, encode: { enter: {
			x: { field: 'x' }, y: { field: 'y' }, width: { field: 'w' }, height: { field: 'h' },
			fill: { field: 'fill' }, tooltip: { field: 'tip' },
			stroke: { value: theme.colours.soft }, strokeWidth: { value: 0.5 } } } },
		{ type: 'text', from: { data: 'nodes' }, encode: { enter: {
			x: { field: 'tx' }, y: { signal: 'datum.y + datum.h / 2' }, align: { field: 'align' },
			baseline: { value: 'middle' }, fontSize: { value: 12 }, text: { field: 'label' },
			fill: { value: theme.colours.ink } } } },
		{ type: 'text', encode: { enter: {
			x: { value: 0 }, y: { value: height + 18 }, align: { value: 'left' },
			text: { value: c.x_title }, fill: { value: theme.colours.soft }, fontSize: { value: 12 } } } },
		{ type: 'text', encode: { enter: {
			x: { value: inner }, y: { value: height + 18 }, align: { value: 'right' },
			text: { value: c.y_title }, fill: { value: theme.colours.soft }, fontSize: { value: 12 } } } }
	];
	return spec;
}

const builders = {
	band: bandChart, stack: stackChart, heat: heatChart,
	interval: rowChart, bar: rowChart, flow: flowChart
};

const sentence = title => /[.?!]$/.test(title) ? title : title + '.';

// The chart in one or two sentences, for those who do not see it; choice: the
// community, event, codes … it is of, which paper would not tell otherwise.
function chartText(c, rows, choice) {
	const say = (r, column) => numberText(r[column], c.percent);
	const measured = measuredOf(c);
	const title = choice === null ? c.title : `${c.title}, ${choice}`;
	if (rows.length === 0)
		return `${sentence(title)} No rows for this choice.`;
	const sorted = rows.slice().sort((a, b) => b[measured] - a[measured]);
	let tail;
	if (c.kind === 'band') {
		const ends = new Map();
		for (const r of rows)
			ends.set(r[c.series], r);
		tail = `Last values by ${c.x_title}: ` + [...ends.values()]
			.map(r => `${r[c.series] ? r[c.series] + ' ' : ''}${say(r, c.y)} at ${r[c.x]}`).join(', ') + '.';
	} else if (c.kind === 'stack') {
		// the last place where no layer is missing
		const places = new Map();
		for (const r of rows)
			places.set(r[c.x], (places.get(r[c.x]) || []).concat(r));
		const most = Math.max(...[...places.values()].map(p => p.length));
		const last = [...places.values()].filter(p => p.length === most).pop();
		tail = `At ${last[0][c.x]}: ` +
			last.map(r => `${r[c.series]} ${say(r, c.y)}`).join(', ') + '.';
	} else if (c.kind === 'heat' || c.kind === 'flow') {
		const [from, to] = c.kind === 'flow' ? [c.x, c.y] : [c.y, c.x];
		const joins = from === 'from_stage' ? 'to' : 'with';
		tail = 'Highest: ' + sorted.slice(0, 3)
			.map(r => `${r[from]} ${joins} ${r[to]} ${say(r, c.value)}`).join(', ') + '.';
	} else {
		const several = new Set(rows.map(r => r[c.series])).size > 1;
		const ends = part => part.map(r => r[c.y] +
			(several ? ` (${r[c.series]})` : '') + ` ${say(r, c.x)}`).join(', ');
		tail = `Highest: ${ends(sorted.slice(0, 3))}.`;
		if (c.kind === 'bar' && sorted.length > 6)
			tail += ` Lowest: ${ends(sorted.slice(-3).reverse())}.`;
	}
	return `${sentence(title)} ${tail}`;
}
