# galatea_embed(OUT NAME FILE): the C file ${OUT} holds the text of FILE as the
# array NAME, with a NUL behind it; it is made again when FILE changes.
function(galatea_embed out name file)
  set(c ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_text.cmake)
  add_custom_command(
    OUTPUT ${c}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${CMAKE_CURRENT_SOURCE_DIR}/${file}
      -DOUTPUT=${c} -DNAME=${name} -P ${script}
    DEPENDS ${file} ${script}
    VERBATIM)
  set(${out} ${c} PARENT_SCOPE)
endfunction()
