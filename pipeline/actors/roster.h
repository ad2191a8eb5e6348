/* roster.h - who is known before an article is read: countries, holders of
 * offices by date, a user's own actors.
 *
 * An index over the lexicons, opened once, then only read. Spellings are
 * compared by name_key, so that "Zelenskiy" finds "Zelensky" and "Londono"
 * finds "Londoño". */
#ifndef DETENTE_ROSTER_H
#define DETENTE_ROSTER_H

#include "lexicons.h"
#include "offices.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gender { GENDER_UNKNOWN, GENDER_MALE, GENDER_FEMALE };

enum known_kind { KNOWN_PERSON, KNOWN_BODY, KNOWN_COUNTRY };

/* A row of offices.csv or of the user's file; strings are the lexicons'. */
struct known {
    const char *name;
    const char *role;     /* "" = none */
    const char *country;  /* code or, from a user, a name; "" = none */
    const char *from, *to; /* ISO days; "" = open */
    enum known_kind kind;
    enum gender gender;
    bool users;           /* from the user's file: its name always wins */
    uint32_t given, family; /* name_key of the first and the last word */
    uint32_t office;      /* role_key of the role */
    uint32_t office_last; /* that of its last word */
    uint64_t office_bits; /* role_bits of the role */
};

struct roster;

/* Lends from `lexicons`, which must outlive it. Never fails. */
struct roster *roster_open(const struct lexicons *lexicons);
void roster_close(struct roster *roster);

/* The row that a term of kind TERM_ACTOR stands in; of several rows of the
 * same holder the one in office on `date`, else the last before it. */
const struct known *roster_entry(const struct roster *roster,
                                 const struct entry *entry,
                                 const char *date);
/* The person of that given and family name (keys), best for `date`; given 0:
 * by family name alone, where only one person in office about `date` or only
 * one at all has it. NULL = nobody. */
const struct known *roster_person(const struct roster *roster,
                                  uint32_t given, uint32_t family,
                                  const char *date);
/* Who held the office in `country` ("" = any, if only one country has it) on
 * `date`; NULL = nobody known, or the date is unknown. */
const struct known *roster_holder(const struct roster *roster,
                                  uint32_t office, const char *country,
                                  const char *date);

/* Whether that person held the office and left it before `date`. */
bool roster_held(const struct roster *roster, const struct known *known,
                 uint32_t office, const char *date);

/* Whether anybody ever held it. */
bool roster_has_office(const struct roster *roster, uint32_t office);

/* The body whose name has these words in any order, by the sum of their
 * role_keys: "foreign ministry" + "Russian". "" = none. */
const char *roster_body(const struct roster *roster, uint32_t key);

/* role_bits of a body's name and of its kind; it is asked for by the cell of
 * the lexicon that names it. */
uint64_t roster_body_bits(const struct roster *roster, const char *name);

/* The name of a country by its code (a user's country: by its name), and the
 * first adjective of its people; "" = unknown. */
const char *roster_country_name(const struct roster *roster,
                                const char *code);
const char *roster_demonym(const struct roster *roster, const char *code);

/* What is known of the words of titles. */
const struct offices *roster_offices(const struct roster *roster);

/* A number for a name's word: letter case, diacritics and the commonest
 * differences of transliteration set aside. Never 0. */
uint32_t name_key(const char *folded, size_t length);

#endif
