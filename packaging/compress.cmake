# Before CPack makes the package: man pages and changelog compressed, without
# name and time, as Debian policy 12.1 and 12.7 want them.
file(GLOB files ${CPACK_TEMPORARY_DIRECTORY}/usr/share/man/man1/*.1
  ${CPACK_TEMPORARY_DIRECTORY}/usr/share/doc/galatea/changelog)
if(files)
  execute_process(COMMAND gzip -9n ${files} COMMAND_ERROR_IS_FATAL ANY)
endif()
