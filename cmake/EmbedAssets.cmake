# galatea_embed_assets(TARGET NAME=FILE...): the bytes of each FILE become part
# of TARGET and are found by NAME with gal_asset() (notebooks-export/asset.h).
# The assembler's .incbin reads the files: no generator, and the files stay
# what people edit.
function(galatea_embed_assets target)
  set(code "\t.section .rodata\n")
  set(table "#include \"notebooks-export/asset.h\"\n\n")
  set(rows "")
  set(files "")
  set(n 0)
  foreach(pair IN LISTS ARGN)
    string(FIND "${pair}" "=" at)
    string(SUBSTRING "${pair}" 0 ${at} name)
    math(EXPR at "${at} + 1")
    string(SUBSTRING "${pair}" ${at} -1 file)
    string(APPEND code "\t.global gal_asset_${n}\n\t.global gal_asset_${n}_end\n"
      "gal_asset_${n}:\n\t.incbin \"${file}\"\ngal_asset_${n}_end:\n\t.byte 0\n")
    string(APPEND table "extern const char gal_asset_${n}[], gal_asset_${n}_end[];\n")
    string(APPEND rows "\t{ \"${name}\", gal_asset_${n}, gal_asset_${n}_end },\n")
    list(APPEND files ${file})
    math(EXPR n "${n} + 1")
  endforeach()
  string(APPEND code "\t.section .note.GNU-stack,\"\",%progbits\n")
  string(APPEND table "\nconst struct gal_asset_row gal_asset_rows[] = {\n${rows}"
    "\t{ NULL, NULL, NULL },\n};\n")
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/assets.S CONTENT "${code}" @ONLY)
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/assets.c CONTENT "${table}" @ONLY)
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/assets.S PROPERTIES
    OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE
    ${CMAKE_CURRENT_BINARY_DIR}/assets.S ${CMAKE_CURRENT_BINARY_DIR}/assets.c)
endfunction()
