# cmake -DOUT=FILE -DDIR=/usr/share/javascript/vega -DGLUE=FILE -P VegaBundle.cmake
# Debian ships Vega as separate CommonJS modules. One script joins those that
# the report draws with: each module in a function, found by name through a
# small require(), then the glue that assembles `vega` from them.
set(modules
  vega-util vega-time vega-format topojson-client vega-loader vega-dataflow
  vega-statistics vega-transforms vega-scale vega-canvas vega-scenegraph
  vega-expression vega-selections vega-functions vega-event-selector
  vega-parser vega-runtime vega-view vega-view-transforms vega-encode
  vega-interpreter)
# where a module's file is not <name>.min.js
set(file_topojson-client ../topojson-client/topojson-client.min.js)
set(file_vega-canvas vega-canvas.browser.js)
set(file_vega-loader vega-loader.browser.js)
set(file_vega-selections vega-selection.min.js)

set(text "var vega=(function(){'use strict';var f={},c={};function require(n){if(!c[n]){if(!f[n])throw new Error('no module '+n);var m={exports:{}};c[n]=m;f[n](m,m.exports);}return c[n].exports;}\n")
foreach(module IN LISTS modules)
  set(path ${file_${module}})
  if(NOT path)
    set(path ${module}.min.js)
  endif()
  file(READ ${DIR}/${path} body)
  string(REGEX REPLACE "\n?//# sourceMappingURL=[^\n]*" "" body "${body}")
  string(APPEND text "f['${module}']=function(module,exports){var define;\n${body}\n};\n")
endforeach()
file(READ ${GLUE} glue)
string(APPEND text "${glue}\n})();\n")
# the page holds it inside a script element
string(FIND "${text}" "</script" position)
if(NOT position EQUAL -1)
  message(FATAL_ERROR "the Vega bundle holds </script")
endif()
file(WRITE ${OUT} "${text}")
