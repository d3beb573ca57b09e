# galatea_bots_table(TSV OUT): the rows of ingest/bots.tsv as C initialisers.
# Runs again when the file changes.
function(galatea_bots_table tsv out)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${tsv})
  file(STRINGS ${tsv} lines)
  set(rows "")
  foreach(line IN LISTS lines)
    if(line MATCHES "^([a-z]+)\t([^\t\"\\]+)\t")
      set(platform ${CMAKE_MATCH_1})
      string(TOLOWER "${CMAKE_MATCH_2}" name)
      string(APPEND rows "\t{ \"${platform}\", \"${name}\" },\n")
    elseif(NOT line MATCHES "^#" AND NOT line STREQUAL "")
      message(FATAL_ERROR "${tsv}: not 'platform TAB name TAB why': ${line}")
    endif()
  endforeach()
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT
"#include \"ingest/bots.h\"

/* made from bots.tsv by cmake/TableToC.cmake */
const struct gal_bot_row gal_bot_rows[] = {
@rows@	{ NULL, NULL },
};
")
endfunction()
