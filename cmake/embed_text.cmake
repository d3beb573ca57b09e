# Turns a text file into a C array, so that the program carries its schema.
# usage: cmake -DINPUT=FILE -DOUTPUT=FILE.c -DNAME=ARRAY -P embed_text.cmake
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "extern const char ${NAME}[];\nconst char ${NAME}[] = {\n${bytes}\n0x00\n};\n")
