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
    bool possessive;     /* 's stands behind it */
    bool organised;      /* a name with "Committee" or the like in it */
    bool doubtful;
};

enum { ITEMS_MOST = 10, SURE_CUE = 128 };

struct scan {
    const struct mention_tools *tools;
    struct mentions *mentions;
    const struct token *tokens;
    uint32_t sentence, first, end; /* the sentence and its tokens */
    bool heading, quoted, single, begun;
    int32_t title;                 /* last mention of a title, -1 */
    uint32_t apposed, apposed_end; /* tokens that tell of mention `host` */
    int32_t host;
    struct item items[ITEMS_MOST];
    int32_t made[ITEMS_MOST]; /* the mention of each item, -1 */
    int count;
};

static const uint64_t THINGS = MARK(TERM_COUNTRY) | MARK(TERM_DEMONYM) |
                               MARK(TERM_CAPITAL) | MARK(TERM_METONYM) |
                               MARK(TERM_BODY) | MARK(TERM_REGION);
static const uint64_t WANTED = MARK(TERM_ACTOR) | MARK(TERM_TITLE);

/* ---- words ------------------------------------------------------------ */

bool title_is_group(const struct entry *title) {
    return title->facts & FACT_GROUP;
}

bool title_is_body(const struct entry *title) {
    return title->facts & FACT_BODY;
}

bool title_is_document(const struct entry *title) {
    return title->facts & FACT_DOCUMENT;
}

/* In alphabetical order. */
static const struct word_trait {
    const char *word;
    unsigned traits;
} TRAITS[] = {
    {"a", TRAIT_A | TRAIT_VAGUE}, {"acting", TRAIT_FILLER},
    {"al", TRAIT_PARTICLE}, {"all", TRAIT_VAGUE},
    {"an", TRAIT_A | TRAIT_VAGUE}, {"another", TRAIT_A | TRAIT_VAGUE},
    {"any", TRAIT_VAGUE}, {"at", TRAIT_JOIN}, {"bin", TRAIT_PARTICLE},
    {"bint", TRAIT_PARTICLE}, {"both", TRAIT_VAGUE}, {"chief", TRAIT_FILLER},
    {"da", TRAIT_PARTICLE}, {"de", TRAIT_PARTICLE}, {"del", TRAIT_PARTICLE},
    {"della", TRAIT_PARTICLE}, {"democrat", TRAIT_DEMOCRAT},
    {"democratic", TRAIT_DEMOCRAT}, {"democrats", TRAIT_DEMOCRAT},
    {"den", TRAIT_PARTICLE}, {"deputy", TRAIT_FILLER}, {"der", TRAIT_PARTICLE},
    {"di", TRAIT_PARTICLE}, {"dos", TRAIT_PARTICLE}, {"dozens", TRAIT_VAGUE},
    {"du", TRAIT_PARTICLE}, {"each", TRAIT_VAGUE}, {"el", TRAIT_PARTICLE},
    {"every", TRAIT_VAGUE}, {"federal", TRAIT_FILLER | TRAIT_KEPT},
    {"few", TRAIT_VAGUE}, {"five", TRAIT_VAGUE}, {"for", TRAIT_JOIN},
    {"former", TRAIT_FILLER | TRAIT_KEPT}, {"four", TRAIT_VAGUE},
    {"from", TRAIT_JOIN}, {"gop", TRAIT_REPUBLICAN}, {"greens", TRAIT_GREEN},
    {"her", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"high", TRAIT_FILLER},
    {"his", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"ibn", TRAIT_PARTICLE},
    {"in", TRAIT_JOIN}, {"incoming", TRAIT_FILLER},
    {"its", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"jr", TRAIT_NOT_FIRST},
    {"la", TRAIT_PARTICLE}, {"late", TRAIT_FILLER}, {"le", TRAIT_PARTICLE},
    {"libertarian", TRAIT_LIBERTARIAN}, {"libertarians", TRAIT_LIBERTARIAN},
    {"local", TRAIT_KEPT}, {"longtime", TRAIT_FILLER}, {"many", TRAIT_VAGUE},
    {"military", TRAIT_FILLER}, {"more", TRAIT_VAGUE}, {"most", TRAIT_VAGUE},
    {"my", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"new", TRAIT_FILLER},
    {"no", TRAIT_VAGUE}, {"of", TRAIT_JOIN | TRAIT_VAGUE}, {"on", TRAIT_JOIN},
    {"one", TRAIT_A | TRAIT_VAGUE}, {"opposition", TRAIT_FILLER},
    {"other", TRAIT_VAGUE}, {"our", TRAIT_POSSESSIVE | TRAIT_VAGUE},
    {"outgoing", TRAIT_FILLER}, {"presidential", TRAIT_FILLER},
    {"ranking", TRAIT_FILLER}, {"republican", TRAIT_REPUBLICAN},
    {"republicans", TRAIT_REPUBLICAN}, {"retired", TRAIT_FILLER | TRAIT_KEPT},
    {"senior", TRAIT_FILLER}, {"several", TRAIT_VAGUE}, {"some", TRAIT_VAGUE},
    {"sr", TRAIT_NOT_FIRST}, {"state", TRAIT_FILLER}, {"such", TRAIT_VAGUE},
    {"ter", TRAIT_PARTICLE}, {"that", TRAIT_THE | TRAIT_VAGUE},
    {"the", TRAIT_THE | TRAIT_VAGUE},
    {"their", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"then", TRAIT_FILLER},
    {"these", TRAIT_VAGUE}, {"this", TRAIT_THE | TRAIT_VAGUE},
    {"those", TRAIT_VAGUE}, {"three", TRAIT_VAGUE}, {"top", TRAIT_FILLER},
    {"two", TRAIT_VAGUE}, {"ud", TRAIT_PARTICLE}, {"ul", TRAIT_PARTICLE},
    {"van", TRAIT_PARTICLE}, {"vice", TRAIT_FILLER}, {"von", TRAIT_PARTICLE}};
enum { TRAIT_COUNT = sizeof TRAITS / sizeof *TRAITS };

static unsigned work_out_traits(const char *word) {
    int low = 0, high = TRAIT_COUNT;
    while (low < high) {
        int middle = (low + high) / 2;
        const char *other = TRAITS[middle].word;
        int order = *word == *other ? strcmp(word, other)
                                    : (unsigned char)*word - *other;
        if (!order)
            return TRAITS[middle].traits;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

unsigned word_traits_learn(const struct token *token) {
    /* the table of words belongs to this thread; the slot is for this */
    struct word *word = (struct word *)(uintptr_t)token->word;
    unsigned traits = work_out_traits(word->folded);
    word->slot[SLOT_ACTORS] = TRAITS_KNOWN | (int32_t)traits;
    return traits;
}

static inline unsigned traits_at(const struct scan *scan, uint32_t at) {
    return word_traits(&scan->tokens[at]);
}

static inline struct word_grammar grammar_at(const struct scan *scan,
                                             uint32_t at) {
    return grammar_of(scan->tools->grammar, &scan->tokens[at]);
}

static bool is_preposition(const struct scan *scan, uint32_t at) {
    uint8_t class = grammar_at(scan, at).class;
    return class >= CLASS_TO && class <= CLASS_PREPOSITION;
}

/* A possessive: 's or the apostrophe alone. */
static bool is_possessive(const struct scan *scan, uint32_t at) {
    if (at >= scan->end || scan->tokens[at].kind != TOKEN_CLITIC)
        return false;
    const char *text = scan->tokens[at].word->folded;
    return !strcmp(text, "'s") || !strcmp(text, "'");
}

/* ---- items ------------------------------------------------------------ */

static bool is_capital(const struct scan *scan, uint32_t at) {
    return at < scan->end && scan->tokens[at].kind == TOKEN_WORD &&
           scan->tokens[at].flags & TOKEN_CAPITAL;
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
    return scan->tokens[at].word->folded_length == 3 &&
           !memcmp(scan->tokens[at].word->folded, "may", 3) &&
           ((at + 1 < scan->end &&
             scan->tokens[at + 1].kind == TOKEN_NUMBER) ||
            (at > scan->first && is_preposition(scan, at - 1)));
}

static bool is_given_name(const struct scan *scan, uint32_t at) {
    return scan->tokens[at].word->marks & MARK(TERM_GIVEN_NAME);
}

static bool is_initial_letter(const struct token *token) {
    return token->flags & TOKEN_DOTTED && token->length == 2;
}

/* A capitalised word that can be part of a name. */
static bool is_name_word(const struct scan *scan, uint32_t at) {
    if (!is_capital(scan, at) || is_month(scan, at))
        return false;
    if (is_initial_letter(&scan->tokens[at]))
        return true;
    struct word_grammar what = grammar_at(scan, at);
    if (what.class == CLASS_TIME) /* "Dallas Morning News" */
        return at > scan->first && is_capital(scan, at - 1) &&
               is_capital(scan, at + 1);
    if ((what.class != CLASS_NAME && what.class != CLASS_TITLE &&
         what.class != CLASS_UNKNOWN) ||
        what.cue > SURE_CUE) /* "Said Ellis", "Obama Says Museum ..." */
        return false;
    return !(scan->heading && what.senses && !is_given_name(scan, at));
}

static bool is_particle(const struct scan *scan, uint32_t at) {
    return at + 1 < scan->end && traits_at(scan, at) & TRAIT_PARTICLE &&
           (is_capital(scan, at + 1) || is_particle(scan, at + 1) ||
            scan->tokens[at + 1].kind == TOKEN_HYPHEN);
}

static const struct term *match(const struct scan *scan, uint32_t at,
                                uint64_t kinds) {
    if (!(scan->tokens[at].word->marks & kinds))
        return NULL; /* as nearly always: no call */
    return lexicons_match(scan->tools->lexicons, scan->tokens, at, scan->end,
                          kinds);
}

/* Whether the run of capitals [start, at) ends before a word that the
 * lexicons know: not behind a given name alone ("Denzel Washington"). */
static bool name_ends(const struct scan *scan, struct item *item,
                      uint32_t at) {
    if (item->end - item->start == 1 && is_given_name(scan, item->start)) {
        const struct term *term = match(scan, at, THINGS | WANTED);
        return term && (term->words > 1 || is_capital(scan, at + 1));
    }
    if (match(scan, at, THINGS) && !is_given_name(scan, at))
        return true;
    const struct term *known = match(scan, at, MARK(TERM_ACTOR));
    if (known && known->words > 1)
        return true;
    const struct term *title = match(scan, at, MARK(TERM_TITLE));
    if (!title)
        return false;
    if (title_is_body(title->entry))
        item->organised = true;
    if (item->end - item->start == 1 && title->words == 1 &&
        !is_capital(scan, at + 1) && title->entry->facts & FACT_SURNAME)
        return false;
    return !title_is_body(title->entry) && !title_is_group(title->entry) &&
           !title_is_document(title->entry);
}

static bool takes_hyphen(const struct scan *scan, uint32_t at) {
    return at + 1 < scan->end && scan->tokens[at].kind == TOKEN_HYPHEN &&
           scan->tokens[at + 1].kind == TOKEN_WORD &&
           (is_capital(scan, at + 1) || at < scan->first + 1 ||
            scan->tokens[at - 1].length <= 4) &&
           !match(scan, at + 1, THINGS | MARK(TERM_ACTOR));
}

/* "Department of Labor", "Center for Peace". */
static bool takes_of(const struct scan *scan, const struct item *item,
                     uint32_t at) {
    return item->organised && traits_at(scan, at) & TRAIT_JOIN &&
           is_capital(scan, at + 1) && !match(scan, at + 1, THINGS);
}

static uint32_t name_step(const struct scan *scan, struct item *item,
                          uint32_t at) {
    if (at >= scan->end)
        return 0;
    if (is_name_word(scan, at) && !name_ends(scan, item, at))
        return 1;
    if (takes_hyphen(scan, at) || takes_of(scan, item, at))
        return 2;
    return is_particle(scan, at) ? 1 : 0;
}

static bool name_item(const struct scan *scan, uint32_t at,
                      struct item *item) {
    bool particle = is_capital(scan, at) && is_particle(scan, at);
    if (!particle && !is_name_word(scan, at))
        return false;
    *item = (struct item){.kind = ITEM_NAME, .start = at, .end = at + 1,
                          .country = ""};
    const struct term *title = match(scan, at, MARK(TERM_TITLE));
    item->organised = title && title_is_body(title->entry);
    uint32_t step;
    while ((step = name_step(scan, item, item->end)))
        item->end += step;
    item->doubtful = is_doubtful(scan, at) &&
                     grammar_at(scan, at).senses &&
                     item->end == at + 1 && !is_given_name(scan, at);
    /* "Wary Obama": the first word is no part of the name */
    uint8_t senses = grammar_at(scan, at).senses;
    if (is_doubtful(scan, at) && senses && !(senses & SENSE_NOUN) &&
        item->end > at + 1 && !is_given_name(scan, at) && !item->organised &&
        item->end == at + 2)
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

/* "Ohio State University", "Miami Herald": a region that begins a name. */
static bool is_region_of_name(const struct scan *scan,
                              const struct term *term, uint32_t at) {
    uint32_t next = at + term->words;
    return term->kind == TERM_REGION && is_name_word(scan, next) &&
           !is_given_name(scan, next) &&
           !match(scan, next, THINGS | MARK(TERM_TITLE) | MARK(TERM_ACTOR));
}

/* A name of the roster; false where the name goes on ("Trump Tower"). */
static bool known_item(const struct scan *scan, const struct term *term,
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
        is_name_word(scan, end) &&
        !match(scan, end, THINGS | MARK(TERM_TITLE)))
        return false;
    *item = (struct item){.kind = KINDS[known->kind], .start = at,
                          .end = end, .known = known,
                          .country = known->country};
    if (known->kind == KNOWN_COUNTRY && strcmp(term->text, known->name))
        item->kind = ITEM_PEOPLE;
    return true;
}

/* A name all the same: "Jordan Peele", "Don Lemon". */
static bool is_given_before_name(const struct scan *scan,
                                 const struct term *term, uint32_t at) {
    return term->words == 1 && is_given_name(scan, at) &&
           is_name_word(scan, at + 1) &&
           !match(scan, at + 1, THINGS | MARK(TERM_TITLE));
}

/* What is remembered of a word beside its traits. */
enum {
    BEGIN_KNOWN = TRAITS_KNOWN << 1,
    BEGIN_ITEM = TRAITS_KNOWN << 2, /* item_at may find something here */
    BEGIN_NONE = TRAITS_KNOWN << 3  /* but no phrase begins with it */
};

/* Whether a capitalised word that no lexicon knows can begin a name. */
static bool may_be_name(const struct scan *scan, uint32_t at) {
    struct word_grammar what = grammar_at(scan, at);
    if (scan->tokens[at].length <= 2 || what.class == CLASS_TIME ||
        traits_at(scan, at) & TRAIT_PARTICLE)
        return true; /* its neighbours tell */
    return (what.class == CLASS_NAME || what.class == CLASS_TITLE ||
            what.class == CLASS_UNKNOWN) &&
           what.cue <= SURE_CUE;
}

static int32_t learn_begin(const struct scan *scan, uint32_t at) {
    const struct token *token = &scan->tokens[at];
    if (token->word->slot[SLOT_ACTORS] & BEGIN_KNOWN)
        return token->word->slot[SLOT_ACTORS];
    bool capital = token->flags & TOKEN_CAPITAL;
    bool item = token->word->marks & (THINGS | WANTED) ||
                (capital && may_be_name(scan, at));
    bool phrase = item && (capital || token->word->marks & WANTED);
    traits_at(scan, at);
    /* the table of words belongs to this thread; the slot is for this */
    struct word *word = (struct word *)(uintptr_t)token->word;
    word->slot[SLOT_ACTORS] |= BEGIN_KNOWN | (item ? BEGIN_ITEM : 0) |
                               (phrase ? 0 : BEGIN_NONE);
    return word->slot[SLOT_ACTORS];
}

/* Whether an item may begin with the word at `at`; most do not. */
static inline bool may_begin(const struct scan *scan, uint32_t at) {
    int32_t slot = scan->tokens[at].word->slot[SLOT_ACTORS];
    if (!(slot & BEGIN_KNOWN))
        slot = learn_begin(scan, at);
    return slot & BEGIN_ITEM;
}

static bool read_item(const struct scan *scan, uint32_t at,
                      struct item *item) {
    if (!(scan->tokens[at].word->marks & (THINGS | WANTED)))
        return name_item(scan, at, item);
    const struct term *actor = match(scan, at, MARK(TERM_ACTOR));
    const struct term *thing = match(scan, at, THINGS);
    const struct term *title =
        thing ? NULL : match(scan, at, MARK(TERM_TITLE));
    if (actor && (!thing || actor->words >= thing->words) &&
        known_item(scan, actor, at, item))
        return true;
    if (thing && is_region_of_name(scan, thing, at)) {
        bool named = name_item(scan, at + thing->words, item);
        item->start = at;
        item->organised = true;
        return named;
    }
    if (thing && !is_given_before_name(scan, thing, at)) {
        thing_item(thing, at, item);
        return true;
    }
    if (!title && thing)
        title = match(scan, at, MARK(TERM_TITLE));
    if (title && !title_is_document(title->entry) &&
        !is_given_before_name(scan, title, at)) {
        *item = (struct item){.kind = ITEM_TITLE, .start = at,
                              .end = at + title->words,
                              .entry = title->entry, .country = ""};
        return true;
    }
    return name_item(scan, at, item);
}

static inline bool item_at(const struct scan *scan, uint32_t at,
                           struct item *item) {
    return at < scan->end && scan->tokens[at].kind == TOKEN_WORD &&
           may_begin(scan, at) && read_item(scan, at, item);
}

/* Small words inside a phrase that tell nothing of who it is. */
static bool is_filler(const struct scan *scan, uint32_t at) {
    return at + 1 < scan->end && traits_at(scan, at) & TRAIT_FILLER;
}

/* "vice-" in "Republican vice-presidential nominee". */
static uint32_t skip_fillers(const struct scan *scan, uint32_t at) {
    while (is_filler(scan, at) ||
           (at + 1 < scan->end && scan->tokens[at].kind == TOKEN_HYPHEN))
        at++;
    return at;
}

/* A word in small letters before a title; there are few. */
static inline bool may_take_noun(const struct scan *scan, uint32_t at) {
    return at + 1 < scan->end &&
           scan->tokens[at + 1].word->marks & MARK(TERM_TITLE) &&
           !is_capital(scan, at);
}

static bool read_noun(const struct scan *scan, uint32_t at,
                      struct item *item) {
    const struct item *last = &scan->items[scan->count - 1];
    bool close = last->possessive || last->kind == ITEM_PEOPLE;
    struct word_grammar what = grammar_at(scan, at);
    if (!(what.senses & SENSE_NOUN) || what.class < CLASS_NAME ||
        (!close && (last->kind != ITEM_NAME || what.senses & SENSE_VERB)) ||
        !item_at(scan, at + 1, item) || item->kind != ITEM_TITLE)
        return false;
    item->start = at;
    return true;
}

/* "Chile's [transport] ministry": a noun between a country, a body or a
 * possessive and a title is part of the title. */
static inline bool takes_noun(const struct scan *scan, uint32_t at,
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

/* Reads the items of the phrase at `at`; returns its end. */
static uint32_t read_items(struct scan *scan, uint32_t at) {
    scan->count = 0;
    while (scan->count < ITEMS_MOST) {
        struct item item;
        if (!item_at(scan, at, &item)) {
            uint32_t next = scan->count ? skip_fillers(scan, at) : at;
            if (!scan->count ||
                ((next == at || !item_at(scan, next, &item)) &&
                 !takes_noun(scan, at, &item)))
                break;
        }
        if (scan->count && item.kind != ITEM_NAME &&
            is_honorific(&scan->items[scan->count - 1]) &&
            is_capital(scan, at) && item.end == at + 1) /* "Mr. King" */
            item = (struct item){.kind = ITEM_NAME, .start = at,
                                 .end = item.end, .country = ""};
        if (scan->count && item.kind == ITEM_NAME &&
            is_plural_title(&scan->items[scan->count - 1]))
            break;
        scan->items[scan->count++] = item;
        at = item.end;
        if (is_possessive(scan, at)) {
            scan->items[scan->count - 1].possessive = true;
            struct item next;
            if (scan->count == ITEMS_MOST ||
                !(item_at(scan, at + 1, &next) || is_filler(scan, at + 1) ||
                  takes_noun(scan, at + 1, &next)))
                break;
            at++;
        }
    }
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

static struct mention *add(struct scan *scan, int i) {
    struct mentions *mentions = scan->mentions;
    const struct item *item = &scan->items[i];
    mentions->items = arena_grow(scan->tools->document->arena,
                                 mentions->items, mentions->count,
                                 &mentions->room, sizeof *mentions->items);
    scan->made[i] = (int32_t)mentions->count;
    struct mention *mention = &mentions->items[mentions->count++];
    *mention = (struct mention){
        .start = item->start, .end = item->end,
        .phrase = scan->items[0].start, .sentence = scan->sentence,
        .entry = item->entry, .known = item->known,
        .country = item->country, .owner = -1, .same = -1, .actor = -1};
    mention->flags = (scan->quoted || scan->single ? (unsigned)MENTION_QUOTED
                                                   : 0u) |
                     (i + 1 < scan->count || item->possessive
                          ? (unsigned)MENTION_MODIFIER
                          : 0u) |
                     (item->doubtful ? (unsigned)MENTION_DOUBTFUL : 0u) |
                     (item->organised ? (unsigned)MENTION_ORGANISED : 0u);
    if (item->known) {
        mention->gender = item->known->gender;
        if (item->known->kind == KNOWN_PERSON)
            mention->flags |= MENTION_PERSON;
    }
    return mention;
}

static enum gender title_gender(const struct entry *title) {
    char letter = title->cells[TITLE_GENDER][0];
    return letter == 'm' ? GENDER_MALE
           : letter == 'f' ? GENDER_FEMALE
                           : GENDER_UNKNOWN;
}

/* A country's bare name tells the topic of an expert ("Russia specialist"),
 * its adjective, possessive or initials the nationality. */
static bool is_nationality(const struct scan *scan, int i) {
    const struct item *item = &scan->items[i];
    if (item->kind == ITEM_PEOPLE || item->possessive ||
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
        mention->gender = before->gender;
    if (before->person)
        mention->flags |= MENTION_PERSON;
    if (before->rank)
        mention->flags |= MENTION_RANK;
    if (before->mere)
        mention->flags |= MENTION_MERE;
}

/* The gender that the given name shows. */
static void read_given_name(const struct scan *scan,
                            struct mention *mention) {
    const struct term *given =
        match(scan, mention->start, MARK(TERM_GIVEN_NAME));
    if (!given || mention->end - mention->start < 2)
        return;
    char letter = given->entry->cells[NAME_GENDER][0];
    if (!(mention->flags & MENTION_ORGANISED))
        mention->flags |= MENTION_PERSON;
    if (mention->gender == GENDER_UNKNOWN)
        mention->gender = letter == 'm' ? GENDER_MALE
                          : letter == 'f' ? GENDER_FEMALE
                                          : GENDER_UNKNOWN;
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

/* The titles at the end of a phrase as a mention of their own. */
static void add_title(struct scan *scan, int i, const struct before *before) {
    const struct item *item = &scan->items[i];
    struct mention *mention = add(scan, i);
    mention->kind = title_is_body(item->entry)    ? MENTION_COMMON
                    : title_is_group(item->entry) ? MENTION_GROUP
                                                  : MENTION_TITLE;
    mention->entry = item->entry;
    dress(mention, before);
    mention->start = mention->role;
    if (item->entry->facts & FACT_SPOKESPERSON)
        mention->flags |= MENTION_VOICE;
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

static void add_item(struct scan *scan, int i, struct before *before) {
    static const enum mention_kind KINDS[] = {
        [ITEM_NAME] = MENTION_NAME, [ITEM_BODY] = MENTION_BODY,
        [ITEM_COUNTRY] = MENTION_COUNTRY, [ITEM_PEOPLE] = MENTION_PEOPLE};
    const struct item *item = &scan->items[i];
    if (item->kind == ITEM_TITLE) {
        note_title(before, item, item->entry->facts & FACT_HONORIFIC);
        if (i + 1 == scan->count && before->role < before->role_end)
            add_title(scan, i, before);
        else if (item->possessive)
            forget(before);
        return;
    }
    struct mention *mention = add(scan, i);
    mention->kind = KINDS[item->kind];
    if (item->kind == ITEM_NAME) {
        dress(mention, before);
        read_given_name(scan, mention);
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

/* Finds the determiner of the phrase over at most three adjectives and moves
 * `*start` to it. */
static unsigned find_determiner(const struct scan *scan, uint32_t *start) {
    uint32_t at = *start;
    for (int words = 0; at > scan->first && words <= 3; words++) {
        unsigned traits = traits_at(scan, at - 1);
        if (traits & TRAIT_DETERMINER) {
            *start = at - 1;
            return traits & TRAIT_DETERMINER;
        }
        if (!(traits & TRAIT_FILLER) &&
            scan->tokens[at - 1].kind != TOKEN_HYPHEN &&
            !(grammar_at(scan, at - 1).senses & SENSE_ADJECTIVE))
            break;
        at--;
        if (at + 1 == *start && traits & TRAIT_KEPT)
            *start = at;
    }
    return 0;
}

static void note_surroundings(struct scan *scan, size_t from) {
    if (from == scan->mentions->count)
        return;
    uint32_t start = scan->items[0].start;
    unsigned kind = find_determiner(scan, &start);
    unsigned flags = kind == TRAIT_A ? (unsigned)MENTION_INDEFINITE
                     : kind          ? (unsigned)MENTION_DEFINITE
                                     : 0u;
    for (int i = 0; i + 1 < scan->count; i++)
        if (scan->items[i].possessive)
            flags = MENTION_DEFINITE;
    if (start > scan->first && is_preposition(scan, start - 1))
        flags |= MENTION_OBLIQUE;
    struct mention *items = scan->mentions->items;
    size_t count = scan->mentions->count;
    if (!scan->begun && !(flags & MENTION_OBLIQUE) && !scan->quoted) {
        items[count - 1].flags |= MENTION_FIRST;
        scan->begun = true;
    }
    unsigned party = 0;
    uint32_t end = scan->items[scan->count - 1].end;
    for (uint32_t at = start; at < end; at++)
        party |= traits_at(scan, at);
    items[count - 1].party = party & TRAIT_PARTY;
    for (size_t i = from; i < count; i++) {
        struct mention *mention = &items[i];
        mention->flags |= flags;
        mention->phrase = start;
        /* "the Tribune": no person's name has an article */
        if (mention->kind == MENTION_NAME && start + 1 == mention->start &&
            kind == TRAIT_THE && !(mention->flags & MENTION_PERSON))
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
static const char *country_of(const struct scan *scan, uint32_t at) {
    if (at + 1 >= scan->end || !(traits_at(scan, at) & TRAIT_JOIN))
        return "";
    at++;
    if (at + 1 < scan->end && traits_at(scan, at) & TRAIT_THE)
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
        before.country = country_of(scan, at);
    struct mention *mention = &scan->mentions->items[host];
    if (!*mention->country)
        mention->country = before.country;
    if (mention->gender == GENDER_UNKNOWN)
        mention->gender = before.gender;
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
    mention->flags |= MENTION_PERSON | (title->flags & MENTION_FIRST);
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
        mention->party = party == 'R'   ? TRAIT_REPUBLICAN
                         : party == 'D' ? TRAIT_DEMOCRAT
                                        : 0;
        mention->country = "USA";
        mention->flags |= MENTION_PERSON;
        return;
    }
    if (!*mention->country)
        mention->country = country_of(scan, at);
    if (mention->kind != MENTION_NAME)
        return;
    join_title(scan, last);
    if (at < scan->end && scan->tokens[at].kind == TOKEN_COMMA)
        read_apposition(scan, last, at + 1);
}

/* ---- the pass --------------------------------------------------------- */

/* "The Charlotte Observer": a name and a title in capitals with an article,
 * and nobody's name behind them, are a name together. */
static void join_newspaper(struct scan *scan) {
    bool region = scan->items[0].kind == ITEM_BODY && !scan->items[0].entry &&
                  !scan->items[0].known;
    if (scan->count != 2 || (scan->items[0].kind != ITEM_NAME && !region) ||
        scan->items[1].kind != ITEM_TITLE || scan->items[0].possessive ||
        !is_capital(scan, scan->items[1].start) || scan->heading ||
        scan->items[0].start == scan->first ||
        !(traits_at(scan, scan->items[0].start - 1) & TRAIT_THE))
        return;
    scan->items[0].kind = ITEM_NAME;
    scan->items[0].end = scan->items[1].end;
    scan->items[0].country = "";
    scan->items[0].organised = true;
    scan->count = 1;
}

/* A bare title in small letters is a mention where something makes it one:
 * "the minister", "Russian officials", "officials". */
static bool is_idle(const struct scan *scan) {
    const struct item *first = &scan->items[0];
    if (scan->count > 1 || first->kind != ITEM_TITLE ||
        title_is_group(first->entry) ||
        scan->tokens[first->start].flags & TOKEN_CAPITAL)
        return false;
    uint32_t start = first->start;
    return !find_determiner(scan, &start);
}

static uint32_t read_phrase(struct scan *scan, uint32_t at) {
    uint32_t end = read_items(scan, at);
    if (!scan->count)
        return at + 1;
    if (is_idle(scan))
        return end;
    join_newspaper(scan);
    size_t from = scan->mentions->count;
    struct before before;
    forget(&before);
    for (int i = 0; i < scan->count; i++)
        add_item(scan, i, &before);
    if (from == scan->mentions->count)
        return end;
    note_surroundings(scan, from);
    struct mention *last = &scan->mentions->items[scan->mentions->count - 1];
    if (scan->host >= 0 && last->kind == MENTION_TITLE &&
        last->start >= scan->apposed && last->start < scan->apposed_end)
        last->same = scan->host;
    else
        read_behind(scan, end);
    return end > at ? end : at + 1;
}

static void note_quote(struct scan *scan, uint8_t kind) {
    switch (kind) {
    case TOKEN_OPEN_QUOTE: scan->quoted = true; break;
    case TOKEN_CLOSE_QUOTE: scan->quoted = false; break;
    case TOKEN_OPEN_SINGLE: scan->single = true; break;
    case TOKEN_CLOSE_SINGLE: scan->single = false; break;
    default: break;
    }
}

/* The next word from `at` on that may begin a phrase, else the end. */
static uint32_t next_phrase(struct scan *scan, uint32_t at) {
    const struct token *tokens = scan->tokens, *end = tokens + scan->end;
    for (const struct token *token = tokens + at; token < end; token++) {
        if (token->kind >= TOKEN_OPEN_QUOTE)
            note_quote(scan, token->kind);
        if (token->kind != TOKEN_WORD ||
            token->word->slot[SLOT_ACTORS] & BEGIN_NONE)
            continue; /* as nearly always */
        at = (uint32_t)(token - tokens);
        if (!(learn_begin(scan, at) & BEGIN_NONE))
            return at;
    }
    return scan->end;
}

static void scan_sentence(struct scan *scan) {
    scan->title = scan->host = -1;
    scan->begun = false;
    uint32_t at = next_phrase(scan, scan->first);
    while (at < scan->end)
        at = next_phrase(scan, read_phrase(scan, at));
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
    struct scan scan = {.tools = tools, .mentions = mentions,
                        .tokens = document->tokens};
    /* room for what most articles need, so that none is copied */
    mentions->room = document->token_count / 8 + 16;
    mentions->items = arena_take(document->arena,
                                 mentions->room * sizeof *mentions->items);
    uint32_t paragraph = UINT32_MAX;
    for (uint32_t i = 0; i < document->sentence_count; i++) {
        const struct sentence *sentence = &document->sentences[i];
        if (sentence->paragraph != paragraph)
            scan.quoted = scan.single = false;
        paragraph = sentence->paragraph;
        scan.sentence = i;
        scan.first = sentence->token_start;
        scan.end = sentence->token_end;
        scan.heading = sentence->heading || is_title_case(&scan);
        scan_sentence(&scan);
    }
}
