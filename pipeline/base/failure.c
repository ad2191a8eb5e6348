/* failure.c - one formatted sentence, cut off at the size of the record. */
#include "failure.h"

#include <stdarg.h>
#include <stdio.h>

bool fail(struct failure *why, const char *format, ...) {
    if (why) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(why->text, sizeof why->text, format, arguments);
        va_end(arguments);
    }
    return false;
}
