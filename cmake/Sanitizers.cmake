if(GALATEA_SANITIZE)
  set(allowed "address,undefined" "thread" "address" "undefined")
  if(NOT GALATEA_SANITIZE IN_LIST allowed)
    message(FATAL_ERROR "GALATEA_SANITIZE must be one of: ${allowed}")
  endif()
  # -O1: the real archives pass in a third of the time, frames stay readable
  add_compile_options(-O1 -fsanitize=${GALATEA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # The sanitizer opens modules in the program's stead; of the paths to look in
  # only DT_RPATH holds for what others open.
  add_link_options(-fsanitize=${GALATEA_SANITIZE} -Wl,--disable-new-dtags)
endif()
if(GALATEA_FUZZ)
  # coverage in every library of ours, so that libFuzzer can steer by it
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
