// Puts the page together from the data: sections, charts, tables, controls.
// Text from the data only ever becomes text nodes, never markup.
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const frames = new Map(data.frames.map(f => [f.name, f]));
const hasVega = typeof vega === 'object' && vega !== null;
const state = { community: '', correction: 'both', hidden: new Set(), choices: {} };

// The order of the story. A frame that no section names stands under
// "Further tables"; a section without a number in any of its frames, such as
// those of forums where only dialogues were read, under "absent".
const sections = [
	['read', 'What was read', 'Archives, posts and authors this page rests on.',
		['files', 'skipped', 'cohort', 'communities', 'deletions', 'tag_rates']],
	['quality', 'How good the tags are',
		'Tags come from a codebook of words and rules. What it misses and what it takes for a marker by mistake is measured on labelled posts.',
		['tag_quality', 'stage_quality', 'agreement', 'validity', 'emission']],
	['ladder', 'The ladder over time',
		'Rungs run from tool use to a committed partnership. A post shows at most one; an author is placed by what their posts show.',
		['stage_by_month', 'stage_by_time', 'companions_by_community']],
	['flows', 'Flows between stages', 'Who moves where, seen in the order of posts and told by authors themselves.',
		['flows', 'transitions', 'transitions_by_spell', 'rates', 'narrated_moves']],
	['incidence', 'Reaching companionship',
		'Two questions side by side. Crude: how many get there while they still post. Net: how many would if nobody left. The gap between them is a finding.',
		['incidence', 'incidence_summary']],
	['onset', 'How it began', 'Unplanned, or sought.', ['onset', 'onset_by_cohort', 'onset_observed']],
	['accidental', 'Accidental bonds', 'From a first use as a tool or for fun to a companion: how many, how long, and what they tell.',
		['accidental', 'accidental_time', 'accidental_published']],
	['persona', 'Persona written, persona lived with', 'The same authors write about a persona as a document and about someone they talk with.',
		['persona_document']],
	['prevalence', 'How common each marker is', 'The unit is the author unless a table says otherwise.',
		['prevalence', 'prevalence_ever', 'prevalence_posts']],
	['benefit', 'Benefit and dependency', 'Kept as separate dimensions and never summed: here is how they go together.',
		['benefit_dependency', 'benefit_dependency_stage', 'benefit_dependency_posts']],
	['axes', 'Bond, safety and cost', 'Three axes of one author, reported apart: the last table says what one averaged score would hide.',
		['axes', 'axes_pairs', 'axes_profiles', 'axes_score', 'axes_soothing']],
	['materialization', 'The bond made visible', 'Rings, ceremonies, pictures, things and rituals.',
		['materialization', 'materialization_time']],
	['rupture', 'Persona rupture', 'What happens around updates, filters and shutdowns.',
		['rupture', 'rupture_codes', 'event_windows', 'event_paired', 'event_series']],
	['survival', 'Personas that persist', 'From the first post about a companion to its rupture, what breaks it, and what its author does then.',
		['persona_survival', 'persona_breaks', 'persona_after']],
	['beliefs', 'Realized or simulated', 'That it is real, or only a program: who says so, when, and around a rupture.',
		['beliefs_stage', 'beliefs_time', 'beliefs_rupture']],
	['keyness', 'What sets companions apart', 'Codes shown more by authors who reached companionship, or less.', ['keyness']],
	['replies', 'Reciprocity', 'How deeply people disclose, and whether replies go as deep as the post.',
		['reply_disclosure', 'reply_style']],
	['trends', 'Trends of feeling', 'A running score over the posts of an author, and the trend of single posts.',
		['affect', 'affect_bands', 'trends']],
	['listener', 'The imagined listener', 'Dialogues with an AI: is a persona told from its words alone, and does it stay itself?',
		['listener', 'listener_paired', 'listener_turns', 'listener_course', 'listener_contradictions']],
	['turns', 'Reciprocity, turn by turn', 'Dialogues with an AI: how deeply the two disclose, and whether one follows the other.',
		['reciprocity', 'disclosure_levels', 'disclosure_style']],
	['emotion', 'Emotion, turn by turn', 'Dialogues with an AI: a running score along each conversation. Words lean pleasant: a rise is no improvement.',
		['emotion', 'emotion_bands', 'emotion_answers']],
	['further', 'Further tables', '', []],
	['examples', 'Quoted examples', 'Verbatim text, asked for with --with-text. It leads back to people: share none of it unchanged.', ['examples']],
	['absent', 'What these data cannot carry', 'Too few authors or conversations stand behind these, or none; each says why.', []],
	['limits', 'Data quality and limits', '', ['quality', 'limits']],
	['methods', 'Methods', '', ['methods']]
];

function element(name, attributes, ...children) {
	const node = document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {})) {
		if (key === 'on')
			Object.entries(value).forEach(([type, f]) => node.addEventListener(type, f));
		else if (value !== undefined && value !== null)
			node.setAttribute(key, value);
	}
	node.append(...children.filter(c => c !== null && c !== undefined));
	return node;
}

// ---- what the controls choose from ----

const charts = data.charts.filter(c => frames.has(c.frame));
const communities = [...new Set(charts.filter(c => c.facet === 'community')
	.flatMap(c => frames.get(c.frame).rows.map(r => r.community).filter(v => typeof v === 'string')))];

// Corrections to choose from: only those of which some chart has one number in
// more than one way.
function correctionsOf(chart) {
	const same = [chart.x, chart.y, chart.series, chart.facet]
		.filter(c => c && c !== measuredOf(chart) && c !== 'correction');
	const ways = new Map();
	for (const r of drawnRows(chart)) {
		const key = JSON.stringify(same.map(c => r[c]));
		ways.set(key, (ways.get(key) || new Set()).add(r.correction));
	}
	return [...ways.values()].filter(w => w.size > 1).flatMap(w => [...w]);
}
const corrections = [...new Set(charts.flatMap(correctionsOf))];

// The ladder as the data has it: rungs in their order, from any frame.
const ladder = data.ladder;

function inLadder(names) {
	return names.every(n => ladder.includes(n))
		? ladder.filter(n => names.includes(n)) : names;
}

// What a chart can draw of its frame.
function drawnRows(chart) {
	const measured = measuredOf(chart);
	const rows = frames.get(chart.frame).rows
		.filter(r => r[measured] !== null && r[measured] !== undefined);
	return chart.where ? rows.filter(r => r[chart.where] === chart.equals) : rows;
}

// The panel that is shown of a chart with one per community, event …; or null.
function panelOf(chart, rows) {
	if (!chart.facet || !rows.some(r => typeof r[chart.facet] === 'string'))
		return null;
	const values = distinct(rows, chart.facet);
	const chosen = chart.facet === 'community' ? state.community : state.choices[chart.name];
	return values.includes(chosen) ? chosen : values[0];
}

// A chart of more codes than this draws the first by its rank, and others
// when it is asked: all, or those of one dimension ("bond" of "bond.love").
const codesShown = 25;
const dimensionOf = code => String(code).split('.')[0];

function codeChoices(chart) {
	const codes = chart.rank ? distinct(drawnRows(chart), chart.y) : [];
	return codes.length <= codesShown ? []
		: [`the ${codesShown} ${chart.ranked}`, `all ${codes.length} codes`,
			...new Set(codes.map(dimensionOf))];
}

function firstByRank(chart, rows) {
	const rank = new Map();
	for (const r of rows)
		rank.set(r[chart.y], Math.max(rank.get(r[chart.y]) || 0, r[chart.rank] || 0));
	const first = [...rank.keys()].sort((a, b) => rank.get(b) - rank.get(a)).slice(0, codesShown);
	return first.flatMap(code => rows.filter(r => r[chart.y] === code));
}

// What is drawn of a chart now: its rows and, in words, what was chosen.
function chosenRows(chart) {
	let rows = drawnRows(chart), choice = null;
	const panel = panelOf(chart, rows);
	if (panel !== null) {
		rows = rows.filter(r => r[chart.facet] === panel);
		choice = `${chart.facet} ${panel}`;
	}
	if (state.correction !== 'both' && rows.some(r => r.correction === state.correction))
		rows = rows.filter(r => r.correction === state.correction);
	const choices = codeChoices(chart);
	if (choices.length > 0) {
		const [first, all] = choices;
		choice = state.choices[chart.name] || first;
		if (choice === first) {
			rows = firstByRank(chart, rows);
			choice += ` of ${all.slice(4)}`;
		} else if (choice !== all) {
			rows = rows.filter(r => dimensionOf(r[chart.y]) === choice);
			choice = `codes of ${choice}`;
		}
	}
	return { rows, choice, panel };
}

// ---- the tip under the pointer ----

const tip = document.getElementById('tip');

function showTip(handler, event, item, value) {
	if (value === null || value === undefined || value === '') {
		tip.hidden = true;
		return;
	}
	tip.textContent = String(value);
	tip.hidden = false;
	const box = tip.getBoundingClientRect();
	tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 6)) + 'px';
	tip.style.top = Math.max(4, Math.min(event.clientY + 14, innerHeight - box.height - 6)) + 'px';
}

// ---- one chart ----

// Whether layers that should make up the whole do not: some are suppressed.
function leavesOut(chart, rows) {
	const sums = new Map();
	for (const r of rows)
		sums.set(r[chart.x], (sums.get(r[chart.x]) || 0) + r[chart.y]);
	return chart.kind === 'stack' && chart.percent && [...sums.values()].some(sum => sum < 0.999);
}

function drawChart(box) {
	const { chart, place, legend, alternative } = box;
	const frame = frames.get(chart.frame);
	const { rows: all, choice, panel } = chosenRows(chart);
	const seriesColumn = all.some(r => chart.series && r[chart.series] !== undefined)
		? chart.series : null;
	const seriesOf = r => seriesColumn === null || r[seriesColumn] === null
		? '' : String(r[seriesColumn]);
	const names = inLadder([...new Set(all.map(seriesOf))]);
	const rows = all.filter(r => !state.hidden.has(chart.name + '/' + seriesOf(r)));
	const text = chartText(chart, rows, choice);
	const colour = name => colourOf(name, names.indexOf(name), ladder);
	const view = {
		width: Math.max(230, place.clientWidth - 12), text, names, ladder, inLadder,
		series: seriesOf, tip: r => tipText(chart, frame, r),
		colourScale: { name: 'colour', type: 'ordinal', domain: names.length ? names : [''],
			range: names.length ? names.map(colour) : [theme.colours.series[0]] }
	};

	if (box.select && panel !== null)
		box.select.value = panel;
	alternative.textContent = text;
	legend.replaceChildren(...(seriesColumn === null || names.length < 2 ? [] : names.map(name => {
		const key = chart.name + '/' + name;
		const swatch = element('i', { 'aria-hidden': 'true' });
		swatch.style.background = colour(name);
		return element('li', {}, element('button', {
			type: 'button', 'aria-pressed': state.hidden.has(key) ? 'false' : 'true',
			on: { click: () => {
				if (!state.hidden.delete(key))
					state.hidden.add(key);
				drawChart(box);
				[...legend.querySelectorAll('button')][names.indexOf(name)].focus();
			} }
		}, swatch, name || 'all'));
	})));
	if (leavesOut(chart, all))
		legend.append(element('li', { class: 'left-out' },
			element('i', { 'aria-hidden': 'true' }), 'left out: too few authors'));
	if (box.view)
		box.view.finalize();
	box.view = null;
	if (rows.length === 0) {
		place.replaceChildren(element('p', {}, 'Nothing to draw for this choice.'));
		return;
	}
	const spec = builders[chart.kind](chart, rows, view);
	place.replaceChildren();
	box.view = new vega.View(vega.parse(spec, null, { ast: true }), {
		expr: vega.expressionInterpreter, renderer: 'svg', logLevel: vega.Warn,
		tooltip: showTip, container: place, hover: true
	});
	box.view.runAsync().then(() => {
		const svg = place.querySelector('svg');
		svg.setAttribute('role', 'img');
		svg.setAttribute('aria-label', text);
		// one text alternative, not one per mark
		svg.querySelectorAll('[aria-roledescription], [role]').forEach(n => {
			n.removeAttribute('role');
			n.removeAttribute('aria-roledescription');
			n.removeAttribute('aria-label');
			n.setAttribute('aria-hidden', 'true');
		});
		box.width = place.clientWidth;
	});
}

// ---- tables ----

function tableOf(frame) {
	const head = element('tr', {}, ...frame.columns.map(c => element('th', {
		scope: 'col', class: c.type === 'string' ? null : 'number',
		title: c.description + (c.unit ? ` (${c.unit})` : '')
	}, c.name.replace(/_/g, ' '))));
	const most = 2000;
	const rows = frame.rows.slice(0, most).map(r => element('tr', {},
		...frame.columns.map(c => {
			const absent = r[c.name] === null || r[c.name] === undefined;
			return element('td', {
				// a date or a word stays in one line, a sentence gets room
				class: (c.type !== 'string' ? 'number' : absent || r[c.name].length <= 20 ? 'short'
					: 'long') + (absent ? ' absent' : '')
			}, absent ? '–' : c.type === 'string' ? r[c.name] : numberText(r[c.name], false));
		})));
	const table = element('table', {},
		element('thead', {}, head), element('tbody', {}, ...rows));
	const more = frame.rows.length > most
		? element('p', { class: 'notes' }, `The first ${most} of ${frame.rows.length} rows; all stand in tables/${frame.name}.csv.`)
		: null;
	return [element('div', { class: 'scroll', tabindex: '0', role: 'region',
		'aria-label': 'Table: ' + frame.title }, table), more];
}

function notesOf(frame) {
	return frame.notes.length === 0 ? null : element('ul', { class: 'notes' },
		...frame.notes.map(n => element('li', {}, n)));
}

const boxes = [];

// A table that no chart stands for is open unless it is longer.
const rowsOpen = 20;

function chooseCommunity(name) {
	state.community = name;
	document.getElementById('community').value = name;
	drawAll();
}

// A chart with panels, such as one per event, has its own choice; so has one
// with many codes. That of the community is one for the whole page.
function ownChoice(box) {
	const c = box.chart;
	const codes = codeChoices(c);
	const values = codes.length > 0 ? codes : c.facet ? distinct(drawnRows(c), c.facet) : [];
	if (values.length < 2)
		return null;
	box.select = element('select', { on: { change: e => {
		if (codes.length === 0 && c.facet === 'community')
			chooseCommunity(e.target.value);
		else {
			state.choices[c.name] = e.target.value;
			drawChart(box);
		}
	} } }, ...values.map(v => element('option', { value: v }, v)));
	return element('label', { class: 'choice' }, codes.length > 0 ? 'codes' : c.facet, box.select);
}

function frameFigure(frame) {
	const own = hasVega ? charts.filter(c => c.frame === frame.name) : [];
	const parts = own.map(chart => {
		const box = {
			chart, view: null, width: 0, select: null,
			place: element('div', { class: 'chart' }),
			legend: element('ul', { class: 'legend', 'aria-label': 'Show or hide' }),
			alternative: element('p', { class: 'alternative' })
		};
		boxes.push(box);
		return element('figure', { id: 'chart-' + chart.name },
			element('figcaption', {}, element('h3', {}, chart.title), element('p', {}, chart.caption)),
			ownChoice(box), box.legend, box.place,
			element('figcaption', {}, box.alternative),
			notesOf(frame),
			element('details', {}, element('summary', {}, `Table (${frame.rows.length} rows)`), ...tableOf(frame)));
	});
	if (parts.length > 0)
		return parts;
	return [element('figure', { id: 'table-' + frame.name },
		element('figcaption', {}, element('h3', {}, frame.title)),
		frame.rows.length > 0 ? null : element('p', {}, 'No rows.'),
		...(frame.rows.length === 0 ? [] : frame.rows.length > rowsOpen
			? [element('details', {}, element('summary', {}, `Table (${frame.rows.length} rows)`), ...tableOf(frame))]
			: tableOf(frame)),
		notesOf(frame))];
}

// ---- the page ----

function paragraphs(texts) {
	return texts.map(t => element('p', { class: 'section-lead' }, t));
}

const fixedText = {
	limits: [
		'Codes are markers found in words. None is a diagnosis, and they are never summed into one score.',
		'People who post are not all people who use such systems, and joining a forum about companions is itself a step on the way: shares are of authors seen here.',
		'Between two posts nobody knows what an author felt. Silence is not a state; authors who leave are counted as leaving, not as lower rungs.',
		'Deleted posts and closed accounts are missing, and not at random.',
		'Cells that rest on too few authors are left out and shown as a dash.'
	],
	methods: [
		'Every number comes from one database file and one codebook, whose hash stands below; the same file gives the same page, byte for byte.',
		'Text is matched word by word against the codebook on the machine where the program runs; no model and no service is asked.'
	]
};

function controls() {
	const parts = [];
	if (hasVega && communities.length > 1) {
		const select = element('select', { id: 'community', on: {
			change: e => chooseCommunity(e.target.value)
		} }, ...communities.map(name => element('option', { value: name }, name)));
		state.community = communities[0];
		parts.push(element('label', { for: 'community' }, 'Community', select));
	}
	if (hasVega && corrections.length > 1) {
		parts.push(element('fieldset', {}, element('legend', {}, 'Numbers'),
			...['both', ...corrections].map(name => element('label', {}, element('input', {
				type: 'radio', name: 'correction', value: name,
				checked: name === 'both' ? '' : null,
				on: { change: () => { state.correction = name; drawAll(); } }
			}), ' ' + name))));
	}
	parts.push(element('button', { type: 'button', id: 'theme', on: { click: () => {
		theme.set(theme.name === 'dark' ? 'light' : 'dark');
		drawAll();
	} } }, 'Light or dark'));
	return element('div', { class: 'controls', role: 'group', 'aria-label': 'Choices' }, ...parts);
}

function facts() {
	return data.facts.length === 0 ? null : element('dl', { class: 'facts' },
		...data.facts.map(([name, value]) => element('div', {},
			element('dt', {}, name),
			element('dd', {}, typeof value === 'number' ? value.toLocaleString('en') : value))));
}

function isEmpty(frame) {
	const numbers = frame.columns.filter(c => c.type !== 'string');
	return numbers.length > 0 && !frame.rows.some(r => numbers.some(c => r[c.name]));
}

function absentFigure(frames) {
	return element('figure', {}, ...frames.map(f => element('details', {},
		element('summary', {}, f.title), notesOf(f) || element('p', {}, 'No rows.'))));
}

function build() {
	const about = data.about;
	const story = document.getElementById('story');
	const contents = [];
	const named = new Set(sections.flatMap(s => s[3]));
	const absent = [];

	document.getElementById('top').append(...[
		element('h1', {}, about.title),
		element('p', { class: 'lead' }, 'How people move from using an AI as a tool to living with it as a companion, as far as their posts show it.'),
		about.simulated ? element('p', { class: 'simulated', role: 'note' }, about.simulated_label) : null,
		hasVega ? null : element('p', { class: 'warning', role: 'note' },
			'Charts are missing: this galatea was built without the Vega library (Debian package libjs-vega). The tables below are complete.'),
		facts(), controls()
	].filter(Boolean));
	for (const [id, title, lead, names] of sections) {
		const list = id === 'further'
			? data.frames.filter(f => !named.has(f.name))
			: names.filter(n => frames.has(n)).map(n => frames.get(n));
		const fixed = fixedText[id] || [];
		const empty = list.length > 0 && fixed.length === 0 && list.every(isEmpty);
		if (empty)
			absent.push(...list);
		if (empty || (list.length === 0 && fixed.length === 0 &&
			(id !== 'absent' || absent.length === 0)))
			continue;
		story.append(element('section', { id, 'aria-labelledby': 'title-' + id },
			element('h2', { id: 'title-' + id }, title),
			...(lead ? paragraphs([lead]) : []), ...paragraphs(fixed),
			...(id === 'absent' ? [absentFigure(absent)] : list.flatMap(frameFigure))));
		contents.push(element('li', {}, element('a', { href: '#' + id }, title)));
	}
	document.getElementById('contents').append(element('ol', {}, ...contents));
	document.getElementById('end').append(...[
		element('p', {}, `galatea ${about.version} · codebook ${about.codebook_name || 'none'}` +
			(about.codebook ? ` · ${about.codebook}` : '')),
		about.simulated ? element('p', {}, about.simulated_label) : null,
		element('p', {}, 'Aggregates only: this page holds no post and no author. Share it as you would share a table of your study.')
	].filter(Boolean));
}

function drawAll() {
	boxes.forEach(drawChart);
}

theme.set(theme.preferred());
build();
drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
	theme.set(theme.preferred());
	drawAll();
});
let pending = 0;
addEventListener('resize', () => {
	clearTimeout(pending);
	pending = setTimeout(() => boxes
		.filter(b => b.place.clientWidth !== b.width).forEach(drawChart), 150);
});
let themeBeforePrint = 'light';
addEventListener('beforeprint', () => {
	themeBeforePrint = theme.name;
	theme.set('light');
	drawAll();
});
addEventListener('afterprint', () => {
	theme.set(themeBeforePrint);
	drawAll();
});
