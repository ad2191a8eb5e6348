/* json_string.c - RFC 8259, section 7. */
#include "json_string.h"

#include "base/scan.h"

/* The value of four hexadecimal digits, -1 = they are none. */
static long hexadecimal(const char *p) {
    long value = 0;
    for (int i = 0; i < 4; i++) {
        char digit = p[i], letter = (char)(digit | 0x20);
        if (digit >= '0' && digit <= '9')
            value = value * 16 + digit - '0';
        else if (letter >= 'a' && letter <= 'f')
            value = value * 16 + letter - 'a' + 10;
        else
            return -1;
    }
    return value;
}

/* What the letter behind a backslash stands for; 0 = nothing. */
static char unescaped(char letter) {
    switch (letter) {
    case '"': case '\\': case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

static bool is_plain_escape(const char *letter) {
    if (*letter != 'u')
        return unescaped(*letter) != 0;
    long code = hexadecimal(letter + 1);
    return code > 0 && (code < 0xD800 || code > 0xDFFF);
}

const char *json_string_end(const char *body, const char *end, bool *plain) {
    *plain = true;
    for (const char *p = body; p < end;) {
        uint32_t found = scan_json(p);
        if (!found) {
            p += SCAN_BYTES;
            continue;
        }
        p += __builtin_ctz(found);
        if (p >= end)
            return NULL;
        if (*p == '"')
            return p;
        if (*p != '\\') {
            *plain = false;
            p++;
            continue;
        }
        *plain = *plain && is_plain_escape(p + 1);
        p += 2;
    }
    return NULL;
}

/* UTF-8 of a code below U+10000; returns its end. */
static char *put_character(char *into, unsigned long code) {
    if (code < 0x80) {
        *into++ = (char)code;
        return into;
    }
    if (code < 0x800) {
        *into++ = (char)(0xC0 | code >> 6);
    } else {
        *into++ = (char)(0xE0 | code >> 12);
        *into++ = (char)(0x80 | (code >> 6 & 0x3F));
    }
    *into++ = (char)(0x80 | (code & 0x3F));
    return into;
}

size_t json_string_read(const char *body, const char *end, char *into) {
    char *start = into;
    while (body < end) {
        memcpy(into, body, SCAN_BYTES);
        uint32_t found = scan_json(body);
        unsigned plain = found ? (unsigned)__builtin_ctz(found) : SCAN_BYTES;
        body += plain;
        into += plain;
        if (body >= end)
            return (size_t)(into - start) - (size_t)(body - end);
        if (!found)
            continue;
        if (body[1] == 'u') {
            into = put_character(into,
                                 (unsigned long)hexadecimal(body + 2));
            body += 6;
        } else {
            *into++ = unescaped(body[1]);
            body += 2;
        }
    }
    return (size_t)(into - start);
}
