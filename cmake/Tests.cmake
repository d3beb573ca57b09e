# galatea_unit_test(FOLDER FILE [LIBRARY...]): tests/FOLDER/test_FILE.c becomes
# the program test_FOLDER_FILE and one CTest entry; its functions are named
# test_<folder>_<file>__<behaviour>. One that links Threads::Threads gets the
# label threads: it runs again under ThreadSanitizer.
function(galatea_unit_test folder file)
  string(REPLACE "-" "_" prefix ${folder})
  set(name test_${prefix}_${file})
  add_executable(${name} ${CMAKE_SOURCE_DIR}/tests/${folder}/test_${file}.c)
  target_link_libraries(${name} PRIVATE ${ARGN} galatea_warnings PkgConfig::CMOCKA)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE
    TEST_SOURCE_DIR="${CMAKE_SOURCE_DIR}/tests"
    TEST_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${folder}/${file} COMMAND ${name})
  set(labels unit ${folder})
  if("Threads::Threads" IN_LIST ARGN)
    list(APPEND labels threads)
  endif()
  set_tests_properties(${folder}/${file} PROPERTIES SKIP_RETURN_CODE 77 LABELS "${labels}")
endfunction()

# galatea_failing(TEST FUNCTION...): the test links tests/failing.c, and in it
# malloc() and its like fail on demand; FUNCTIONs are told by its own sources.
function(galatea_failing test)
  target_sources(${test} PRIVATE ${CMAKE_SOURCE_DIR}/tests/failing.c)
  foreach(function malloc calloc realloc strdup strndup ${ARGN})
    target_link_options(${test} PRIVATE LINKER:--wrap=${function})
  endforeach()
endfunction()
