/* cast.c - two passes over the mentions: full names, then all the rest in
 * the order of the text.
 *
 * Limits: two persons of the same surname and gender are told apart by the
 * title, else the one who is named more often is meant; nicknames ("Bill" for
 * "William") are two persons unless the roster knows better. */
#include "cast.h"

#include "pipeline.h"

#include <string.h>

static const char *article_date(const struct cast *cast) {
    return cast->tools->document->article.date;
}

static const struct token *token_at(const struct cast *cast, uint32_t at) {
    return &cast->tokens[at];
}

static struct arena *arena_of(const struct cast *cast) {
    return cast->tools->document->arena;
}

static void cast_one(struct cast *cast, struct mention *mention);

/* Whether two texts are the same; most often they are the same string. */
static bool is_same(const char *a, const char *b) {
    return a == b || (*a == *b && !strcmp(a, b));
}

/* ---- texts ------------------------------------------------------------ */

struct text {
    char *bytes;
    size_t length;
};

static void put_bytes(struct text *text, const char *bytes, size_t length) {
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

static struct text text_begin(const struct cast *cast, size_t room) {
    struct text text = {arena_take(arena_of(cast), room + 1), 0};
    text.bytes[0] = '\0';
    return text;
}

/* "a b" */
static const char *join_words(const struct cast *cast, const char *a,
                              const char *b) {
    size_t first = strlen(a), second = strlen(b);
    struct text text = text_begin(cast, first + second + 1);
    put_bytes(&text, a, first);
    put_bytes(&text, " ", 1);
    put_bytes(&text, b, second);
    return text.bytes;
}

static size_t room_for(const struct cast *cast, uint32_t start,
                       uint32_t end) {
    size_t room = 64;
    for (uint32_t i = start; i < end; i++)
        room += token_at(cast, i)->length + 24u;
    return room;
}

/* The token as written; in capitals only its first letter stays so. */
static void put_token(const struct cast *cast, struct text *text,
                      uint32_t at, bool first, bool small) {
    const struct token *token = token_at(cast, at);
    if (!first && token->flags & TOKEN_SPACE_BEFORE)
        put_bytes(text, " ", 1);
    const char *bytes =
        cast->tools->document->article.text + token->start;
    size_t from = text->length;
    put_bytes(text, bytes, token->length);
    if (small)
        for (size_t i = from + 1; i < text->length; i++)
            if (text->bytes[i] >= 'A' && text->bytes[i] <= 'Z')
                text->bytes[i] = (char)(text->bytes[i] + 32);
}

static bool is_initial(const struct token *token) {
    return token->flags & TOKEN_DOTTED && token->length == 2;
}

/* Whether tokens [start, end) stand in the text as they are written: one
 * blank where there is white space, no initial inside. */
static bool is_plain(const struct cast *cast, uint32_t start, uint32_t end) {
    const char *text = cast->tools->document->article.text;
    for (uint32_t i = start + 1; i < end; i++) {
        const struct token *token = token_at(cast, i);
        uint32_t before = token[-1].start + token[-1].length;
        bool space = token->flags & TOKEN_SPACE_BEFORE;
        if (token->start != before + space || (space && text[before] != ' ') ||
            (i + 1 < end && is_initial(token)))
            return false;
    }
    return true;
}

/* The name without initials in its middle: "John F. Kerry" and "John Kerry"
 * are written alike in all articles. */
static const char *name_text(const struct cast *cast,
                             const struct mention *mention, bool small) {
    if (!small && is_plain(cast, mention->start, mention->end)) {
        uint32_t start = token_at(cast, mention->start)->start;
        const struct token *last = token_at(cast, mention->end - 1);
        return arena_copy(arena_of(cast),
                          cast->tools->document->article.text + start,
                          last->start + last->length - start);
    }
    struct text text =
        text_begin(cast, room_for(cast, mention->start, mention->end));
    for (uint32_t i = mention->start; i < mention->end; i++) {
        bool inside = i > mention->start && i + 1 < mention->end;
        if (!inside || !is_initial(token_at(cast, i)))
            put_token(cast, &text, i, i == mention->start, small);
    }
    return text.bytes;
}

static bool all_capitals(const struct cast *cast,
                         const struct mention *mention) {
    for (uint32_t i = mention->start; i < mention->end; i++)
        if (token_at(cast, i)->kind == TOKEN_WORD &&
            !(token_at(cast, i)->flags & TOKEN_UPPER) &&
            token_at(cast, i)->length > 2)
            return false;
    const struct token *token = token_at(cast, mention->start);
    return token->length > 4 && strpbrk(token->word->folded, "aeiouy");
}

/* Ranks and titles that are abbreviated before a name. */
static const struct abbreviation {
    const char *short_form, *role;
    const char *country; /* where only one country abbreviates it so */
} ROLES[] = {{"gen", "general", ""},        {"lt", "lieutenant", ""},
             {"adm", "admiral", ""},        {"col", "colonel", ""},
             {"maj", "major", ""},          {"capt", "captain", ""},
             {"sgt", "sergeant", ""},       {"brig", "brigadier", ""},
             {"cmdr", "commander", ""},     {"cpl", "corporal", ""},
             {"sen", "senator", "USA"},        {"rep", "representative", "USA"},
             {"gov", "governor", "USA"},       {"pres", "president", ""},
             {"sens", "senator", "USA"}, {"reps", "representative", "USA"},
             {"representative", "representative", "USA"},
             {"congressman", "congressman", "USA"},
             {"congresswoman", "congresswoman", "USA"},
             {"rev", "reverend", ""},       {"atty", "attorney", "USA"},
             {"supt", "superintendent", ""}, {"insp", "inspector", ""},
             {"det", "detective", ""},      {"del", "delegate", ""},
             {"secretary-general", "secretary general", ""}};
enum { ROLE_COUNT = sizeof ROLES / sizeof *ROLES };

/* Bit n: a short form has n letters. */
static const uint32_t SHORT_LENGTHS =
    1 << 2 | 1 << 3 | 1 << 4 | 1 << 11 | 1 << 13 | 1 << 14 | 1 << 17;

static const struct abbreviation *find_abbreviation(
    const struct token *token) {
    if (token->flags & TOKEN_CAPITAL && token->word->folded_length < 32 &&
        SHORT_LENGTHS >> token->word->folded_length & 1)
        for (int i = 0; i < ROLE_COUNT; i++)
            if (ROLES[i].short_form[0] == token->word->folded[0] &&
                !strcmp(token->word->folded, ROLES[i].short_form))
                return &ROLES[i];
    return NULL;
}

/* The word of a role in small letters; NULL = as it is written. */
static const char *role_word(const struct token *token) {
    const struct abbreviation *abbreviation = find_abbreviation(token);
    if (abbreviation)
        return abbreviation->role;
    const char *folded = token->word->folded;
    if ((*folded == 'r' && !strcmp(folded, "republican")) ||
        (*folded == 'd' && !strncmp(folded, "democrat", 8)))
        return NULL;
    return token->flags & (TOKEN_DOTTED | TOKEN_UPPER)
               ? NULL
               : folded;
}

static bool is_word(const struct cast *cast, uint32_t at, const char *word) {
    return !strcmp(token_at(cast, at)->word->folded, word);
}

static bool is_former(const struct cast *cast,
                      const struct mention *mention) {
    return mention->role > 0 &&
           word_traits(token_at(cast, mention->role - 1)) & TRAIT_KEPT &&
           is_word(cast, mention->role - 1, "former");
}

/* The body that stands before the titles as a part of the role; NULL = none. */
static const struct mention *role_owner(const struct cast *cast,
                                        const struct mention *mention) {
    if (mention->owner < 0)
        return NULL;
    const struct mention *owner = &cast->mentions->items[mention->owner];
    return owner->kind == MENTION_BODY && owner->entry &&
                   owner->end <= mention->role
               ? owner
               : NULL;
}

/* "foreign minister"; a body that it belongs to stands before it. */
static const char *role_text(const struct cast *cast,
                             const struct mention *mention) {
    if (mention->role == mention->role_end)
        return "";
    const struct mention *owner = role_owner(cast, mention);
    uint32_t from = owner ? owner->start : mention->role;
    struct text text =
        text_begin(cast, room_for(cast, from, mention->role_end));
    if (is_former(cast, mention))
        put_bytes(&text, "former ", 7);
    for (uint32_t i = from; owner && i < owner->end; i++)
        put_token(cast, &text, i, i == from, false);
    for (uint32_t i = mention->role; i < mention->role_end; i++) {
        const struct token *token = token_at(cast, i);
        const char *word = role_word(token);
        if (token->kind == TOKEN_CLITIC)
            continue;
        if (text.length && text.bytes[text.length - 1] != ' ' &&
            (token->flags & TOKEN_SPACE_BEFORE))
            put_bytes(&text, " ", 1);
        if (word)
            put_bytes(&text, word, strlen(word));
        else
            put_token(cast, &text, i, true, false);
    }
    return text.bytes;
}

static bool is_vague(const struct cast *cast, uint32_t at) {
    const struct token *token = token_at(cast, at);
    return token->kind != TOKEN_WORD || word_traits(token) & TRAIT_VAGUE;
}

/* Drops what tells nothing at the ends of a description. */
static void describe_ends(const struct cast *cast, uint32_t *start,
                          uint32_t *end) {
    while (*start + 1 < *end && is_vague(cast, *start))
        ++*start;
    while (*end > *start + 1 &&
           (token_at(cast, *end - 1)->kind == TOKEN_CLITIC ||
            token_at(cast, *end - 1)->kind == TOKEN_COMMA))
        --*end;
}

/* Whether a description begins with a small letter: its first word is no
 * name, and a capital only says that a sentence begins. */
static bool begins_small(const struct cast *cast, uint32_t start,
                         uint32_t end) {
    if (start > 0 && token_at(cast, start - 1)->kind == TOKEN_WORD)
        return false; /* a capital inside a sentence */
    const struct token *first = token_at(cast, start);
    struct word_grammar what = grammar_of(first);
    uint64_t names = MARK(TERM_COUNTRY) | MARK(TERM_DEMONYM) |
                     MARK(TERM_BODY) | MARK(TERM_ACTOR) | MARK(TERM_CAPITAL);
    if (first->flags & (TOKEN_UPPER | TOKEN_DOTTED) ||
        first->word->marks & names ||
        !(what.senses || first->word->marks & MARK(TERM_TITLE) ||
          what.class != CLASS_NAME))
        return false;
    const struct term *title =
        lexicons_match(cast->tools->lexicons, cast->tokens, start, end,
                       MARK(TERM_TITLE));
    return !title || title->text[0] < 'A' || title->text[0] > 'Z';
}

const char *cast_describe(const struct cast *cast, uint32_t start,
                          uint32_t end) {
    describe_ends(cast, &start, &end);
    struct text text = text_begin(cast, room_for(cast, start, end));
    for (uint32_t i = start; i < end; i++)
        put_token(cast, &text, i, i == start, false);
    if (begins_small(cast, start, end) && text.bytes[0] >= 'A' &&
        text.bytes[0] <= 'Z')
        text.bytes[0] = (char)(text.bytes[0] + 32);
    return text.bytes;
}

/* ---- actors ----------------------------------------------------------- */

/* A new actor of whom no more is known; valid until the next is added. */
static struct actor *add_actor(struct cast *cast, enum actor_kind kind,
                               const char *name) {
    if (cast->count == cast->room)
        cast->actors = arena_grow(arena_of(cast), cast->actors, cast->count,
                                  &cast->room, sizeof *cast->actors);
    struct actor *actor = &cast->actors[cast->count++];
    *actor = cast->nobody;
    actor->name = name;
    actor->kind = (uint8_t)kind;
    int32_t last = cast->last_of[kind];
    *(last ? &cast->actors[last - 1].next : &cast->first_of[kind]) =
        cast->last_of[kind] = (int32_t)cast->count;
    return actor;
}

static int32_t index_of(const struct cast *cast, const struct actor *actor) {
    return (int32_t)(actor - cast->actors);
}

/* name_key of a token, worked out once for each word. */
static uint32_t token_key(const struct token *token) {
    /* the table of words belongs to this thread; the slot is for this */
    struct word *word = (struct word *)(uintptr_t)token->word;
    if (!word->slot[SLOT_NAME])
        word->slot[SLOT_NAME] =
            (int32_t)name_key(word->folded, word->folded_length);
    return (uint32_t)word->slot[SLOT_NAME];
}

/* Initials and "Jr." are neither first nor last name. */
static inline bool is_borne(const struct token *token) {
    return token->kind == TOKEN_WORD && !is_initial(token) &&
           !(word_traits(token) & TRAIT_NOT_FIRST);
}

/* The keys of a name's words, without particles either. */
static uint32_t read_words(const struct cast *cast, uint32_t start,
                           uint32_t end, uint32_t words[ACTOR_WORDS]) {
    uint32_t count = 0;
    for (uint32_t i = start; i < end; i++) {
        const struct token *token = token_at(cast, i);
        if (!is_borne(token) ||
            (!(token->flags & TOKEN_CAPITAL) && i + 1 < end &&
             token->word->folded_length <= 3))
            continue;
        if (count == ACTOR_WORDS)
            count--;
        words[count++] = token_key(token);
    }
    return count;
}

static bool among_words(const uint32_t *words, uint32_t count,
                        uint32_t word) {
    for (uint32_t i = 0; i < count; i++)
        if (words[i] == word)
            return true;
    return false;
}

static void set_words(struct actor *actor, const uint32_t *words,
                      uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        actor->words[i] = words[i];
    actor->word_count = count & 63;
}

static bool has_word(const struct actor *actor, uint32_t word) {
    return among_words(actor->words, actor->word_count, word);
}

static uint32_t family(const struct actor *actor) {
    return actor->words[actor->word_count - 1];
}

/* ---- who bears a word in his name ------------------------------------- */

/* Enters each word of the actor's name; those of a name that he has no more
 * stay, so that who asks looks at the name again. */
static void enter_words(struct cast *cast, int32_t index) {
    const struct actor *actor = &cast->actors[index];
    for (uint32_t i = 0; i < actor->word_count; i++) {
        if (cast->bearer_count == cast->bearer_room)
            cast->bearers = arena_grow(arena_of(cast), cast->bearers,
                                       cast->bearer_count, &cast->bearer_room,
                                       sizeof *cast->bearers);
        int32_t *head = &cast->heads[actor->words[i] % CAST_HEADS];
        int32_t at = (int32_t)cast->bearer_count++;
        cast->bearers[at] = (struct bearer){actor->words[i], index, *head};
        *head = at + 1;
    }
}

/* Walks those who may bear a word, in no order: 0 = no more, else
 * cast->bearers[place - 1]. */
static int32_t next_place(const struct cast *cast, int32_t place,
                          uint32_t word) {
    while (place && cast->bearers[place - 1].word != word)
        place = cast->bearers[place - 1].next;
    return place;
}

static int32_t first_bearer(const struct cast *cast, uint32_t word) {
    return next_place(cast, cast->heads[word % CAST_HEADS], word);
}

static int32_t next_bearer(const struct cast *cast, int32_t place) {
    const struct bearer *bearer = &cast->bearers[place - 1];
    return next_place(cast, bearer->next, bearer->word);
}

static int32_t bearer_at(const struct cast *cast, int32_t place) {
    return cast->bearers[place - 1].actor;
}

static bool genders_fit(enum gender a, enum gender b) {
    return a == b || a == GENDER_UNKNOWN || b == GENDER_UNKNOWN;
}

/* ---- roles ------------------------------------------------------------ */

static bool is_given(const struct role *role) {
    return role->mention || role->text;
}

static const char *write_role(const struct cast *cast, struct role *role) {
    if (!role->text)
        role->text = role->mention ? role_text(cast, role->mention) : "";
    return role->text;
}

enum { NO_OFFICE = 1 }; /* remembered of a word whose key is 0 */

/* role_key of a token as roles are written, worked out once for each word. */
static uint32_t office_key(const struct cast *cast, uint32_t at) {
    const struct token *token = token_at(cast, at);
    /* the table of words belongs to this thread; the slot is for this */
    struct word *word = (struct word *)(uintptr_t)token->word;
    if (!word->slot[SLOT_OFFICE]) {
        const char *text = role_word(token);
        if (!text)
            text = arena_copy(arena_of(cast),
                              cast->tools->document->article.text +
                                  token->start,
                              token->length);
        uint32_t key = role_key(text);
        word->slot[SLOT_OFFICE] = (int32_t)(key ? key : NO_OFFICE);
    }
    uint32_t key = (uint32_t)word->slot[SLOT_OFFICE];
    return key == NO_OFFICE ? 0 : key;
}

static void add_to_role(const struct cast *cast, struct role *role,
                        uint32_t at) {
    role->last = office_key(cast, at);
    role->office += role->last;
    role->bits |= role_bit(role->last);
}

/* The role that a mention gives. */
static struct role read_role(const struct cast *cast,
                             const struct mention *mention) {
    struct role role = {.mention = mention};
    const struct mention *owner = role_owner(cast, mention);
    for (uint32_t i = owner ? owner->start : 0; owner && i < owner->end; i++)
        add_to_role(cast, &role, i);
    if (is_former(cast, mention))
        add_to_role(cast, &role, mention->role - 1);
    for (uint32_t i = mention->role; i < mention->role_end; i++)
        if (token_at(cast, i)->kind != TOKEN_CLITIC)
            add_to_role(cast, &role, i);
    return role;
}

static void add_titled(struct cast *cast, struct actor *actor,
                       const struct role *role, bool rank) {
    cast->titled = arena_grow(arena_of(cast), cast->titled,
                              cast->titled_count, &cast->titled_room,
                              sizeof *cast->titled);
    cast->titled[cast->titled_count++] = (struct titled){
        .role = *role, .actor = index_of(cast, actor), .rank = rank};
    actor->titled = (int32_t)cast->titled_count;
}

/* An office stands before a mere rank; the second of two is remembered. */
static void learn_role(struct cast *cast, struct actor *actor,
                       const struct role *role, bool rank) {
    if (!actor->titled) {
        if (role->office)
            add_titled(cast, actor, role, rank);
        return;
    }
    struct titled *titled = &cast->titled[actor->titled - 1];
    if (role->office == titled->role.office)
        return;
    if (titled->rank && !rank) {
        titled->also = titled->role;
        titled->role = *role;
        titled->rank = rank;
    } else if (!is_given(&titled->also)) {
        titled->also = *role;
    }
}

static void learn_more(struct cast *cast, int32_t index,
                       const struct mention *mention);

/* Everything that a mention tells of its actor, unless it is known; a
 * surname alone, as most are, tells nothing. */
static inline void learn(struct cast *cast, int32_t index,
                         struct mention *mention) {
    mention->actor = index;
    if (mention->role < mention->role_end || *mention->country ||
        mention->gender || mention->flags & (MENTION_PERSON | MENTION_PARTY))
        learn_more(cast, index, mention);
}

static void learn_more(struct cast *cast, int32_t index,
                       const struct mention *mention) {
    struct actor *actor = &cast->actors[index];
    if (actor->gender == GENDER_UNKNOWN)
        actor->gender = (uint8_t)mention->gender;
    if (actor->kind == ACTOR_NAMED && mention->flags & MENTION_PERSON)
        actor->kind = ACTOR_PERSON;
    if (!actor->party)
        actor->party = mention->flags & MENTION_PARTY;
    if (!*actor->country)
        actor->country = mention->country;
    if (!*actor->country && mention->role < mention->role_end) {
        const struct abbreviation *abbreviation =
            find_abbreviation(token_at(cast, mention->role));
        actor->country = abbreviation ? abbreviation->country : "";
    }
    bool mere = mention->flags & MENTION_MERE && actor->kind <= ACTOR_NAMED;
    if (mention->role >= mention->role_end || mere)
        return;
    struct role role = read_role(cast, mention);
    learn_role(cast, actor, &role, mention->flags & MENTION_RANK);
}

static int32_t find_known(const struct cast *cast,
                          const struct known *known) {
    for (int32_t i = first_bearer(cast, known->family); i;
         i = next_bearer(cast, i)) {
        const struct known *other = cast->actors[bearer_at(cast, i)].known;
        if (other && other->family == known->family &&
            (other->name == known->name || !strcmp(other->name, known->name)))
            return bearer_at(cast, i);
    }
    return -1;
}

/* Whether the role of a known one is his on the article's date. */
static bool has_role(const struct cast *cast, const struct known *known) {
    const char *date = article_date(cast);
    return *known->role &&
           (known->users || (*date && strcmp(known->from, date) <= 0 &&
                             (!*known->to || strcmp(date, known->to) <= 0)));
}

static void copy_words(struct actor *actor, const struct known *known) {
    const uint32_t words[] = {known->given, known->family};
    set_words(actor, words, known->given == known->family ? 1 : 2);
}

static int32_t known_actor(struct cast *cast, const struct known *known) {
    static const enum actor_kind KINDS[] = {[KNOWN_PERSON] = ACTOR_PERSON,
                                            [KNOWN_BODY] = ACTOR_BODY,
                                            [KNOWN_COUNTRY] = ACTOR_STATE};
    int32_t found = find_known(cast, known);
    if (found >= 0)
        return found;
    struct actor *actor = add_actor(cast, KINDS[known->kind], known->name);
    actor->known = known;
    actor->gender = (uint8_t)known->gender;
    actor->country = known->country;
    if (has_role(cast, known)) {
        struct role role = {.text = known->role,
                            .bits = known->office_bits,
                            .office = known->office,
                            .last = known->office_last};
        add_titled(cast, actor, &role, false);
    }
    copy_words(actor, known);
    enter_words(cast, index_of(cast, actor));
    return index_of(cast, actor);
}

/* ---- names ------------------------------------------------------------ */

static bool is_same_name(const struct actor *actor, const uint32_t *words,
                         uint32_t count, bool organised) {
    if (!actor->word_count || family(actor) != words[count - 1])
        return false;
    if (organised || actor->kind == ACTOR_BODY)
        return actor->word_count == count &&
               !memcmp(actor->words, words, count * sizeof *words);
    /* "Serrin Vesna Dorlak": a place may stand before a name */
    return actor->words[0] == words[0] || has_word(actor, words[0]) ||
           among_words(words, count, actor->words[0]);
}

/* Names an actor as the mention does. It is written when asked, since most
 * actors neither speak nor are spoken of. */
static void set_name(const struct cast *cast, struct actor *actor,
                     const struct mention *mention) {
    actor->name = NULL;
    actor->mention = mention;
    if (actor->kind != ACTOR_BODY)
        return;
    actor->name_bits = 0;
    for (uint32_t i = mention->start; i < mention->end; i++)
        actor->name_bits |= role_bit(office_key(cast, i));
}

/* The first actor of that name, -1 = none. */
static int32_t find_name(const struct cast *cast, const uint32_t *words,
                         uint32_t count, bool organised) {
    int32_t found = -1;
    for (int32_t i = first_bearer(cast, words[count - 1]); i;
         i = next_bearer(cast, i)) {
        int32_t index = bearer_at(cast, i);
        if ((found < 0 || index < found) &&
            is_same_name(&cast->actors[index], words, count, organised))
            found = index;
    }
    return found;
}

static int32_t new_name(struct cast *cast, struct mention *mention,
                        const uint32_t *words, uint32_t count) {
    bool organised = mention->flags & MENTION_ORGANISED;
    struct actor *actor =
        add_actor(cast, organised                        ? ACTOR_BODY
                        : mention->flags & MENTION_PERSON ? ACTOR_PERSON
                                                          : ACTOR_NAMED,
                  NULL);
    actor->capitals = all_capitals(cast, mention);
    set_name(cast, actor, mention);
    set_words(actor, words, count);
    enter_words(cast, index_of(cast, actor));
    return index_of(cast, actor);
}

/* The best of the spellings so far: without a place before it, not in
 * capitals. */
static void take_spelling(struct cast *cast, int32_t index,
                          const struct mention *mention,
                          const uint32_t *words, uint32_t count) {
    struct actor *actor = &cast->actors[index];
    actor->mentions++;
    if (!actor->known && count < actor->word_count &&
        words[0] != actor->words[0]) {
        memset(cast->found, 0, sizeof cast->found);
        set_name(cast, actor, mention);
        set_words(actor, words, count);
        enter_words(cast, index);
    }
    if (actor->capitals && !all_capitals(cast, mention)) {
        memset(cast->found, 0, sizeof cast->found);
        set_name(cast, actor, mention);
        actor->capitals = false;
    }
}

/* A name of two words or more. */
static void cast_full_name(struct cast *cast, struct mention *mention,
                           const uint32_t *words, uint32_t count) {
    bool organised = mention->flags & MENTION_ORGANISED;
    const struct known *known = mention->known;
    if (!known && !organised)
        known = roster_person(cast->tools->roster, words[0],
                              words[count - 1], article_date(cast));
    int32_t index = -1;
    if (known)
        index = known_actor(cast, known);
    else
        index = find_name(cast, words, count, organised);
    if (index < 0 && mention->flags & MENTION_DOUBTFUL)
        return;
    if (index < 0)
        index = new_name(cast, mention, words, count);
    take_spelling(cast, index, mention, words, count);
    learn(cast, index, mention);
}

/* Mentioned in one of the few sentences before. */
static bool is_near(const struct cast *cast, const struct actor *actor,
                    const struct mention *mention) {
    return actor->last >= 0 &&
           cast->mentions->items[actor->last].sentence + 4 >=
               mention->sentence;
}

static uint32_t office_of(const struct cast *cast,
                          const struct actor *actor) {
    return actor->titled ? cast->titled[actor->titled - 1].role.office : 0;
}

/* How well an actor answers to a surname. */
static long surname_points(const struct cast *cast,
                           const struct mention *mention, uint32_t word,
                           uint32_t office, int32_t index) {
    const struct actor *actor = &cast->actors[index];
    return (long)actor->mentions + (family(actor) == word ? 1000 : 0) +
           (office && office == office_of(cast, actor) ? 500 : 0) +
           (is_near(cast, actor, mention) ? 300 : 0) +
           (actor->gender && actor->gender == mention->gender ? 200 : 0);
}

/* Whose surname it is: gender and title must fit; then who is near, then who
 * is named in full more often. Mostly only one bears it. */
static int32_t find_surname(const struct cast *cast,
                            const struct mention *mention, uint32_t word) {
    int32_t best = -1;
    long best_points = -1;
    uint32_t office = 0;
    for (int32_t i = first_bearer(cast, word); i; i = next_bearer(cast, i)) {
        int32_t index = bearer_at(cast, i);
        const struct actor *actor = &cast->actors[index];
        if (!has_word(actor, word) || actor->kind > ACTOR_BODY ||
            !genders_fit(actor->gender, mention->gender))
            continue;
        if (best < 0) {
            best = index;
            continue;
        }
        if (best_points < 0) {
            if (mention->role < mention->role_end)
                office = read_role(cast, mention).office;
            best_points = surname_points(cast, mention, word, office, best);
        }
        long points = surname_points(cast, mention, word, office, index);
        if (points > best_points || (points == best_points && index < best))
            best_points = points, best = index;
    }
    return best;
}

/* A title says more of a surname than the roster may know. */
static const struct known *known_surname(const struct cast *cast,
                                         const struct mention *mention,
                                         uint32_t word) {
    const struct known *known =
        mention->known ? mention->known
                       : roster_person(cast->tools->roster, 0, word,
                                       article_date(cast));
    if (!known || !genders_fit(known->gender, mention->gender) ||
        (mention->flags & MENTION_DOUBTFUL && !has_role(cast, known)))
        return NULL;
    if (*mention->country && *known->country &&
        strcmp(mention->country, known->country))
        return NULL;
    return known;
}

static void cast_surname(struct cast *cast, struct mention *mention,
                         uint32_t word) {
    int32_t index = -1;
    if (mention->known && mention->known->users)
        index = known_actor(cast, mention->known);
    if (index < 0)
        index = find_surname(cast, mention, word);
    if (index < 0) {
        const struct known *known = known_surname(cast, mention, word);
        if (known)
            index = known_actor(cast, known);
    }
    if (index < 0 && !(mention->flags & MENTION_DOUBTFUL))
        index = new_name(cast, mention, &word, 1);
    if (index >= 0)
        learn(cast, index, mention);
}

/* ---- bodies and countries --------------------------------------------- */

/* Where the actor was found to whom a string of the lexicon leads; emptied
 * when a name changes. */
static struct found *place_found(struct cast *cast, const char *string) {
    return &cast->found[((uintptr_t)string >> 4) % CAST_FOUND];
}

static int32_t find_or_add_country(struct cast *cast, const char *code) {
    for (int32_t i = cast->first_of[ACTOR_STATE]; i;
         i = cast->actors[i - 1].next)
        if (is_same(cast->actors[i - 1].country, code))
            return i - 1;
    const char *name = roster_country_name(cast->tools->roster, code);
    if (!*name)
        return -1;
    struct actor *actor = add_actor(cast, ACTOR_STATE, name);
    actor->country = code;
    return index_of(cast, actor);
}

static int32_t country_actor(struct cast *cast, const char *code) {
    struct found *found = place_found(cast, code);
    if (found->string != code)
        *found = (struct found){code, find_or_add_country(cast, code)};
    return found->actor;
}

/* Of a body's name, which may not be written yet. */
static char first_letter(const struct cast *cast, const struct actor *actor) {
    return actor->name
               ? actor->name[0]
               : cast->tools->document->article
                     .text[token_at(cast, actor->mention->start)->start];
}

static int32_t body_actor(struct cast *cast, const char *name,
                          const char *country, const struct entry *entry) {
    for (int32_t i = cast->first_of[ACTOR_BODY]; i;
         i = cast->actors[i - 1].next)
        if (first_letter(cast, &cast->actors[i - 1]) == name[0] &&
            !strcmp(cast_name_of(cast, i - 1), name))
            return i - 1;
    struct actor *actor = add_actor(cast, ACTOR_BODY, name);
    actor->country = country;
    actor->entry = entry;
    return index_of(cast, actor);
}

/* "Clinton campaign": of a person the surname, of another name all. */
static void cast_owned_body(struct cast *cast, struct mention *mention) {
    const struct mention *owner = &cast->mentions->items[mention->owner];
    if (owner->actor < 0) {
        mention->actor = ACTOR_UNASKED;
        return;
    }
    const char *whole = cast_name_of(cast, owner->actor);
    const struct actor *actor = &cast->actors[owner->actor];
    const char *last = strrchr(whole, ' ');
    const char *name =
        actor->kind == ACTOR_PERSON && last ? last + 1 : whole;
    const char *title =
        cast_describe(cast, mention->role, mention->role_end);
    mention->actor = body_actor(
        cast, join_words(cast, name, title), actor->country, NULL);
}

static int32_t lexicon_body(struct cast *cast,
                            const struct mention *mention) {
    const char *name = mention->entry->cells[BODY_NAME];
    struct found *found = place_found(cast, name);
    if (found->string != name)
        *found = (struct found){
            name, body_actor(cast, name, mention->country, mention->entry)};
    return found->actor;
}

/* A region or a city. A place has no words of a name; the bits of its name
 * are a number for the spelling. */
static int32_t place_actor(struct cast *cast, const struct mention *mention) {
    uint64_t spelling = 0;
    for (uint32_t i = mention->start; i < mention->end; i++)
        spelling = (spelling ^ (uintptr_t)token_at(cast, i)->word) *
                       UINT64_C(0xa0761d6478bd642f) +
                   (token_at(cast, i)->flags & TOKEN_SPACE_BEFORE &&
                    i > mention->start);
    for (int32_t i = cast->first_of[ACTOR_PLACE]; i;
         i = cast->actors[i - 1].next)
        if (cast->actors[i - 1].name_bits == spelling &&
            is_same(cast->actors[i - 1].country, mention->country))
            return i - 1;
    struct actor *actor = add_actor(cast, ACTOR_PLACE, NULL);
    actor->name_bits = spelling;
    actor->country = mention->country;
    set_name(cast, actor, mention);
    return index_of(cast, actor);
}

static void cast_body(struct cast *cast, struct mention *mention) {
    if (mention->known)
        mention->actor = known_actor(cast, mention->known);
    else if (mention->entry)
        mention->actor = lexicon_body(cast, mention);
    else if (mention->owner >= 0)
        cast_owned_body(cast, mention);
    else
        mention->actor = place_actor(cast, mention);
}

static void cast_country(struct cast *cast, struct mention *mention) {
    mention->actor = country_actor(cast, mention->country);
}

/* ---- titles without a name -------------------------------------------- */

/* Whether every word of `few` stands in `many`. */
static bool all_stand_in(const char *many, const char *few) {
    while (*few) {
        char word[32];
        size_t length = strcspn(few, " -");
        if (length >= sizeof word)
            return false;
        memcpy(word, few, length);
        word[length] = '\0';
        if (length && !stands_in(many, word))
            return false;
        few += length + (few[length] != '\0');
    }
    return true;
}

/* A title without a name, and what it is compared by. */
struct bare_title {
    struct role role;
    uint64_t head_bits; /* of its last word, which may have hyphens */
    uint32_t former;    /* role_key of its "former"; 0 = none */
    uint64_t narrower_bits; /* of what it may mean where it is one word */
    const char *narrower;   /* the words themselves */
};

/* "former" stands before a title or, as in "former president", in it. */
static uint32_t former_key(const struct cast *cast,
                           const struct mention *mention) {
    if (is_former(cast, mention))
        return office_key(cast, mention->role - 1);
    return is_word(cast, mention->role, "former")
               ? office_key(cast, mention->role)
               : 0;
}

static struct bare_title bare_title(const struct cast *cast,
                                    const struct mention *mention) {
    struct bare_title bare = {.role = read_role(cast, mention),
                              .former = former_key(cast, mention)};
    uint32_t at = mention->role_end;
    do
        bare.head_bits |= role_bit(office_key(cast, --at));
    while (at > mention->role &&
           !(token_at(cast, at)->flags & TOKEN_SPACE_BEFORE));
    bool one = mention->role + 1 == mention->role_end &&
               !is_former(cast, mention) && !role_owner(cast, mention);
    const char *word = one ? role_word(token_at(cast, at)) : NULL;
    if (word) {
        const struct office_word *known =
            offices_word(cast->offices, bare.role.office, word);
        bare.narrower = known->narrower;
        bare.narrower_bits = known->narrower_bits;
    }
    return bare;
}

/* Whether one says more than the other and means the same, where the last
 * word of the title stands in the role. */
static bool says_more(const char *role, const char *title) {
    return !office_is_other(title, role) &&
           (!strpbrk(title, " -") || all_stand_in(role, title) ||
            all_stand_in(title, role));
}

/* How well a role answers to a bare title: 3 the same office, 2 one says
 * more than the other, 1 a wider word, 0 not at all. */
static int role_fit(const struct cast *cast, struct role *role,
                    struct bare_title *bare) {
    if (!is_given(role))
        return 0;
    if (role->office == bare->role.office)
        return 3;
    if (!(bare->head_bits & ~role->bits) &&
        stands_in(write_role(cast, role),
                  last_word(write_role(cast, &bare->role))))
        return says_more(role->text, bare->role.text) ? 2 : 0;
    return bare->narrower_bits & role_bit(role->last) &&
           stands_in(bare->narrower, last_word(write_role(cast, role)));
}

/* Whether a role may fit at all: nearly none does. */
static inline bool role_may_fit(const struct role *role,
                                const struct bare_title *bare) {
    return role->office == bare->role.office ||
           !(bare->head_bits & ~role->bits) ||
           bare->narrower_bits & role->bits;
}

static int best_fit_of(const struct cast *cast, struct titled *titled,
                       struct bare_title *bare) {
    int fit = role_fit(cast, &titled->role, bare);
    int also = role_fit(cast, &titled->also, bare);
    return also > fit ? also : fit;
}

static bool countries_fit(const char *a, const char *b) {
    return !*a || !*b || is_same(a, b);
}

/* Whether nothing that is known of the two speaks against it. */
static bool may_be_called(const struct actor *actor,
                          const struct mention *mention) {
    unsigned party = mention->flags & MENTION_PARTY;
    return genders_fit(actor->gender, mention->gender) &&
           (!party || !actor->party || party == actor->party) &&
           countries_fit(mention->country, actor->country);
}

/* Of those mentioned before, whose role fits best and no worse than `least`;
 * of several the one mentioned last.  Nobody before: the only one below who
 * holds just that office ("The prime minister resigned", and then his
 * name). */
static int32_t find_titled(const struct cast *cast,
                           const struct mention *mention,
                           struct bare_title *bare, int least) {
    uint32_t office = bare->role.office;
    int32_t best = -1, best_last = -1, below = -1;
    int best_fit = least;
    bool several = false;
    for (size_t i = 0; i < cast->titled_count; i++) {
        struct titled *titled = &cast->titled[i];
        const struct actor *actor = &cast->actors[titled->actor];
        if ((!role_may_fit(&titled->role, bare) &&
             !role_may_fit(&titled->also, bare)) ||
            !may_be_called(actor, mention) ||
            (bare->former && !titled->role.mention))
            continue; /* that role is the roster's: who holds the office */
        if (actor->last < 0) {
            bool same = titled->role.office == office;
            several |= same && below >= 0;
            below = same && titled->actor > below ? titled->actor : below;
            continue;
        }
        int fit = best_fit_of(cast, titled, bare);
        if (actor->kind == ACTOR_UNNAMED && fit < 2)
            continue;
        if (fit > best_fit || (fit == best_fit && actor->last > best_last))
            best_fit = fit, best = titled->actor, best_last = actor->last;
    }
    return best >= 0 || several ? best : below;
}

/* "the Vermont senator": the only person without a role in this sentence and
 * the three before. */
static int32_t find_untitled(const struct cast *cast,
                             const struct mention *mention) {
    int32_t found = -1;
    for (size_t i = 0; i < cast->count; i++) {
        const struct actor *actor = &cast->actors[i];
        if (actor->last < 0 || actor->kind != ACTOR_PERSON ||
            (actor->titled && !cast->titled[actor->titled - 1].rank) ||
            !may_be_called(actor, mention) ||
            cast->mentions->items[actor->last].sentence + 3 <
                mention->sentence)
            continue;
        if (found >= 0)
            return -1;
        found = (int32_t)i;
    }
    return found;
}

/* "the former secretary of state": of the article's persons so far the one
 * mentioned last who held that office. */
static int32_t find_former(const struct cast *cast,
                           const struct mention *mention,
                           const struct bare_title *bare) {
    uint32_t office = bare->role.office - bare->former;
    int32_t found = -1, last = -1;
    if (!roster_has_office(cast->tools->roster, office))
        return -1;
    for (size_t i = 0; i < cast->count; i++) {
        const struct actor *actor = &cast->actors[i];
        if (actor->known && actor->last > last &&
            may_be_called(actor, mention) &&
            roster_held(cast->tools->roster, actor->known, office,
                        article_date(cast)))
            found = (int32_t)i, last = actor->last;
    }
    return found;
}

/* Takes who held the office in `country` that day for `*known`; false where
 * somebody of another country is known already. */
static bool holds_too(const struct cast *cast, uint32_t office,
                      const char *country, const struct known **known) {
    if (!*country || (*known && !strcmp((*known)->country, country)))
        return true;
    const struct known *holder = roster_holder(cast->tools->roster, office,
                                               country, article_date(cast));
    if (holder && *known)
        return false;
    *known = holder ? holder : *known;
    return true;
}

/* Who held the office that day: in the country that the title names, else in
 * the only country of the article's actors where somebody held it. */
static const struct known *find_holder(const struct cast *cast,
                                       const struct mention *mention,
                                       uint32_t office) {
    const struct roster *roster = cast->tools->roster;
    const char *date = article_date(cast);
    if (*mention->country)
        return roster_holder(roster, office, mention->country, date);
    if (!roster_has_office(roster, office))
        return NULL;
    const struct known *known = NULL;
    bool several = false;
    for (size_t i = 0; i < cast->count && !several; i++)
        several = !holds_too(cast, office, cast->actors[i].country, &known);
    for (const struct mention *other = cast->mentions->items;
         other < mention && !several; other++)
        if (other->actor == ACTOR_UNASKED)
            several = !holds_too(cast, office, other->country, &known);
    return several ? NULL : known;
}

/* "Wary", "two unnamed": dropped, so that groups are alike everywhere. */
static bool tells_nothing(const struct cast *cast, uint32_t at) {
    const struct token *token = token_at(cast, at);
    if (token->flags & TOKEN_CAPITAL && at > 0 &&
        token_at(cast, at - 1)->kind == TOKEN_WORD)
        return false;
    if (token->word->marks & (MARK(TERM_COUNTRY) | MARK(TERM_DEMONYM) |
                              MARK(TERM_BODY) | MARK(TERM_ACTOR) |
                              MARK(TERM_CAPITAL) | MARK(TERM_TITLE) |
                              MARK(TERM_METONYM)))
        return is_vague(cast, at);
    if (word_traits(token) & TRAIT_KEPT)
        return false;
    struct word_grammar what = grammar_of(token);
    return is_vague(cast, at) || what.senses || what.class != CLASS_NAME;
}

/* The named one in "a spokeswoman for [Hillary Clinton]"; NULL = none. */
static struct mention *whose_title(struct cast *cast,
                                   const struct mention *mention) {
    size_t at = (size_t)(mention - cast->mentions->items) + 1;
    if (at >= cast->mentions->count ||
        mention->end >= cast->tools->document->token_count ||
        !(word_traits(token_at(cast, mention->end)) & TRAIT_JOIN))
        return NULL;
    struct mention *next = &cast->mentions->items[at];
    if (next->phrase != mention->end + 1)
        return NULL;
    while (next->flags & MENTION_MODIFIER && at + 1 < cast->mentions->count)
        next = &cast->mentions->items[++at];
    return next->phrase == mention->end + 1 ? next : NULL;
}

static const char *describe_title(struct cast *cast,
                                  const struct mention *mention) {
    uint32_t start = mention->phrase;
    const struct mention *owner =
        mention->owner >= 0 ? &cast->mentions->items[mention->owner] : NULL;
    if (!owner && !*mention->country)
        start = mention->role;
    while (start < mention->role && tells_nothing(cast, start))
        start++;
    const char *text = cast_describe(cast, start, mention->end);
    struct mention *whose = whose_title(cast, mention);
    if (whose && whose->actor == ACTOR_NOBODY)
        cast_one(cast, whose);
    if (!whose || cast_actor_of(cast, whose) < 0)
        return text;
    const struct token *join = token_at(cast, mention->end);
    const char *name = cast_name_of(cast, whose->actor);
    return join_words(cast, join_words(cast, text, join->word->folded), name);
}

/* A spokesperson without a name gives the voice of the body that the phrase
 * names, before the title or in the next mention behind it. */
static int32_t find_voice(struct cast *cast, const struct mention *mention) {
    size_t at = (size_t)(mention - cast->mentions->items);
    const struct mention *owner = NULL;
    if (mention->owner >= 0)
        owner = &cast->mentions->items[mention->owner];
    else if (at + 1 < cast->mentions->count &&
             mention[1].phrase == mention->end + 1 &&
             (is_word(cast, mention->end, "for") ||
              is_word(cast, mention->end, "of")))
        owner = &mention[1];
    if (!owner || (owner->kind != MENTION_BODY &&
                   owner->kind != MENTION_COMMON))
        return -1;
    if (owner->actor == ACTOR_NOBODY)
        cast_one(cast, &cast->mentions->items[owner - cast->mentions->items]);
    return owner->actor >= 0 &&
                   cast->actors[owner->actor].kind != ACTOR_GROUP
               ? owner->actor
               : ACTOR_NOBODY;
}

/* "Dean said", "King added": a title in a capital, with nothing before it,
 * that is somebody's surname. */
static bool cast_title_name(struct cast *cast, struct mention *mention) {
    const struct token *token = token_at(cast, mention->start);
    if (mention->end - mention->start != 1 ||
        !(token->flags & TOKEN_CAPITAL) || token->flags & TOKEN_DOTTED ||
        mention->phrase != mention->start || mention->owner >= 0 ||
        *mention->country)
        return false;
    uint32_t word = token_key(token);
    for (int32_t i = first_bearer(cast, word); i; i = next_bearer(cast, i)) {
        int32_t index = bearer_at(cast, i);
        const struct actor *actor = &cast->actors[index];
        if (actor->word_count > 1 && actor->kind == ACTOR_PERSON &&
            family(actor) == word &&
            (mention->actor < 0 || index < mention->actor))
            mention->actor = index;
    }
    return mention->actor >= 0;
}

/* The person whom a bare title means, -1 = nobody whom the article or the
 * roster names. */
static int32_t find_bearer(struct cast *cast, const struct mention *mention) {
    bool capital = token_at(cast, mention->start)->flags & TOKEN_CAPITAL;
    if (mention->flags & MENTION_INDEFINITE ||
        !(mention->flags & MENTION_DEFINITE || capital))
        return -1;
    struct bare_title bare = bare_title(cast, mention);
    int32_t index = -1;
    if (bare.former) {
        index = find_titled(cast, mention, &bare, 3);
        if (index < 0)
            index = find_former(cast, mention, &bare);
    }
    if (index < 0)
        index = find_titled(cast, mention, &bare, 1);
    if (index >= 0)
        return index;
    const struct known *known = find_holder(cast, mention, bare.role.office);
    if (known)
        return known_actor(cast, known);
    bool subject = mention->flags & MENTION_FIRST &&
                   !(mention->flags & MENTION_RANK);
    return subject ? find_untitled(cast, mention) : -1;
}

static void cast_title(struct cast *cast, struct mention *mention) {
    if (cast_title_name(cast, mention))
        return;
    mention->actor = find_bearer(cast, mention);
    if (mention->actor < 0 && mention->entry->facts & FACT_SPOKESPERSON)
        mention->actor = find_voice(cast, mention);
    if (mention->actor >= 0)
        return; /* a bare title tells nothing new of its bearer */
    struct mention *whose = whose_title(cast, mention);
    if (whose && whose->actor == ACTOR_NOBODY)
        cast_one(cast, whose);
    struct actor *actor = add_actor(cast, ACTOR_UNNAMED, NULL);
    actor->mention = mention;
    learn(cast, index_of(cast, actor), mention);
}

/* False where a description that is not written yet ends otherwise. */
static bool may_be_described(struct cast *cast, const struct actor *actor,
                             char end) {
    if (actor->name)
        return true;
    const struct token *last = token_at(cast, actor->mention->end - 1);
    return whose_title(cast, actor->mention) ||
           cast->tools->document->article
                   .text[last->start + last->length - 1] == end;
}

int32_t cast_unnamed(struct cast *cast, enum actor_kind kind,
                     const char *name, const char *country) {
    char end = name[strlen(name) - 1];
    for (int32_t i = cast->first_of[kind]; i; i = cast->actors[i - 1].next)
        if (is_same(cast->actors[i - 1].country, country) &&
            may_be_described(cast, &cast->actors[i - 1], end) &&
            is_same(cast_name_of(cast, i - 1), name))
            return i - 1;
    struct actor *actor = add_actor(cast, kind, name);
    actor->country = country;
    return index_of(cast, actor);
}

int32_t cast_actor_of(struct cast *cast, struct mention *mention) {
    if (mention->actor != ACTOR_UNASKED)
        return mention->actor;
    struct actor *actor = add_actor(cast, ACTOR_GROUP, NULL);
    actor->mention = mention;
    actor->country = mention->country;
    return mention->actor = index_of(cast, actor);
}

const char *cast_name_of(struct cast *cast, int32_t index) {
    const struct actor *actor = &cast->actors[index];
    if (actor->name)
        return actor->name;
    bool described =
        actor->kind == ACTOR_GROUP || actor->kind == ACTOR_UNNAMED;
    const char *name =
        described ? describe_title(cast, actor->mention)
                  : name_text(cast, actor->mention, actor->capitals);
    return cast->actors[index].name = name;
}

const char *cast_role_of(struct cast *cast, int32_t index) {
    int32_t titled = cast->actors[index].titled;
    return titled ? write_role(cast, &cast->titled[titled - 1].role) : "";
}

/* ---- bodies without a name -------------------------------------------- */

/* A government without a country is that of the country named last, in this
 * sentence or the two before. */
static const char *nearest_country(const struct cast *cast,
                                   const struct mention *mention) {
    for (size_t i = (size_t)(mention - cast->mentions->items); i-- > 0;) {
        const struct mention *other = &cast->mentions->items[i];
        if (other->sentence + 2 < mention->sentence)
            break;
        if ((other->kind == MENTION_COUNTRY ||
             other->kind == MENTION_PEOPLE) &&
            !(other->flags & MENTION_QUOTED))
            return other->country;
    }
    return "";
}

/* What a body is called without its name: "ministry". */
struct common_word {
    const char *text;
    uint32_t key; /* role_key */
    const struct office_word *known;
};

/* The last word of the titles as cast_describe writes them. */
static struct common_word common_word(const struct cast *cast,
                                      const struct mention *mention) {
    uint32_t start = mention->role, end = mention->role_end;
    describe_ends(cast, &start, &end);
    const struct token *token = token_at(cast, end - 1);
    struct common_word word = {.text = token->word->folded};
    if (end - start > 1 && !(token->flags & TOKEN_SPACE_BEFORE)) {
        word.text = last_word(
            cast_describe(cast, mention->role, mention->role_end));
        word.key = role_key(word.text);
    } else {
        if (token->flags & TOKEN_CAPITAL &&
            (end - start > 1 || !begins_small(cast, start, end)))
            word.text = arena_copy(
                arena_of(cast),
                cast->tools->document->article.text + token->start,
                token->length);
        word.key = office_key(cast, end - 1);
    }
    word.known = offices_word(cast->offices, word.key, word.text);
    return word;
}

/* Whether the word stands in the body's name, with or without a capital. */
static bool is_named(const char *name, const char *word) {
    if (stands_in(name, word))
        return true;
    char capital[48];
    size_t length = strlen(word);
    if (*word < 'a' || *word > 'z' || length >= sizeof capital)
        return false;
    memcpy(capital, word, length + 1);
    *capital = (char)(*capital - 32);
    return stands_in(name, capital);
}

/* role_bits of its name and its kind. */
static uint64_t body_bits(struct cast *cast, const struct actor *actor) {
    return actor->entry
               ? roster_body_bits(cast->tools->roster, actor->name)
               : role_bits(cast_name_of(cast, index_of(cast, actor)));
}

/* Whether the word stands in the body's name, or means its kind. */
static bool body_fits(struct cast *cast, struct actor *actor,
                      const struct common_word *word) {
    if (!actor->name_bits)
        actor->name_bits = body_bits(cast, actor);
    return (actor->name_bits & role_bit(word->key) &&
            is_named(cast_name_of(cast, index_of(cast, actor)), word->text)) ||
           (actor->entry && word->known->kind_bits & actor->name_bits &&
            stands_in(word->known->kinds, actor->entry->cells[BODY_KIND]));
}

static int32_t find_body(struct cast *cast, const struct mention *mention,
                         const struct common_word *word) {
    int32_t best = -1, best_last = -1;
    uint64_t wanted = role_bit(word->key) | word->known->kind_bits;
    for (int32_t i = cast->first_of[ACTOR_BODY]; i;
         i = cast->actors[i - 1].next) {
        struct actor *actor = &cast->actors[i - 1];
        if (actor->name_bits && !(actor->name_bits & wanted))
            continue;
        if (actor->last > best_last && body_fits(cast, actor, word) &&
            countries_fit(mention->country, actor->country))
            best = i - 1, best_last = actor->last;
    }
    return best;
}

/* "Russia's foreign ministry" -> "Russian Foreign Ministry", or as the roster
 * calls it. */
static const char *ministry_name(const struct cast *cast, const char *country,
                                 const struct mention *mention) {
    const char *title =
        cast_describe(cast, mention->role, mention->role_end);
    const struct roster *roster = cast->tools->roster;
    const char *state = roster_country_name(roster, country);
    const char *people = roster_demonym(roster, country);
    size_t length = strcspn(people, ";");
    if (!length) {
        people = state;
        length = strlen(people);
    }
    uint32_t key = role_key(title);
    const char *known = roster_body(
        roster,
        key + role_key(arena_copy(arena_of(cast), people, length)));
    if (!*known)
        known = roster_body(roster, key + role_key(state));
    if (*known)
        return known;
    char *name = arena_print(arena_of(cast), "%.*s %s", (int)length, people,
                             title);
    /* as American newspapers spell it, here and in titles */
    char *defence = strstr(name + length, "defence");
    if (defence)
        defence[5] = 's';
    for (char *at = name + length; *at; at++)
        if (at[0] == ' ' && at[1] >= 'a' && at[1] <= 'z')
            at[1] = (char)(at[1] - 32);
    return name;
}

static void cast_common(struct cast *cast, struct mention *mention) {
    const char *country = mention->country;
    bool definite = mention->flags & MENTION_DEFINITE;
    if (mention->flags & MENTION_INDEFINITE || (!definite && !*country)) {
        mention->actor = ACTOR_UNASKED;
        return;
    }
    struct common_word word = common_word(cast, mention);
    bool state = word.known->facts & COMMON_COUNTRY;
    mention->actor = state ? ACTOR_NOBODY : find_body(cast, mention, &word);
    if (mention->actor >= 0)
        return;
    bool own = word.known->facts &
               (*country ? COMMON_OFFICE : COMMON_INSTITUTION);
    if (!*country && (state || own))
        country = nearest_country(cast, mention);
    if (*country && state)
        mention->actor = country_actor(cast, country);
    else if (*country && own)
        mention->actor =
            body_actor(cast, ministry_name(cast, country, mention), country,
                       NULL);
    if (mention->actor < 0)
        mention->actor = ACTOR_UNASKED;
}

/* ---- the passes ------------------------------------------------------- */

/* One word, or several that only hyphens join or that begin small:
 * "Holtz-Eakin", "von der Leyen". */
static bool is_unspaced(const struct cast *cast,
                        const struct mention *mention) {
    bool small = word_traits(token_at(cast, mention->start)) & TRAIT_PARTICLE;
    for (uint32_t i = mention->start + 1; i < mention->end; i++) {
        const struct token *token = token_at(cast, i);
        if (token->flags & TOKEN_SPACE_BEFORE && !small)
            return false;
        small = word_traits(token) & TRAIT_PARTICLE;
    }
    return true;
}

static bool is_family(const struct cast *cast, uint32_t word) {
    for (int32_t i = first_bearer(cast, word); i; i = next_bearer(cast, i))
        if (family(&cast->actors[bearer_at(cast, i)]) == word)
            return true;
    return false;
}

/* "the Kerry-Lavrov meeting" names two persons, and neither. */
static bool is_pair(const struct cast *cast, const uint32_t *words) {
    return words[0] != words[1] && is_family(cast, words[0]) &&
           is_family(cast, words[1]);
}

/* Names of two words or more; all others wait until these are known. */
static void cast_if_full(struct cast *cast, struct mention *mention) {
    uint32_t words[ACTOR_WORDS];
    if (is_unspaced(cast, mention))
        return;
    uint32_t count = read_words(cast, mention->start, mention->end, words);
    if (count > 1)
        cast_full_name(cast, mention, words, count);
}

static void cast_name(struct cast *cast, struct mention *mention) {
    uint32_t words[ACTOR_WORDS], count;
    if (mention->end - mention->start == 1) { /* as nearly always */
        const struct token *token = token_at(cast, mention->start);
        if (is_borne(token))
            cast_surname(cast, mention, token_key(token));
        return;
    }
    count = read_words(cast, mention->start, mention->end, words);
    if (!count || (count > 1 && !is_unspaced(cast, mention)) ||
        (count == 2 && is_pair(cast, words)))
        return;
    cast_surname(cast, mention, words[count - 1]);
}

static void cast_one(struct cast *cast, struct mention *mention) {
    if (mention->same >= 0) {
        struct mention *same = &cast->mentions->items[mention->same];
        if (same->actor < 0 && same->same < 0)
            cast_one(cast, same);
        if (same->actor >= 0)
            learn(cast, same->actor, mention);
        return;
    }
    switch (mention->kind) {
    case MENTION_NAME: cast_name(cast, mention); break;
    case MENTION_BODY: cast_body(cast, mention); break;
    case MENTION_COUNTRY:
    case MENTION_PEOPLE: cast_country(cast, mention); break;
    case MENTION_TITLE: cast_title(cast, mention); break;
    case MENTION_GROUP: break; /* it has its own */
    case MENTION_COMMON: cast_common(cast, mention); break;
    }
}

void cast_build(struct cast *cast, const struct mention_tools *tools,
                struct mentions *mentions) {
    *cast = (struct cast){.tools = tools,
                          .offices = roster_offices(tools->roster),
                          .tokens = tools->document->tokens,
                          .mentions = mentions,
                          .nobody = {.country = "", .last = -1}};
    cast->bearer_room = mentions->count + 16;
    cast->bearers = arena_take(arena_of(cast),
                               cast->bearer_room * sizeof *cast->bearers);
    cast->room = mentions->count * 5 / 8 + 16;
    cast->actors = arena_take(arena_of(cast),
                              cast->room * sizeof *cast->actors);
    for (size_t i = 0; i < mentions->long_count; i++)
        cast_if_full(cast, &mentions->items[mentions->long_names[i]]);
    for (size_t i = 0; i < mentions->count; i++) {
        struct mention *mention = &mentions->items[i];
        if (mention->actor == ACTOR_NOBODY) {
            if (mention->kind == MENTION_NAME) /* as half of them are */
                cast_name(cast, mention);
            else
                cast_one(cast, mention);
        }
        if (mention->actor >= 0)
            cast->actors[mention->actor].last = (int32_t)i;
    }
}
