// node render.mjs CHARTS_DIR OUT_DIR: every *.vl.json validates against the
// Vega-Lite schema, compiles without a warning, and is drawn to a PNG with
// marks in it.
import { readFileSync, readdirSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { compile } from 'vega-lite';
import * as vega from 'vega';
import { Resvg } from '@resvg/resvg-js';

const require = createRequire(import.meta.url);
const schema = JSON.parse(readFileSync(
	require.resolve('vega-lite/build/vega-lite-schema.json'), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: false });
addFormats(ajv);
ajv.addFormat('color-hex', true);
const validate = ajv.compile(schema);
const [, , from, to] = process.argv;
let failures = 0;

mkdirSync(to, { recursive: true });
const names = readdirSync(from).filter(n => n.endsWith('.vl.json')).sort();
if (names.length === 0) {
	console.error(`no specification in ${from}`);
	process.exit(1);
}
for (const name of names) {
	const spec = JSON.parse(readFileSync(join(from, name), 'utf8'));
	const warnings = [];
	const logger = { level() { return this; }, error: m => warnings.push(m),
		warn: m => warnings.push(m), info() { return this; }, debug() { return this; } };
	const valid = validate(spec);
	const compiled = compile(spec, { logger }).spec;
	const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
	const svg = await view.toSVG();
	const marks = (svg.match(/<path[^>]* d="M[^"]{6,}"|<rect |<text /g) || []).length;
	const png = new Resvg(svg, { fitTo: { mode: 'zoom', value: 1.5 },
		background: 'white' }).render().asPng();
	writeFileSync(join(to, basename(name, '.vl.json') + '.png'), png);
	const problems = [];
	if (!valid)
		problems.push('schema: ' + ajv.errorsText(validate.errors));
	if (warnings.length)
		problems.push(...warnings.map(String));
	if (marks < 8)
		problems.push(`only ${marks} marks`);
	if (/NaN|undefined/.test(svg.replace(/<text.*?<\/text>/g, '')))
		problems.push('NaN or undefined in the drawing');
	console.log(`${problems.length ? 'not ok' : 'ok'} ${name} ${marks} marks, ${png.length} bytes of PNG`);
	problems.forEach(p => console.log('   ' + p));
	failures += problems.length ? 1 : 0;
}
process.exit(failures ? 1 : 0);
