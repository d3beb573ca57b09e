/* What every unit test includes: cmocka and the headers it wants first. */
#ifndef GALATEA_TESTS_TEST_H
#define GALATEA_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
