/* document.h - the records, in the order in which they come to be.
 *
 * A document is one article and the layers that the stages add to it:
 *
 *     read -> article   split -> sentences   stem -> tokens
 *     dedupe -> the article that it repeats
 *     attribute -> statements   score -> their tone
 *
 * Records are plain structs that point into the article's text by byte
 * offset.  Every array says its length; all arrays stand in text order.  All
 * memory belongs to the document's arena and is gone when the document
 * leaves.  Strings are NUL-terminated and never NULL: "" means unknown. */
#ifndef DETENTE_DOCUMENT_H
#define DETENTE_DOCUMENT_H

#include "base/arena.h"
#include "words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Half-open byte range [start, end) in article.text.  Empty means "none". */
struct span {
    uint32_t start, end;
};

/* ---- read ------------------------------------------------------------- */

/* Zero bytes that may be read behind the end of article.text, so that a scan
 * by whole machine words needs no special case at the end. */
enum { TEXT_PADDING = 80 };

/* A copy of `length` bytes of text with this padding. */
static inline char *text_copy(struct arena *arena, const char *bytes,
                              size_t length) {
    char *copy = (char *)arena_take(arena, length + TEXT_PADDING);
    memcpy(copy, bytes, length);
    memset(copy + length, 0, TEXT_PADDING);
    return copy;
}

/* How an input was written. */
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };

/* An article as it came in, before anything is understood of it. */
struct raw {
    enum format format;
    const char *name;   /* file, for messages and for doc_id */
    size_t line;        /* where it begins in the file, from 1 */
    const char *bytes;  /* a JSON line, a text or a part of one; padded */
    size_t length;
    uint64_t offset;    /* of bytes in the file: head lines, earlier parts */
    const char *head;   /* a text's head lines, "Title: ..."; NULL = none */
    const char *const *cells;  /* CSV: one cell per column of `header` */
    const size_t *lengths;
};

/* Something to tell the user about one input: it was not used, or used with
 * a reservation. */
struct reject {
    const char *file;
    size_t line; /* 0 = the file as a whole */
    const char *reason;
    bool used; /* only a reservation: the input was used all the same */
    struct reject *next;
};

struct article {
    const char *doc_id; /* unique in a run where the input's names are */
    const char *date;   /* "2014-03-30", or "" when unknown */
    const char *source; /* newspaper or agency, or "" */
    const char *title;  /* or "" */
    const char *copy_of; /* dedupe: doc_id of an earlier article, or "" */
    const char *text;   /* the body: valid UTF-8 without NUL, then padding */
    uint32_t length;    /* bytes in text */
    uint32_t offset;    /* where text begins in the source as it was given */
    uint64_t order;     /* 0, 1, 2 ... in the order of the input */
};

/* ---- split ------------------------------------------------------------ */

struct sentence {
    struct span span;      /* without surrounding white space */
    uint32_t paragraph;    /* 0, 1, 2 ... in the article */
    uint32_t token_start;  /* filled by stem: its tokens are */
    uint32_t token_end;    /* tokens[token_start .. token_end) */
    bool heading;          /* a line without a full stop that stands alone */
};

/* ---- stem ------------------------------------------------------------- */

/* A token is a word, a number, or one other character that is no space.
 * "U.S." and "co-operate" are: one token; three tokens (hyphens stand
 * alone).  Clitics are cut off: "Russia's" -> "Russia" "'s", and so are
 * 've 're 'll 'd 'm; "don't" is whole. */
enum token_kind {
    TOKEN_WORD,
    TOKEN_NUMBER,      /* starts with a digit: "1,200.5", "21st" */
    TOKEN_CLITIC,      /* 's 've 're 'll 'd 'm */
    TOKEN_STOP,        /* . ! ? and the ellipsis */
    TOKEN_COMMA,
    TOKEN_COLON,       /* : ; */
    TOKEN_DASH,        /* en and em dash, "--", hyphen between spaces */
    TOKEN_HYPHEN,      /* hyphen between letters */
    TOKEN_OPEN_QUOTE,  /* a double quote mark that opens */
    TOKEN_CLOSE_QUOTE, /* a double quote mark that closes */
    TOKEN_OPEN_SINGLE, /* a single quote mark used as one: 'yes' */
    TOKEN_CLOSE_SINGLE,
    TOKEN_BRACKET,     /* ( ) [ ] { } */
    TOKEN_OTHER        /* % $ / & @ # ... */
};

enum token_flag {
    TOKEN_SPACE_BEFORE = 1, /* white space or the sentence's start before it */
    TOKEN_CAPITAL = 2,      /* first letter is upper case */
    TOKEN_UPPER = 4,        /* two letters or more, all upper case */
    TOKEN_DOTTED = 8        /* "U.S.": letters each with its full stop */
};

struct token {
    uint32_t start;
    uint16_t length; /* bytes; longer runs are cut */
    uint8_t kind;    /* enum token_kind */
    uint8_t flags;   /* enum token_flag */
    uint32_t form;   /* lower half of word->folded_hash */
    uint32_t facts[FACTS_OF]; /* of its spelling and kind; see words.h */
    const struct word *word; /* what else is known of its spelling; never
                              * NULL, but far away */
};

/* ---- attribute -------------------------------------------------------- */

enum form { FORM_DIRECT, FORM_INDIRECT, FORM_MIXED };

struct statement {
    const struct span *pieces; /* content: one span or more, in text order */
    uint32_t piece_count;
    struct span cue;           /* "said", "according to"; empty = none */
    const struct span *tokens; /* not bytes: the tokens of each piece, then
                                * those of the cue; NULL = not known */
    struct span speaker;       /* the mention as it stands; empty = none */
    enum form form;
    const char *speaker_text;  /* the mention's words, "" = none */
    const char *cue_text;
    const char *actor;         /* canonical name; pronouns resolved */
    const char *role;          /* "foreign minister", "" = unknown */
    const char *country;       /* ISO 3166 alpha-3, "" = none or unknown */
    const char *targets;       /* canonical names, joined by ';' */
    const char *rule;          /* why this speaker and this content */
    const char *text;          /* the pieces, joined by one space */
    /* score: all in units of 1/10000 */
    int32_t tone;              /* P(conciliatory) - P(hostile) */
    int32_t probability[3];    /* in the order of the model's labels */
    const char *label;         /* a string of the model */
    const char *evidence;      /* features that weighed most, with weights */
    /* the row that it came from, where it was read from a table */
    const char *const *cells;  /* document.columns cells, or NULL */
};

/* ---- the document ----------------------------------------------------- */

/* What a document holds: bits of the table of stages. */
enum layer {
    LAYER_ARTICLE = 1,
    LAYER_SENTENCES = 2,
    LAYER_TOKENS = 4,
    LAYER_COPIES = 8, /* article.copy_of */
    LAYER_STATEMENTS = 16,
    LAYER_TONE = 32,
    LAYER_TRENDS = 64 /* given by trend to the run, not to one document */
};

struct signature;

struct document {
    struct arena *arena; /* owned by whoever owns the document */
    unsigned layers;     /* bits of enum layer that are filled */
    struct raw raw;
    struct reject *rejects; /* in the order in which they were found */
    bool rejected;          /* no further stage sees it */
    struct article article;
    bool elsewhere;         /* it belongs to another shard of the run */
    const struct signature *signature; /* copies.h; kept in a part of a run,
                                        * NULL = too short */
    struct sentence *sentences;
    uint32_t sentence_count;
    struct token *tokens; /* of the whole article, sentence by sentence */
    uint32_t token_count;
    struct words *words;  /* the table of their words, this thread's own */
    struct statement *statements;
    uint32_t statement_count;
    /* the header of the CSV that it was read from, or NULL; owned by the
     * input, which outlives the document */
    const char *const *header;
    uint32_t columns;
};

/* Notes that the document, or line `line` of it, was not used and why, or
 * (document_note) was used with a reservation.  The reason is copied. */
void document_reject(struct document *document, size_t line,
                     const char *reason);
void document_note(struct document *document, size_t line,
                   const char *reason);

#endif
