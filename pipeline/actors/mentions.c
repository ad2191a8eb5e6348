/* mentions.c - phrases as rows of items, read from left to right.
 *
 * A phrase such as "former Russian Foreign Minister Igor Ivanov" is a row of
 * items, each a name, a title, a body or a country that the lexicons know or
 * capitals show. What stands before a name or a title modifies it. Behind a
 * name follow what else tells of it: ", a Russia specialist", "of Ormark",
 * "(R-Mich.)". Most tokens are ordinary words and are passed over by their
 * marks alone.
 *
 * Limits: names in small letters are missed; a name that is also an ordinary
 * word is seen at the start of a sentence only where it is known. */
#include "mentions.h"

#include "stops.h"

#include <string.h>

enum item_kind {
    ITEM_NONE, ITEM_NAME, ITEM_TITLE, ITEM_BODY, ITEM_COUNTRY, ITEM_PEOPLE
};

struct item {
    enum item_kind kind;
    uint32_t start, end;
    const struct entry *entry;
    const struct known *known;
    const char *country; /* of a country, people or body */
    /* what it gives its mention: MENTION_MODIFIER where 's stands behind it,
     * MENTION_ORGANISED a name with "Committee" or the like, and
     * MENTION_DOUBTFUL */
    unsigned flags;
};

enum { ITEMS_MOST = 10 };

/* The terms of the lexicon that begin at a token, the longest of each
 * group; NULL = none. */
struct terms {
    uint32_t at;
    const struct term *thing, *title, *actor;
};

enum { TERMS_KEPT = 4 };

/* Which quote marks are open. */
enum quote_marks { INSIDE_DOUBLE = 1, INSIDE_SINGLE = 2,
                   INSIDE = INSIDE_DOUBLE | INSIDE_SINGLE };
enum { STOP_LONG = 4 }; /* a term of two words or more may begin there */

struct scan {
    const struct mention_tools *tools;
    struct mentions *mentions;
    const struct token *tokens;
    const struct term *terms_by_number; /* as lexicons_terms has them */
    const uint64_t *pairs; /* for lexicons_may_go_on */
    /* by token; of the sentence's, and 0 for what stands around them */
    uint32_t *facts;
    uint32_t *stops; /* tokens that a phrase may begin with and quote marks;
                      * behind them the sentence's end */
    struct stop {
        uint32_t at;
        uint32_t inside; /* bits of enum quote_marks, and STOP_LONG */
    } *kept; /* where an item may begin, and the end again */
    uint32_t sentence, first, end; /* the sentence and its tokens */
    bool heading;
    unsigned parties; /* of its words, bits of TRAIT_PARTY */
    unsigned inside, closing; /* quote marks open here, and at the end */
    unsigned unbegun; /* MENTION_FIRST until the sentence has one */
    struct mention blank; /* what a new mention of the sentence is */
    int32_t title;                 /* last mention of a title, -1 */
    uint32_t apposed, apposed_end; /* tokens that tell of mention `host` */
    int32_t host;
    struct item items[ITEMS_MOST];
    int32_t made[ITEMS_MOST]; /* the mention of each item, -1 */
    int count;
    struct terms terms[TERMS_KEPT]; /* asked for last, by place */
};

enum { FACTS_BEFORE = 1, FACTS_BEHIND = 5 }; /* zeros around a sentence's */

/* ---- words ------------------------------------------------------------ */

/* The facts of the sentence's words, side by side: all else asks these. */
static void read_facts(struct scan *scan) {
    uint32_t *facts = scan->facts;
    *(facts + scan->first - FACTS_BEFORE) = 0;
    scan->parties = TRAIT_PARTY & stops_list(scan->tokens, scan->first,
                                             scan->end, STOP_BIT, facts,
                                             scan->stops);
    memset(facts + scan->end, 0, FACTS_BEHIND * sizeof *facts);
}

static inline unsigned facts_at(const struct scan *scan, uint32_t at) {
    return scan->facts[at];
}

/* Of the token before `at`; 0 at the start of the sentence. */
static inline unsigned facts_before(const struct scan *scan, uint32_t at) {
    return *(scan->facts + at - FACTS_BEFORE);
}

static inline struct word_grammar grammar_at(const struct scan *scan,
                                             uint32_t at) {
    return grammar_of(&scan->tokens[at]);
}

static inline bool is_preposition(const struct scan *scan, uint32_t at) {
    return facts_at(scan, at) & WORD_PREPOSITION;
}

/* A possessive: 's or the apostrophe alone. */
static inline bool is_possessive(const struct scan *scan, uint32_t at) {
    if (at >= scan->end || scan->tokens[at].kind != TOKEN_CLITIC)
        return false;
    const char *text = scan->tokens[at].word->folded;
    return text[0] == '\'' && (!text[1] || (text[1] == 's' && !text[2]));
}

/* ---- items ------------------------------------------------------------ */

static inline bool is_capital(const struct scan *scan, uint32_t at) {
    return facts_at(scan, at) & WORD_CAPITAL;
}

/* Where every word may begin with a capital, capitals prove nothing. */
static bool is_doubtful(const struct scan *scan, uint32_t at) {
    if (scan->heading || at == scan->first)
        return true;
    uint8_t before = scan->tokens[at - 1].kind;
    return before == TOKEN_OPEN_QUOTE || before == TOKEN_OPEN_SINGLE ||
           before == TOKEN_COLON || before == TOKEN_CLOSE_QUOTE;
}

/* "in May", "May 3": a month, not a surname. */
static bool is_month(const struct scan *scan, uint32_t at) {
    return (at + 1 < scan->end &&
            scan->tokens[at + 1].kind == TOKEN_NUMBER) ||
           (at > scan->first && is_preposition(scan, at - 1));
}

static inline bool is_given_name(const struct scan *scan, uint32_t at) {
    return facts_at(scan, at) & WORD_GIVEN;
}

static bool is_initial_letter(const struct token *token) {
    return token->flags & TOKEN_DOTTED && token->length == 2;
}

static bool is_rare_name_word(const struct scan *scan, uint32_t at,
                              unsigned facts) {
    if (facts & WORD_LETTER && is_initial_letter(&scan->tokens[at]))
        return true;
    if ((facts & WORD_MAY) == WORD_TIME) /* "Dallas Morning News" */
        return at > scan->first && is_capital(scan, at - 1) &&
               is_capital(scan, at + 1);
    return facts & WORD_NAME &&
           !((facts & WORD_MAY) == WORD_MAY && is_month(scan, at)) &&
           !(scan->heading && facts & WORD_SENSES && !(facts & WORD_GIVEN));
}

/* A capitalised word that can be part of a name. */
static inline bool is_name_word(const struct scan *scan, uint32_t at) {
    unsigned facts = facts_at(scan, at);
    return facts & (WORD_NAME | WORD_TIME | WORD_LETTER) &&
           is_rare_name_word(scan, at, facts);
}

static bool is_particle(const struct scan *scan, uint32_t at) {
    return facts_at(scan, at) & TRAIT_PARTICLE &&
           (is_capital(scan, at + 1) || is_particle(scan, at + 1) ||
            (facts_at(scan, at + 1) & WORD_JOINT &&
             scan->tokens[at + 1].kind == TOKEN_HYPHEN));
}

static const struct terms NO_TERMS;

static const struct terms *find_terms(struct scan *scan, uint32_t at) {
    enum { NO_GROUP, GROUP_THING, GROUP_TITLE, GROUP_ACTOR, GROUPS };
    static const uint8_t GROUP_OF[TERM_KINDS] = {
        [TERM_COUNTRY] = GROUP_THING, [TERM_DEMONYM] = GROUP_THING,
        [TERM_CAPITAL] = GROUP_THING, [TERM_METONYM] = GROUP_THING,
        [TERM_REGION] = GROUP_THING,  [TERM_BODY] = GROUP_THING,
        [TERM_TITLE] = GROUP_TITLE,   [TERM_ACTOR] = GROUP_ACTOR};
    const struct term *found[GROUPS] = {NULL};
    lexicons_match_each(scan->tools->lexicons, scan->tokens, at, scan->end,
                        GROUP_OF, found);
    struct terms *terms = &scan->terms[at % TERMS_KEPT];
    *terms = (struct terms){at, found[GROUP_THING], found[GROUP_TITLE],
                            found[GROUP_ACTOR]};
    return terms;
}

/* WORD_SECOND where a term may go on from a token of those facts with the
 * next one. */
static inline unsigned goes_on(unsigned facts, unsigned next) {
    _Static_assert(WORD_LONG == WORD_SECOND << 1, "the shift below");
    return facts >> 1 & next & WORD_SECOND;
}

/* A term of two words or more may begin. Both are asked at once: each alone
 * says little. */
static inline bool may_be_long(const struct scan *scan, uint32_t at) {
    uint32_t next = at + (at + 1 < scan->end);
    bool by_facts = goes_on(facts_at(scan, at), facts_at(scan, at + 1));
    return by_facts & lexicons_may_go_on(scan->pairs, &scan->tokens[at],
                                         &scan->tokens[next]);
}

/* The terms at `at`; valid until those a few tokens away are asked for. */
static inline const struct terms *terms_at(struct scan *scan, uint32_t at) {
    if (!(facts_at(scan, at) & WORD_SINGLE) && !may_be_long(scan, at))
        return &NO_TERMS; /* as nearly always */
    const struct terms *terms = &scan->terms[at % TERMS_KEPT];
    return terms->at == at ? terms : find_terms(scan, at);
}

/* Whether the run of capitals [start, at) ends before a word that the
 * lexicons know: not behind a given name alone ("Denzel Washington"). */
static bool name_ends(struct scan *scan, struct item *item, uint32_t at) {
    const struct terms *terms = terms_at(scan, at);
    const struct term *thing = terms->thing, *title = terms->title,
                      *actor = terms->actor;
    if (!thing && !title && !actor)
        return false;
    if (item->end - item->start == 1 && is_given_name(scan, item->start))
        return (thing && thing->words > 1) || (title && title->words > 1) ||
               (actor && actor->words > 1) || is_capital(scan, at + 1);
    if (thing && !is_given_name(scan, at))
        return true;
    if (actor && actor->words > 1)
        return true;
    if (!title)
        return false;
    if (title_is_body(title->entry))
        item->flags |= MENTION_ORGANISED;
    if (item->end - item->start == 1 && title->words == 1 &&
        !is_capital(scan, at + 1) && title->entry->facts & FACT_SURNAME)
        return false;
    return !(title->entry->facts & (FACT_BODY | FACT_GROUP | FACT_DOCUMENT));
}

static bool takes_hyphen(struct scan *scan, uint32_t at) {
    if (at + 1 >= scan->end || scan->tokens[at].kind != TOKEN_HYPHEN ||
        scan->tokens[at + 1].kind != TOKEN_WORD ||
        !(is_capital(scan, at + 1) || at < scan->first + 1 ||
          scan->tokens[at - 1].length <= 4))
        return false;
    const struct terms *terms = terms_at(scan, at + 1);
    return !terms->thing && !terms->actor;
}

/* "Department of Labor", "Center for Peace". */
static bool takes_of(struct scan *scan, const struct item *item,
                     uint32_t at) {
    return item->flags & MENTION_ORGANISED && facts_at(scan, at) & TRAIT_JOIN &&
           is_capital(scan, at + 1) && !terms_at(scan, at + 1)->thing;
}

static uint32_t name_step(struct scan *scan, struct item *item,
                          uint32_t at) {
    if (!(facts_at(scan, at) & (WORD_CAPITAL | WORD_JOINT | TRAIT_PARTICLE |
                                TRAIT_JOIN)))
        return 0; /* as nearly always */
    if (is_name_word(scan, at) && !name_ends(scan, item, at))
        return 1;
    if (takes_hyphen(scan, at) || takes_of(scan, item, at))
        return 2;
    return is_particle(scan, at) ? 1 : 0;
}

static bool name_item(struct scan *scan, uint32_t at, struct item *item) {
    bool particle = is_capital(scan, at) && is_particle(scan, at);
    if (!particle && !is_name_word(scan, at))
        return false;
    const struct term *title = terms_at(scan, at)->title;
    *item = (struct item){.kind = ITEM_NAME, .start = at, .end = at + 1,
                          .country = ""};
    if (title && title_is_body(title->entry))
        item->flags = MENTION_ORGANISED;
    uint32_t step;
    while ((step = name_step(scan, item, item->end)))
        item->end += step;
    unsigned facts = facts_at(scan, at);
    if (!(facts & WORD_SENSES) || facts & WORD_GIVEN ||
        item->end > at + 2 || !is_doubtful(scan, at))
        return true;
    if (item->end == at + 1)
        item->flags |= MENTION_DOUBTFUL;
    /* "Wary Obama": the first word is no part of the name */
    if (item->end == at + 2 && !(item->flags & MENTION_ORGANISED) &&
        !(grammar_at(scan, at).senses & SENSE_NOUN))
        return name_item(scan, at + 1, item);
    return true;
}

static void thing_item(const struct term *term, uint32_t at,
                       struct item *item) {
    *item = (struct item){
        .start = at, .end = at + term->words, .entry = term->entry};
    item->kind = term->kind == TERM_BODY      ? ITEM_BODY
                 : term->kind == TERM_DEMONYM ? ITEM_PEOPLE
                                              : ITEM_COUNTRY;
    item->country = term->entry->cells[term->kind == TERM_BODY
                                           ? BODY_COUNTRY
                                           : COUNTRY_CODE];
    if (term->kind == TERM_REGION) {
        item->kind = ITEM_BODY;
        item->entry = NULL; /* it speaks under its own name */
    }
}

static void title_item(const struct term *term, uint32_t at,
                       struct item *item) {
    *item = (struct item){.kind = ITEM_TITLE, .start = at,
                          .end = at + term->words, .entry = term->entry,
                          .country = ""};
}

/* "Ohio State University", "Miami Herald": a region that begins a name. */
static bool is_region_of_name(struct scan *scan, const struct term *term,
                              uint32_t at) {
    uint32_t next = at + term->words;
    if (term->kind != TERM_REGION || !is_name_word(scan, next) ||
        is_given_name(scan, next))
        return false;
    const struct terms *terms = terms_at(scan, next);
    return !terms->thing && !terms->title && !terms->actor;
}

/* Whether a name begins at `at`, and nothing else that the lexicons know. */
static bool is_mere_name(struct scan *scan, uint32_t at) {
    if (!is_name_word(scan, at))
        return false;
    const struct terms *terms = terms_at(scan, at);
    return !terms->thing && !terms->title;
}

/* A name of the roster; false where the name goes on ("Trump Tower"). */
static bool known_item(struct scan *scan, const struct term *term,
                       uint32_t at, struct item *item) {
    const struct known *known =
        roster_entry(scan->tools->roster, term->entry,
                     scan->tools->document->article.date);
    static const enum item_kind KINDS[] = {[KNOWN_PERSON] = ITEM_NAME,
                                           [KNOWN_BODY] = ITEM_BODY,
                                           [KNOWN_COUNTRY] = ITEM_COUNTRY};
    if (!known)
        return false;
    uint32_t end = at + term->words;
    if (known->kind == KNOWN_PERSON && term->words == 1 &&
        is_mere_name(scan, end))
        return false;
    *item = (struct item){.kind = KINDS[known->kind], .start = at,
                          .end = end, .known = known,
                          .country = known->country};
    if (known->kind == KNOWN_COUNTRY && strcmp(term->text, known->name))
        item->kind = ITEM_PEOPLE;
    return true;
}

/* A name all the same: "Jordan Peele", "Don Lemon". */
static bool is_given_before_name(struct scan *scan, const struct term *term,
                                 uint32_t at) {
    return term->words == 1 && is_given_name(scan, at) &&
           is_mere_name(scan, at + 1);
}

/* The term that a plain word is. */
static inline const struct term *plain_term(const struct scan *scan,
                                            uint32_t at) {
    return &scan->terms_by_number[scan->tokens[at].word->slot[SLOT_ACTORS]];
}

/* An item of one plain word; false where it may be part of the name behind
 * it. */
static bool plain_item(struct scan *scan, uint32_t at, struct item *item) {
    const struct term *term = plain_term(scan, at);
    if (facts_at(scan, at + 1) & (WORD_NAME | WORD_TIME | WORD_LETTER) &&
        (term->kind == TERM_REGION || is_given_name(scan, at)))
        return false;
    if (term->kind == TERM_TITLE)
        title_item(term, at, item);
    else
        thing_item(term, at, item);
    return true;
}

/* `longer`: a term of several words may begin at `at`. */
static bool read_item(struct scan *scan, uint32_t at, bool longer,
                      struct item *item) {
    unsigned facts = facts_at(scan, at);
    if (!longer && facts & WORD_PLAIN && plain_item(scan, at, item))
        return true;
    if (!longer && !(facts & WORD_SINGLE))
        return name_item(scan, at, item);
    const struct terms *terms = terms_at(scan, at);
    const struct term *actor = terms->actor, *thing = terms->thing,
                      *title = terms->title;
    if (actor && (!thing || actor->words >= thing->words) &&
        known_item(scan, actor, at, item))
        return true;
    if (thing && is_region_of_name(scan, thing, at)) {
        bool named = name_item(scan, at + thing->words, item);
        item->start = at;
        item->flags |= MENTION_ORGANISED;
        return named;
    }
    if (thing && !is_given_before_name(scan, thing, at)) {
        thing_item(thing, at, item);
        return true;
    }
    if (title && !title_is_document(title->entry) &&
        !is_given_before_name(scan, title, at)) {
        title_item(title, at, item);
        return true;
    }
    return name_item(scan, at, item);
}

static inline bool item_at(struct scan *scan, uint32_t at,
                           struct item *item) {
    if (!(facts_at(scan, at) & (WORD_ALONE | WORD_LONG)))
        return false; /* as nearly always */
    bool longer = may_be_long(scan, at);
    return (longer || facts_at(scan, at) & WORD_ALONE) &&
           read_item(scan, at, longer, item);
}

/* 's stands behind it. */
static inline bool is_owner(const struct item *item) {
    return item->flags & MENTION_MODIFIER;
}

/* Small words inside a phrase that tell nothing of who it is. */
static bool is_filler(const struct scan *scan, uint32_t at) {
    return at + 1 < scan->end && facts_at(scan, at) & TRAIT_FILLER;
}

/* "vice-" in "Republican vice-presidential nominee". */
static uint32_t skip_fillers(const struct scan *scan, uint32_t at) {
    while (is_filler(scan, at) ||
           (at + 1 < scan->end && scan->tokens[at].kind == TOKEN_HYPHEN))
        at++;
    return at;
}

/* A noun in small letters before a title; there are few. */
static inline bool may_take_noun(const struct scan *scan, uint32_t at) {
    return facts_at(scan, at) & WORD_NOUN &&
           facts_at(scan, at + 1) & WORD_TITLE;
}

static bool read_noun(struct scan *scan, uint32_t at,
                      struct item *item) {
    const struct item *last = &scan->items[scan->count - 1];
    bool close = is_owner(last) || last->kind == ITEM_PEOPLE;
    if ((!close && (last->kind != ITEM_NAME ||
                    grammar_at(scan, at).senses & SENSE_VERB)) ||
        !item_at(scan, at + 1, item) || item->kind != ITEM_TITLE)
        return false;
    item->start = at;
    return true;
}

/* "Chile's [transport] ministry": a noun between a country, a body or a
 * possessive and a title is part of the title. */
static inline bool takes_noun(struct scan *scan, uint32_t at,
                              struct item *item) {
    return may_take_noun(scan, at) && read_noun(scan, at, item);
}

/* "Latinos Share Their Views": a group stands before no name. */
static bool is_plural_title(const struct item *item) {
    return item->kind == ITEM_TITLE && title_is_group(item->entry);
}

static bool is_honorific(const struct item *item) {
    return item->kind == ITEM_TITLE && item->entry->facts & FACT_HONORIFIC &&
           item->entry->cells[TITLE_TERM][0] == 'M';
}

/* Whether a phrase may go on at `at`; most end there. */
static inline bool may_go_on(const struct scan *scan, uint32_t at) {
    unsigned facts = facts_at(scan, at), next = facts_at(scan, at + 1);
    _Static_assert(WORD_NOUN == WORD_TITLE << 5, "the shift below");
    return (facts & (WORD_ALONE | WORD_JOINT | TRAIT_FILLER)) |
               (facts >> 5 & next & WORD_TITLE) ||
           (goes_on(facts, next) && may_be_long(scan, at));
}

/* The item behind those read so far, over words that tell nothing. */
static bool next_item(struct scan *scan, uint32_t at, struct item *item) {
    if (item_at(scan, at, item))
        return true;
    uint32_t next = skip_fillers(scan, at);
    return (next > at && item_at(scan, next, item)) ||
           takes_noun(scan, at, item);
}

/* Whether the phrase goes on behind a possessive at `at`. */
static bool goes_on_behind(struct scan *scan, uint32_t at) {
    struct item next;
    return scan->count < ITEMS_MOST &&
           (item_at(scan, at + 1, &next) || is_filler(scan, at + 1) ||
            takes_noun(scan, at + 1, &next));
}

/* Reads the items of the phrase at `at`; returns its end. */
static uint32_t read_items(struct scan *scan, uint32_t at) {
    scan->count = 0;
    struct item *item = scan->items;
    if (!item_at(scan, at, item))
        return at;
    do {
        if (scan->count && item->kind != ITEM_NAME &&
            is_honorific(item - 1) && is_capital(scan, at) &&
            item->end == at + 1) /* "Mr. King" */
            *item = (struct item){.kind = ITEM_NAME, .start = at,
                                  .end = at + 1, .country = ""};
        if (scan->count && item->kind == ITEM_NAME &&
            is_plural_title(item - 1))
            break;
        scan->count++;
        at = item->end;
        if (!may_go_on(scan, at))
            break;
        if (is_possessive(scan, at)) {
            item->flags |= MENTION_MODIFIER;
            if (!goes_on_behind(scan, at))
                break;
            at++;
        }
        item++;
    } while (scan->count < ITEMS_MOST && next_item(scan, at, item));
    return at;
}

/* ---- from items to mentions ------------------------------------------- */

/* What the items before have told. */
struct before {
    uint32_t role, role_end;
    bool rank, mere; /* as MENTION_RANK, MENTION_MERE */
    const char *country;
    enum gender gender;
    int32_t owner;
    bool person;
};

static void forget(struct before *before) {
    *before = (struct before){.country = "", .owner = -1};
}

static inline struct mention *new_mention(struct scan *scan) {
    struct mentions *mentions = scan->mentions;
    if (mentions->count == mentions->room)
        mentions->items =
            arena_grow(scan->tools->document->arena, mentions->items,
                       mentions->count, &mentions->room,
                       sizeof *mentions->items);
    struct mention *mention = &mentions->items[mentions->count++];
    *mention = scan->blank;
    return mention;
}

/* The next mention is a name of tokens [start, end). */
static inline void note_name(struct scan *scan, uint32_t start,
                             uint32_t end) {
    struct mentions *mentions = scan->mentions;
    mentions->long_names[mentions->long_count] = (uint32_t)mentions->count;
    mentions->long_count += end - start > 1;
}

/* MENTION_QUOTED inside quote marks of any kind. */
static inline unsigned quoted(const struct scan *scan) {
    return scan->inside ? (unsigned)MENTION_QUOTED : 0;
}

static struct mention *add(struct scan *scan, int i) {
    const struct item *item = &scan->items[i];
    scan->made[i] = (int32_t)scan->mentions->count;
    struct mention *mention = new_mention(scan);
    mention->start = item->start;
    mention->end = item->end;
    mention->phrase = scan->items[0].start;
    mention->flags =
        (uint16_t)(quoted(scan) | item->flags |
                   (i + 1 < scan->count ? (unsigned)MENTION_MODIFIER : 0u));
    mention->entry = item->entry;
    mention->known = item->known;
    mention->country = item->country;
    if (item->known) {
        mention->gender = (uint8_t)item->known->gender;
        if (item->known->kind == KNOWN_PERSON)
            mention->flags |= MENTION_PERSON;
    }
    return mention;
}

static enum gender title_gender(const struct entry *title) {
    return title->facts & FACT_MALE     ? GENDER_MALE
           : title->facts & FACT_FEMALE ? GENDER_FEMALE
                                        : GENDER_UNKNOWN;
}

/* A country's bare name tells the topic of an expert ("Russia specialist"),
 * its adjective, possessive or initials the nationality. */
static bool is_nationality(const struct scan *scan, int i) {
    const struct item *item = &scan->items[i];
    if (item->kind == ITEM_PEOPLE || is_owner(item) ||
        scan->tokens[item->start].flags & (TOKEN_DOTTED | TOKEN_UPPER))
        return true;
    const struct item *next = &scan->items[i + 1];
    return i + 1 < scan->count && next->kind == ITEM_TITLE &&
           !(next->entry->facts & FACT_LEARNED);
}

static void note_title(struct before *before, const struct item *item,
                       bool honorific) {
    bool second = before->role < before->role_end && !before->mere &&
                  strchr(item->entry->cells[TITLE_TERM], '.');
    if (!honorific && !second) { /* "presidential nominee Gov. Pence" */
        if (before->role == before->role_end)
            before->role = item->start;
        before->role_end = item->end;
        before->rank = item->entry->facts & FACT_RANK;
        before->mere = item->entry->facts & FACT_MERE;
    }
    before->person |= !title_is_body(item->entry) &&
                      !title_is_group(item->entry);
    if (title_gender(item->entry) != GENDER_UNKNOWN)
        before->gender = title_gender(item->entry);
}

static void dress(struct mention *mention, const struct before *before) {
    mention->owner = before->owner;
    if (mention->flags & MENTION_ORGANISED)
        return;
    mention->role = before->role;
    mention->role_end = before->role_end;
    if (!*mention->country)
        mention->country = before->country;
    if (mention->gender == GENDER_UNKNOWN)
        mention->gender = (uint8_t)before->gender;
    if (before->person)
        mention->flags |= MENTION_PERSON;
    if (before->rank)
        mention->flags |= MENTION_RANK;
    if (before->mere)
        mention->flags |= MENTION_MERE;
}

/* Notes what the given name of a name of several words shows. */
static void take_given_name(const struct scan *scan, uint32_t at,
                            struct mention *mention) {
    int gender = scan->tokens[at].word->slot[SLOT_ACTORS];
    if (facts_at(scan, at) & WORD_SINGLE || may_be_long(scan, at)) {
        const struct term *given =
            lexicons_match(scan->tools->lexicons, scan->tokens, at, scan->end,
                           MARK(TERM_GIVEN_NAME));
        gender = given ? given_gender(given) : NO_GIVEN_NAME;
    }
    if (gender == NO_GIVEN_NAME)
        return;
    if (!(mention->flags & MENTION_ORGANISED))
        mention->flags |= MENTION_PERSON;
    if (mention->gender == GENDER_UNKNOWN)
        mention->gender = (uint8_t)gender;
}

/* Bodies that bear a person's name. */
static bool is_owned(const struct scan *scan, const struct item *item) {
    static const char *const WORDS[] = {
        "campaign", "administration", "team", "camp", "foundation",
        "government", "organization", "regime", "family", "company", NULL};
    const char *word = scan->tokens[item->end - 1].word->folded;
    for (int i = 0; WORDS[i]; i++)
        if (!strcmp(WORDS[i], word))
            return true;
    return false;
}

static inline uint8_t kind_of_title(const struct entry *title) {
    return title_is_body(title)    ? MENTION_COMMON
           : title_is_group(title) ? MENTION_GROUP
                                   : MENTION_TITLE;
}

/* The titles at the end of a phrase as a mention of their own. */
static void add_title(struct scan *scan, int i, const struct before *before) {
    const struct item *item = &scan->items[i];
    struct mention *mention = add(scan, i);
    mention->kind = kind_of_title(item->entry);
    mention->actor =
        mention->kind == MENTION_GROUP ? ACTOR_UNASKED : ACTOR_NOBODY;
    mention->entry = item->entry;
    dress(mention, before);
    mention->start = mention->role;
    if (mention->kind == MENTION_TITLE)
        scan->title = (int32_t)(mention - scan->mentions->items);
    const struct mention *owner =
        before->owner >= 0 ? &scan->mentions->items[before->owner] : NULL;
    if (mention->kind == MENTION_COMMON && owner &&
        owner->kind == MENTION_NAME && is_owned(scan, item)) {
        mention->kind = MENTION_BODY; /* "Clinton campaign" */
        mention->start = owner->start;
        mention->entry = NULL;
    }
}

static const uint8_t MENTION_OF[] = {
    [ITEM_NAME] = MENTION_NAME, [ITEM_BODY] = MENTION_BODY,
    [ITEM_COUNTRY] = MENTION_COUNTRY, [ITEM_PEOPLE] = MENTION_PEOPLE};

static void add_item(struct scan *scan, int i, struct before *before) {
    const struct item *item = &scan->items[i];
    if (item->kind == ITEM_TITLE) {
        note_title(before, item, item->entry->facts & FACT_HONORIFIC);
        if (i + 1 == scan->count && before->role < before->role_end)
            add_title(scan, i, before);
        else if (is_owner(item))
            forget(before);
        return;
    }
    if (item->kind == ITEM_NAME)
        note_name(scan, item->start, item->end);
    struct mention *mention = add(scan, i);
    mention->kind = MENTION_OF[item->kind];
    if (item->kind == ITEM_NAME) {
        if (i > 0)
            dress(mention, before);
        if (item->end - item->start > 1 && is_given_name(scan, item->start))
            take_given_name(scan, item->start, mention);
        forget(before);
        before->owner = scan->made[i];
    } else if (item->kind == ITEM_BODY) {
        before->owner = scan->made[i];
        before->country = item->country;
    } else if (is_nationality(scan, i)) {
        before->country = item->country;
    }
}

/* ---- what stands around a phrase -------------------------------------- */

/* Finds the determiner of the phrase over at most three words between, and
 * moves `*start` to it. */
static unsigned find_determiner(const struct scan *scan, uint32_t *start) {
    uint32_t at = *start;
    for (int words = 0; at > scan->first && words <= 3; words++) {
        unsigned facts = facts_before(scan, at);
        if (facts & TRAIT_DETERMINER) {
            *start = at - 1;
            return facts & TRAIT_DETERMINER;
        }
        if (!(facts & WORD_BETWEEN))
            break;
        at--;
        if (at + 1 == *start && facts & TRAIT_KEPT)
            *start = at;
    }
    return 0;
}

/* The same; most often it stands just before, or there is none. */
static inline unsigned take_determiner(const struct scan *scan,
                                       uint32_t *start) {
    unsigned before = facts_before(scan, *start);
    if (before & WORD_BETWEEN)
        return find_determiner(scan, start);
    *start -= (before & TRAIT_DETERMINER) != 0;
    return before & TRAIT_DETERMINER;
}

/* What stands before the phrase that begins at `start`, as flags;
 * `determiner` is its own. */
static inline unsigned flags_before(const struct scan *scan, uint32_t start,
                                    unsigned determiner) {
    static const uint8_t FLAGS[TRAIT_DETERMINER + 1] = {
        0,
        [TRAIT_THE] = MENTION_DEFINITE,
        [TRAIT_A] = MENTION_INDEFINITE,
        [TRAIT_POSSESSIVE] = MENTION_DEFINITE};
    bool oblique = facts_before(scan, start) & WORD_PREPOSITION;
    return FLAGS[determiner] | (oblique ? (unsigned)MENTION_OBLIQUE : 0);
}

/* The party that tokens [start, end) name; few sentences name any. */
static inline unsigned party_of(const struct scan *scan, uint32_t start,
                                uint32_t end) {
    unsigned party = 0;
    if (scan->parties)
        for (uint32_t at = start; at < end; at++)
            party |= facts_at(scan, at);
    return party & MENTION_PARTY;
}

/* MENTION_FIRST where a mention with these flags is the first subject of its
 * sentence. */
static inline unsigned take_first(struct scan *scan, unsigned flags) {
    bool may_be = !(flags & MENTION_OBLIQUE) & !(scan->inside & INSIDE_DOUBLE);
    unsigned first = may_be ? scan->unbegun : 0;
    scan->unbegun ^= first;
    return first;
}

/* `kind` is the determiner of the phrase, which begins at `start`. */
static void note_surroundings(struct scan *scan, size_t from, uint32_t start,
                              unsigned kind) {
    unsigned flags = flags_before(scan, start, kind);
    for (int i = 0; i + 1 < scan->count; i++)
        if (is_owner(&scan->items[i]))
            flags = (flags & MENTION_OBLIQUE) | MENTION_DEFINITE;
    struct mention *mention = scan->mentions->items + from;
    struct mention *last = scan->mentions->items + scan->mentions->count - 1;
    last->flags |= (uint16_t)(take_first(scan, flags) |
                              party_of(scan, start,
                                       scan->items[scan->count - 1].end));
    for (; mention <= last; mention++) {
        mention->flags |= (uint16_t)flags;
        mention->phrase = start;
        /* "the Tribune": no person's name has an article */
        if (kind == TRAIT_THE && mention->kind == MENTION_NAME &&
            start + 1 == mention->start &&
            !(mention->flags & MENTION_PERSON))
            mention->flags |= MENTION_ORGANISED;
    }
}

/* "(R-Mich.)", "(D)": the party and state of an American politician. */
static bool is_party(const struct scan *scan, uint32_t at) {
    const struct token *tokens = scan->tokens + at;
    return at + 3 < scan->end && tokens[0].kind == TOKEN_BRACKET &&
           tokens[1].length <= 3 &&
           strchr("RDI", *(scan->tools->document->article.text +
                           tokens[1].start)) &&
           (tokens[2].kind == TOKEN_HYPHEN || tokens[2].kind == TOKEN_DASH) &&
           tokens[1].kind == TOKEN_WORD && tokens[1].length == 1 &&
           tokens[3].flags & TOKEN_CAPITAL;
}

/* "of Ormark", "from the Inner Sea Union", "of the Civic League". */
static const char *country_of(struct scan *scan, uint32_t at) {
    at++;
    if (at + 1 < scan->end && facts_at(scan, at) & TRAIT_THE)
        at++;
    struct item item;
    if (!item_at(scan, at, &item) || item.kind == ITEM_TITLE)
        return "";
    return item.country;
}

/* An apposition ends where a clause or another phrase goes on. */
static bool apposition_ends(const struct scan *scan, uint32_t at) {
    if (at >= scan->end)
        return true;
    uint8_t kind = scan->tokens[at].kind;
    if (kind != TOKEN_WORD)
        return kind != TOKEN_CLITIC && kind != TOKEN_HYPHEN;
    uint8_t class = grammar_at(scan, at).class;
    return is_preposition(scan, at) || class == CLASS_WHO ||
           class == CLASS_AND || class == CLASS_THAT ||
           scan->tokens[at].word->marks & MARK(TERM_CUE) ||
           grammar_at(scan, at).cue > 60;
}

/* ", the Pentagon spokesman,": reads the titles behind mention `host`. */
static void read_apposition(struct scan *scan, size_t host, uint32_t at) {
    struct before before;
    forget(&before);
    uint32_t from = at;
    bool last = false;
    for (int words = 0; words < 8 && at < scan->end; words++) {
        struct item item;
        if (item_at(scan, at, &item)) {
            if (item.kind == ITEM_TITLE)
                note_title(&before, &item, false);
            else if (item.kind == ITEM_PEOPLE ||
                     is_possessive(scan, item.end) ||
                     item.kind == ITEM_BODY)
                before.country = item.country;
            at = item.end + is_possessive(scan, item.end);
            last = item.kind == ITEM_TITLE;
            continue;
        }
        if (apposition_ends(scan, at) ||
            (last && !is_filler(scan, at) &&
             scan->tokens[at].kind != TOKEN_HYPHEN))
            break;
        at++;
    }
    if (!last || !before.person || !apposition_ends(scan, at))
        return;
    if (!*before.country)
        before.country = facts_at(scan, at) & TRAIT_JOIN
                             ? country_of(scan, at)
                             : "";
    struct mention *mention = &scan->mentions->items[host];
    if (!*mention->country)
        mention->country = before.country;
    if (mention->gender == GENDER_UNKNOWN)
        mention->gender = (uint8_t)before.gender;
    mention->flags |= MENTION_PERSON;
    scan->host = (int32_t)host;
    scan->apposed = from;
    scan->apposed_end = at;
}

/* "The Danish ambassador to Japan, Freja Holm": the title
 * before the comma belongs to the name. */
static void join_title(struct scan *scan, size_t name) {
    struct mention *mention = &scan->mentions->items[name];
    if (scan->title < 0 || mention->role < mention->role_end ||
        mention->phrase <= scan->first)
        return;
    struct mention *title = &scan->mentions->items[scan->title];
    uint32_t comma = mention->phrase - 1, gap = comma - title->end;
    if (title->sentence != scan->sentence || title->same >= 0 || gap > 7 ||
        title->end > comma || scan->tokens[comma].kind != TOKEN_COMMA ||
        (gap && !is_preposition(scan, title->end)))
        return;
    for (uint32_t i = title->end; i < comma; i++)
        if (scan->tokens[i].kind == TOKEN_COMMA)
            return;
    if (mention->end < scan->end &&
        grammar_at(scan, mention->end).class == CLASS_AND)
        return;
    if (!*mention->country)
        mention->country = title->country;
    if (mention->gender == GENDER_UNKNOWN)
        mention->gender = title->gender;
    mention->flags |= MENTION_PERSON;
    mention->flags |= title->flags & MENTION_FIRST;
    title->same = (int32_t)name;
}

/* What follows the last mention of the phrase tells more of it. */
static void read_behind(struct scan *scan, uint32_t at) {
    size_t last = scan->mentions->count - 1;
    struct mention *mention = &scan->mentions->items[last];
    if (mention->kind != MENTION_NAME && mention->kind != MENTION_TITLE &&
        mention->kind != MENTION_COMMON && mention->kind != MENTION_GROUP)
        return;
    if (is_party(scan, at)) {
        const struct token *letter = &scan->tokens[at + 1];
        char party = scan->tools->document->article.text[letter->start];
        mention->flags &= (uint16_t)~(unsigned)MENTION_PARTY;
        mention->flags |= MENTION_PERSON;
        mention->flags |= party == 'R'   ? (uint16_t)TRAIT_REPUBLICAN
                          : party == 'D' ? (uint16_t)TRAIT_DEMOCRAT
                                         : 0;
        mention->country = "USA";
        return;
    }
    if (facts_at(scan, at) & TRAIT_JOIN && !*mention->country)
        mention->country = country_of(scan, at);
    if (mention->kind != MENTION_NAME)
        return;
    join_title(scan, last);
    if (at < scan->end && scan->tokens[at].kind == TOKEN_COMMA)
        read_apposition(scan, last, at + 1);
}

/* ---- a phrase --------------------------------------------------------- */

/* "The Charlotte Observer": a name and a title in capitals with an article,
 * and nobody's name behind them, are a name together. */
static void join_newspaper(struct scan *scan) {
    if (scan->count != 2)
        return;
    bool region = scan->items[0].kind == ITEM_BODY && !scan->items[0].entry &&
                  !scan->items[0].known;
    if ((scan->items[0].kind != ITEM_NAME && !region) ||
        scan->items[1].kind != ITEM_TITLE || is_owner(&scan->items[0]) ||
        !is_capital(scan, scan->items[1].start) || scan->heading ||
        scan->items[0].start == scan->first ||
        !(facts_at(scan, scan->items[0].start - 1) & TRAIT_THE))
        return;
    scan->items[0].kind = ITEM_NAME;
    scan->items[0].end = scan->items[1].end;
    scan->items[0].country = "";
    scan->items[0].flags |= MENTION_ORGANISED;
    scan->count = 1;
}

/* A bare title in small letters is a mention where something makes it one:
 * "the minister", "Russian officials", "officials". */
static bool is_idle(const struct scan *scan, unsigned determiner) {
    const struct item *first = &scan->items[0];
    return !determiner && scan->count == 1 && first->kind == ITEM_TITLE &&
           !title_is_group(first->entry) && !is_capital(scan, first->start);
}

/* Whether the last mention is a title in the apposition of the host. */
static inline bool is_apposed(const struct scan *scan) {
    struct mention *last = &scan->mentions->items[scan->mentions->count - 1];
    bool apposed = scan->host >= 0 && last->kind == MENTION_TITLE &&
                   last->start >= scan->apposed &&
                   last->start < scan->apposed_end;
    if (apposed)
        last->same = scan->host;
    return apposed;
}

static uint32_t read_phrase(struct scan *scan, uint32_t at) {
    uint32_t end = read_items(scan, at);
    if (!scan->count)
        return at + 1;
    uint32_t start = scan->items[0].start;
    unsigned determiner = take_determiner(scan, &start);
    if (is_idle(scan, determiner))
        return end;
    join_newspaper(scan);
    size_t from = scan->mentions->count;
    struct before before;
    forget(&before);
    for (int i = 0; i < scan->count; i++)
        add_item(scan, i, &before);
    if (from == scan->mentions->count)
        return end;
    note_surroundings(scan, from, start, determiner);
    if (!is_apposed(scan))
        read_behind(scan, end);
    return end > at ? end : at + 1;
}

/* ---- the short way ---------------------------------------------------- */

/* Most phrases are one plain word ("the minister", "Ukraine"), one name of
 * plain words ("John Kerry"), or a plain title and such a name, and what
 * stands behind them shows at once that there is no more to them.  Their
 * mention is written without further ado; a test finds the same as by the
 * long way. */
struct short_phrase {
    uint32_t title, name; /* how many tokens: 0 or 1, and 1 to 3; no name: a
                           * title or a thing */
    bool owner;           /* 's stands behind it */
    unsigned party;       /* that its words name */
};

/* Whether such a phrase stands at a stop, which is plain or part of a name;
 * all its words are stops. */
static inline bool is_short(const struct scan *scan, const struct stop *stop,
                            struct short_phrase *phrase) {
    uint32_t at = stop->at;
    const uint32_t *facts = scan->facts + at;
    unsigned run = WORD_RUN;
    uint32_t title = (facts[0] & WORD_PLAIN) != 0;
    facts += title;
    unsigned second = facts[0] & facts[1] & run;
    unsigned third = second & facts[2];
    uint32_t name =
        !!(facts[0] & run) + (uint32_t)!!second + (uint32_t)!!third;
    uint32_t length = title + name, end = at + length;
    bool owner = facts_at(scan, end) & WORD_JOINT && is_possessive(scan, end);
    /* the last token again where there are fewer; so no branch */
    uint32_t last = length - 1, two = last > 1 ? 2 : last;
    unsigned longer = stop[0].inside | stop[last > 0].inside |
                      stop[two].inside | stop[last].inside;
    const uint32_t *words = scan->facts + at;
    if (longer & STOP_LONG ||
        facts_at(scan, end) & TRAIT_PARTICLE || may_go_on(scan, end + owner))
        return false;
    *phrase = (struct short_phrase){
        .title = title, .name = name, .owner = owner,
        .party = (words[0] | words[last > 0] | words[two] | words[last]) &
                 MENTION_PARTY};
    return true;
}

/* Adds the mention of tokens [at, end), the phrase from `start` on. */
static inline struct mention *add_short(struct scan *scan, uint32_t at,
                                        uint32_t end, uint32_t start,
                                        unsigned determiner,
                                        const struct short_phrase *phrase) {
    unsigned flags = flags_before(scan, start, determiner), party;
    uint32_t words = phrase->title + phrase->name;
    party = start + words + !!determiner == end
                ? phrase->party
                : party_of(scan, start, end); /* of words between, too */
    struct mention *mention = new_mention(scan);
    mention->start = at;
    mention->end = end;
    mention->phrase = start;
    mention->flags =
        (uint16_t)(flags | take_first(scan, flags) | quoted(scan) |
                   party | (phrase->owner ? (unsigned)MENTION_MODIFIER : 0));
    return mention;
}

/* What a plain title tells of a mention, as note_title and dress have it. */
static inline void take_title(struct mention *mention,
                              const struct entry *title, uint32_t at) {
    unsigned facts = title->facts, flags = 0;
    mention->gender = (uint8_t)title_gender(title);
    if (!(facts & (FACT_BODY | FACT_GROUP)))
        flags |= MENTION_PERSON;
    if (!(facts & FACT_HONORIFIC)) {
        mention->role = at;
        mention->role_end = at + 1;
        flags |= (facts & FACT_RANK ? (unsigned)MENTION_RANK : 0) |
                 (facts & FACT_MERE ? (unsigned)MENTION_MERE : 0);
    }
    mention->flags |= (uint16_t)flags;
}

/* A thing or a title without a name. */
static inline uint32_t short_plain(struct scan *scan, uint32_t at,
                                   const struct short_phrase *phrase,
                                   const struct term *term) {
    const struct entry *entry = term->entry;
    uint32_t start = at;
    unsigned determiner = take_determiner(scan, &start);
    if (term->kind != TERM_TITLE) {
        struct item item;
        thing_item(term, at, &item);
        struct mention *thing =
            add_short(scan, at, at + 1, start, determiner, phrase);
        thing->kind = MENTION_OF[item.kind];
        thing->entry = item.entry;
        thing->country = item.country;
        return at + 1;
    }
    bool idle = !determiner & !title_is_group(entry) & !is_capital(scan, at);
    if (idle | !!(entry->facts & FACT_HONORIFIC))
        return at + 1;
    int32_t index = (int32_t)scan->mentions->count;
    struct mention *title =
        add_short(scan, at, at + 1, start, determiner, phrase);
    title->kind = kind_of_title(entry);
    title->actor =
        title->kind == MENTION_GROUP ? ACTOR_UNASKED : ACTOR_NOBODY;
    title->entry = entry;
    take_title(title, entry, at);
    scan->title = title->kind == MENTION_TITLE ? index : scan->title;
    if (!is_apposed(scan) &&
        facts_at(scan, at + 1) & (WORD_TELLS | TRAIT_JOIN))
        read_behind(scan, at + 1);
    return at + 1;
}

/* A name behind a title or none (NULL); returns 0 where the long way has to
 * look at its first word. */
static inline uint32_t short_name(struct scan *scan, uint32_t at,
                                  const struct short_phrase *phrase,
                                  const struct entry *title) {
    uint32_t start = at, end = at + phrase->title + phrase->name;
    at += phrase->title;
    unsigned facts = facts_at(scan, at), doubtful = 0;
    if ((facts & (WORD_SENSES | WORD_GIVEN)) == WORD_SENSES &&
        phrase->name < 3 && is_doubtful(scan, at)) {
        doubtful = phrase->name == 1 ? (unsigned)MENTION_DOUBTFUL : 0;
        if (!doubtful && !(grammar_at(scan, at).senses & SENSE_NOUN))
            return 0;
    }
    unsigned determiner = take_determiner(scan, &start);
    note_name(scan, at, end);
    struct mention *name =
        add_short(scan, at, end, start, determiner, phrase);
    name->kind = MENTION_NAME;
    name->flags |= (uint16_t)doubtful;
    if (title)
        take_title(name, title, at - 1);
    if (phrase->name > 1 && facts & WORD_GIVEN)
        take_given_name(scan, at, name);
    if (determiner == TRAIT_THE && start + 1 == at &&
        !(name->flags & MENTION_PERSON))
        name->flags |= MENTION_ORGANISED;
    if ((facts_before(scan, start) & WORD_TELLS) |
        (facts_at(scan, end) & (WORD_TELLS | TRAIT_JOIN)))
        read_behind(scan, end);
    return end;
}

/* Returns 0 where the long way has to be gone. */
static inline uint32_t read_shortly(struct scan *scan,
                                    const struct stop *stop) {
    uint32_t at = stop->at;
    struct short_phrase phrase;
    if (!(facts_at(scan, at) & (WORD_PLAIN | WORD_RUN)) ||
        !is_short(scan, stop, &phrase))
        return 0;
    if (!phrase.title)
        return short_name(scan, at, &phrase, NULL);
    const struct term *term = plain_term(scan, at);
    if (!phrase.name)
        return short_plain(scan, at, &phrase, term);
    if (term->kind != TERM_TITLE || is_given_name(scan, at) ||
        title_is_group(term->entry))
        return 0;
    return short_name(scan, at, &phrase, term->entry);
}

/* ---- the pass --------------------------------------------------------- */

/* Leaves of the stops those where an item may begin, and notes what quote
 * marks are open there; without a branch, since one stop in three goes. */
static void sift_stops(struct scan *scan) {
    static const struct {
        uint8_t keep, set;
    } MARKS[] = {[TOKEN_WORD] = {INSIDE, 0}, [TOKEN_CLITIC] = {INSIDE, 0},
                 [TOKEN_OPEN_QUOTE] = {INSIDE_SINGLE, INSIDE_DOUBLE},
                 [TOKEN_CLOSE_QUOTE] = {INSIDE_SINGLE, 0},
                 [TOKEN_OPEN_SINGLE] = {INSIDE_DOUBLE, INSIDE_SINGLE},
                 [TOKEN_CLOSE_SINGLE] = {INSIDE_DOUBLE, 0}};
    struct stop *kept = scan->kept;
    unsigned inside = scan->inside;
    for (const uint32_t *stop = scan->stops; *stop < scan->end; stop++) {
        uint8_t kind = scan->tokens[*stop].kind;
        inside = (inside & MARKS[kind].keep) | MARKS[kind].set;
        bool alone = facts_at(scan, *stop) & WORD_ALONE;
        bool longer = may_be_long(scan, *stop);
        *kept = (struct stop){*stop, inside | longer * (unsigned)STOP_LONG};
        kept += alone | longer;
    }
    *kept = (struct stop){scan->end, 0};
    scan->closing = inside;
}

static void scan_sentence(struct scan *scan) {
    bool shortly = !scan->heading && !scan->tools->thorough;
    scan->title = scan->host = -1;
    scan->unbegun = MENTION_FIRST;
    scan->blank.sentence = scan->sentence;
    read_facts(scan);
    sift_stops(scan);
    for (const struct stop *stop = scan->kept; stop->at < scan->end;) {
        scan->inside = stop->inside & INSIDE;
        uint32_t end = shortly ? read_shortly(scan, stop) : 0;
        if (end) {
            stop += end - stop->at; /* each of its words is one */
            continue;
        }
        end = read_phrase(scan, stop->at);
        do
            stop++;
        while (stop->at < end);
    }
    scan->inside = scan->closing;
}

/* "Obama Says Museum Will Tell the Story": no full stop, and nearly every
 * longer word has a capital. */
static bool is_title_case(const struct scan *scan) {
    enum { LONG_WORD = 4, LEAST_WORDS = 4 };
    uint32_t words = 0, capitals = 0;
    if (scan->end == scan->first ||
        scan->tokens[scan->end - 1].kind != TOKEN_WORD)
        return false;
    for (uint32_t i = scan->first; i < scan->end; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->kind == TOKEN_WORD && token->length >= LONG_WORD) {
            words++;
            capitals += (token->flags & TOKEN_CAPITAL) != 0;
            if (words - capitals > LEAST_WORDS)
                return false;
        }
    }
    return words >= LEAST_WORDS && capitals * 10 >= words * 8;
}

void mentions_find(const struct mention_tools *tools,
                   struct mentions *mentions) {
    const struct document *document = tools->document;
    struct arena *arena = document->arena;
    uint32_t count = document->token_count;
    size_t terms;
    struct scan scan = {
        .tools = tools, .mentions = mentions, .tokens = document->tokens,
        .terms_by_number = lexicons_terms(tools->lexicons, &terms),
        .pairs = lexicons_pairs(tools->lexicons),
        .blank = {.country = "", .owner = -1, .same = -1,
                  .actor = ACTOR_NOBODY}};
    scan.facts =
        arena_take(arena, (FACTS_BEFORE + count + FACTS_BEHIND) *
                              sizeof *scan.facts);
    scan.facts += FACTS_BEFORE;
    scan.stops = arena_take(arena, (count + STOPS_BEYOND) *
                                       sizeof *scan.stops);
    scan.kept = arena_take(arena, (count + STOPS_BEYOND) *
                                      sizeof *scan.kept);
    for (int i = 0; i < TERMS_KEPT; i++)
        scan.terms[i].at = UINT32_MAX;
    mentions->long_names =
        arena_take(arena, (count / 2 + 1) * sizeof *mentions->long_names);
    mentions->long_count = 0;
    /* room for what most articles need, so that none is copied */
    mentions->room = count / 4 + 16;
    mentions->items = arena_take(arena, mentions->room *
                                            sizeof *mentions->items);
    uint32_t paragraph = UINT32_MAX;
    for (uint32_t i = 0; i < document->sentence_count; i++) {
        const struct sentence *sentence = &document->sentences[i];
        scan.inside &= 0u - (sentence->paragraph == paragraph);
        paragraph = sentence->paragraph;
        scan.sentence = i;
        scan.first = sentence->token_start;
        scan.end = sentence->token_end;
        scan.heading = sentence->heading || is_title_case(&scan);
        scan_sentence(&scan);
    }
}
