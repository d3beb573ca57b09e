# galatea_warnings: every target of ours links this.
add_library(galatea_warnings INTERFACE)
target_compile_options(galatea_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Werror
  $<$<COMPILE_LANGUAGE:C>:-Wconversion -Wstrict-prototypes -Wmissing-prototypes>)
target_compile_definitions(galatea_warnings INTERFACE _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE)
