# What the compiler and the linker do for a program that reads strangers'
# files. Not under sanitizers, which bring their own checks; fortified headers
# need optimisation.
if(NOT GALATEA_SANITIZE)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection
    $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options(-fcf-protection)
  endif()
  add_link_options(-Wl,-z,relro,-z,now)
  # The folder somebody builds in stays out of the program.
  add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
endif()
