/* lexicons.h - the words that the stages know, read from CSV files.
 *
 * lexicons/english/ holds one file a kind of knowledge; the README there
 * says what the columns mean.  A cell may hold several terms, `;` between
 * them, and a term several words.  Opened once, then only read, by any
 * number of threads. */
#ifndef DETENTE_LEXICONS_H
#define DETENTE_LEXICONS_H

#include "base/failure.h"
#include "document.h"

/* What a term is.  The bit 1 << kind stands in word.marks of a word that is
 * such a term by itself or begins one. */
enum term_kind {
    TERM_ABBREVIATION,
    TERM_COUNTRY,  /* a country's name: "Russia" */
    TERM_DEMONYM,  /* "Russian", "Russians" */
    TERM_CAPITAL,  /* a capital city: "Moscow" */
    TERM_METONYM,  /* stands for a government: "the Kremlin" */
    TERM_REGION,   /* a part of a country or a city: "Texas", "Donetsk" */
    TERM_BODY,     /* "NATO", "the White House", "Hamas" */
    TERM_TITLE,    /* "Gen.", "foreign minister", "officials" */
    TERM_OFFICE,   /* an office whose holders are known */
    TERM_GIVEN_NAME,
    TERM_PRONOUN,
    TERM_CUE,      /* "said", "according to", "warning" */
    TERM_ACTOR,    /* a name from a user's actors file, or office holder */
    TERM_KINDS
};

#define MARK(kind) (UINT64_C(1) << (kind))

/* Beside those of the kinds: the word stands second in some term. */
#define MARK_SECOND (UINT32_C(1) << TERM_KINDS)

/* One row of a file.  Cells stand in the order of the columns declared in
 * lexicons.c; a column that the file lacks is "". */
struct entry {
    const char *const *cells;
    unsigned facts;   /* of a title: bits of enum title_fact */
    const char *file; /* its path, for messages */
    size_t line;
};

/* One term of a row. */
struct term {
    enum term_kind kind;
    const char *text;      /* as written in the file */
    const struct entry *entry;
    uint32_t words;        /* tokens that it is long */
    uint32_t first;        /* internal: its words in the common array */
};

/* Columns, per kind of file: indices into entry.cells. */
enum abbreviation_column { ABBREVIATION_TERM, ABBREVIATION_ENDS_SENTENCE };
enum country_column {
    COUNTRY_CODE, COUNTRY_NAME, COUNTRY_ALIASES, COUNTRY_DEMONYMS,
    COUNTRY_CAPITAL, COUNTRY_METONYMS, COUNTRY_REGIONS
};
enum body_column { BODY_NAME, BODY_ALIASES, BODY_KIND, BODY_COUNTRY };
enum title_column { TITLE_TERM, TITLE_KIND, TITLE_GENDER };
enum office_column {
    OFFICE_COUNTRY, OFFICE_TITLE, OFFICE_HOLDER, OFFICE_ALIASES,
    OFFICE_GENDER, OFFICE_FROM, OFFICE_TO
};
enum name_column { NAME_TERM, NAME_GENDER };
enum pronoun_column {
    PRONOUN_TERM, PRONOUN_GENDER, PRONOUN_NUMBER, PRONOUN_PERSON
};
enum cue_column { CUE_TERM, CUE_FORMS, CUE_KIND, CUE_FRAMES };
enum actor_column {
    ACTOR_NAME, ACTOR_ALIASES, ACTOR_ROLE, ACTOR_COUNTRY, ACTOR_GENDER,
    ACTOR_KIND
};

/* What the kind of a title says of it, worked out once for each row. */
enum title_fact {
    FACT_GROUP = 1,       /* several persons */
    FACT_BODY = 2,        /* a body */
    FACT_DOCUMENT = 4,    /* a text */
    FACT_HONORIFIC = 8,
    FACT_SURNAME = 16,    /* of a kind that is often a surname: "King" */
    FACT_LEARNED = 32,    /* an expert, who may have a country as a topic */
    FACT_SPOKESPERSON = 64,
    FACT_MERE = 128,      /* what part somebody plays, or kin; no leaders */
    FACT_RANK = 256,      /* gives way to an office */
    FACT_MALE = 512,
    FACT_FEMALE = 1024
};

struct lexicons;

/* Opens every file of `folder`; `actors` is a user's actors file or NULL.
 * A missing file of the folder counts as empty; a damaged row, a missing
 * column or an unreadable folder fails, naming file and line. */
struct lexicons *lexicons_open(const char *folder, const char *actors,
                               struct failure *why);
void lexicons_close(struct lexicons *lexicons);

/* SHA-256 in hexadecimal over all files read, in the order of their names. */
const char *lexicons_checksum(const struct lexicons *lexicons);

/* The longest term of one of `kinds` (bits MARK(...)) whose words are
 * tokens[at], tokens[at + 1], ... before `end`; NULL = none.  Letter case:
 * a term that is written with a capital in the file needs one in the text,
 * one in capitals ("US", "WHO") needs capitals, others match any case. */
static inline const struct term *
lexicons_match(const struct lexicons *lexicons, const struct token *tokens,
               uint32_t at, uint32_t end, uint64_t kinds);

/* The same for several groups of kinds at once: found[g], NULL before, is
 * the longest of the kinds whose group_of is g. The word at `at` begins a
 * term. */
void lexicons_match_each(const struct lexicons *lexicons,
                         const struct token *tokens, uint32_t at, uint32_t end,
                         const uint8_t group_of[TERM_KINDS],
                         const struct term **found);

/* A bit for each two words that begin a term, for lexicons_may_go_on. */
const uint64_t *lexicons_pairs(const struct lexicons *lexicons);

enum { PAIR_BITS = 16 };

/* The bit of two words, by their halves of hashes. */
static inline uint32_t lexicons_pair(uint32_t first, uint32_t second) {
    return (first * UINT32_C(0x9E3779B1) + second) * UINT32_C(0x85EBCA6B) >>
           (32 - PAIR_BITS);
}

/* False where surely no term of two words or more begins with these. */
static inline bool lexicons_may_go_on(const uint64_t *pairs,
                                      const struct token *first,
                                      const struct token *second) {
    uint32_t pair = lexicons_pair(first->form, second->form);
    return pairs[pair / 64] >> pair % 64 & 1;
}

/* Whether any term of two words or more begins with that word. */
bool lexicons_is_long(const struct lexicons *lexicons,
                      const struct word *word);

/* All terms, in the order of files and rows. */
const struct term *lexicons_terms(const struct lexicons *lexicons,
                                  size_t *count);

/* The abbreviation that is spelled exactly so, full stop included; NULL =
 * none. */
const struct entry *lexicons_abbreviation(const struct lexicons *lexicons,
                                          const char *bytes, size_t length);

/* False where surely no abbreviation ends with the full stop at `stop`, three
 * bytes before which there is text. */
bool lexicons_may_abbreviate(const struct lexicons *lexicons,
                             const char *stop);

/* For words.c: marks and first phrase of a folded word, 0 and -1 = none. */
void lexicons_mark(const struct lexicons *lexicons, uint64_t folded_hash,
                   uint32_t *marks, int32_t *phrases);

/* For lexicons_match: the word is or begins a term of one of the kinds. */
const struct term *lexicons_match_known(const struct lexicons *lexicons,
                                        const struct token *tokens,
                                        uint32_t at, uint32_t end,
                                        uint64_t kinds);

static inline const struct term *
lexicons_match(const struct lexicons *lexicons, const struct token *tokens,
               uint32_t at, uint32_t end, uint64_t kinds) {
    return tokens[at].word->marks & kinds
               ? lexicons_match_known(lexicons, tokens, at, end, kinds)
               : NULL;
}

#endif
