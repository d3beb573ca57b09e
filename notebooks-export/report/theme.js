// Colours of the page and of the charts, for light and dark.
'use strict';

const palettes = {
	light: {
		ink: '#1b1f24', soft: '#555d66', grid: '#e4e6e9', card: '#ffffff',
		low: '#f1f6fb', high: '#08519c', negative: '#b2182b',
		// Okabe and Ito, darkened where the contrast on white asks for it
		series: ['#0b62a4', '#c04f00', '#00745a', '#a3437f', '#6b5b00',
			'#4b4fb5', '#5b5f66', '#8c2d04'],
		ladder: ['#b9bec4', '#440154', '#46327e', '#365c8d', '#277f8e',
			'#1fa187', '#4ac16d', '#a0da39', '#fde725']
	},
	dark: {
		ink: '#eceff1', soft: '#aab3bb', grid: '#30363c', card: '#1c2024',
		low: '#24303a', high: '#8cc8ff', negative: '#ff8f85',
		series: ['#6cb6f5', '#f5a35c', '#4fd0ab', '#e79ac8', '#e3d26f',
			'#a9acff', '#c3c9cf', '#ff9d7a'],
		ladder: ['#5b636b', '#7b4fa0', '#6a6cc4', '#4f8fc9', '#35a9ae',
			'#37bf95', '#6fd07a', '#b4dd57', '#fbe34f']
	}
};

const theme = {
	name: 'light',
	get colours() { return palettes[theme.name]; },
	set(name) {
		theme.name = name;
		document.documentElement.dataset.theme = name;
	},
	preferred() {
		return matchMedia('(prefers-color-scheme: dark)').matches
			? 'dark' : 'light';
	}
};

// Rungs have their place on one scale wherever they are drawn; whatever is no
// rung takes the next colour of the series.
function colourOf(name, index, ladder) {
	const c = theme.colours;
	const rung = ladder.indexOf(name);
	if (rung < 0)
		return c.series[index % c.series.length];
	const top = c.ladder.length - 1;
	const rungs = ladder.filter(s => s !== 'none').length;
	if (name === 'none')
		return c.ladder[0];
	const place = ladder.filter(s => s !== 'none').indexOf(name);
	return c.ladder[rungs < 2 ? 1 : 1 + Math.round(place * (top - 1) / (rungs - 1))];
}
