// Assembles the library from its modules, as its own index does, without the
// transforms that the report does not use (maps, forces, word clouds).
var util = require('vega-util');
var dataflow = require('vega-dataflow');
util.extend(dataflow.transforms, require('vega-transforms'),
	require('vega-view-transforms'), require('vega-encode'));
return {
	View: require('vega-view').View,
	parse: require('vega-parser').parse,
	expressionInterpreter:
		require('vega-interpreter').expressionInterpreter,
	Warn: util.Warn
};
